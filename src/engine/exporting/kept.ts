import type { Library } from '../library/index.ts';
import type { KeptAnswer } from './report.ts';

/** A document's kept questions with their answers, in the order they were asked; of equal questions the latest. */
export function keptAnswers(library: Library, document: string): KeptAnswer[] {
  const asked = library.questions.list(document);
  const latest = asked.filter(
    (one, at) => asked.findIndex((other) => folded(other.question) === folded(one.question) && other.everything === one.everything && other.upToPage === one.upToPage) === at,
  );
  return latest.toReversed().flatMap(({ answers, upToPage }) => answers.filter((one) => one.document === document).map(({ answer }) => ({ answer, upToPage })));
}

function folded(question: string): string {
  return question.toLowerCase().replaceAll(/\s+/g, ' ').trim();
}
