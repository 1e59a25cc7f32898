import type { Answer, Place } from '../../contract/answer.ts';

export interface CitationWords {
  /** "page iv" */
  page(label: string): string;
  notFound: string;
}

/** The sentence in quotation marks, then title and page: what is pasted into a brief. */
export function citationOf(place: Place, title: string, words: CitationWords): string {
  return `“${place.sentence.trim()}” (${title}, ${words.page(place.pageLabel)})`;
}

/** A question with its answer and where it stands, one line each. */
export function answerAsText(answer: Answer, title: string, words: CitationWords): string {
  const lines = [answer.question];
  if (!answer.found || answer.best === null) lines.push(words.notFound);
  else lines.push(citationOf(answer.best, title, words));
  for (const hit of answer.everything?.hits ?? []) if (hit.start !== answer.best?.start) lines.push(`- ${citationOf(hit, title, words)}`);
  return lines.join('\n');
}
