import type { Place } from '../../contract/answer.ts';
import type { Asked, AskProgress, Scope } from '../../contract/protocol.ts';

export interface Hit {
  readonly document: string;
  readonly place: Place;
}

/** How far a question has come, with all hits so far. */
export interface Progress {
  readonly done: number;
  readonly of: number;
  readonly secondsLeft: number | null;
  readonly hits: readonly Hit[];
}

/** Messages carry only the hits found since the last one. */
export function merged(before: Progress | null, value: AskProgress): Progress {
  return { done: value.done, of: value.of, secondsLeft: value.secondsLeft, hits: [...(before?.hits ?? []), ...value.hits] };
}

/** Under which key the history of a scope is kept: a document's own, or '*' for questions put to several. */
export function historyKey(scope: Scope): string {
  return scope.kind === 'document' ? scope.document : '*';
}

type DocumentAnswer = Asked['answers'][number];

export interface Sorted {
  /** Documents that answer, surest first. */
  readonly found: readonly DocumentAnswer[];
  readonly notFound: readonly DocumentAnswer[];
}

/** The answers of several documents: those that found something first, by how sure they are. */
export function sortedAnswers(answers: readonly DocumentAnswer[]): Sorted {
  const isFound = ({ answer }: DocumentAnswer): boolean => answer.found || (answer.everything?.hits.length ?? 0) > 0;
  return {
    found: answers.filter(isFound).sort((a, b) => (b.answer.best?.score ?? 0) - (a.answer.best?.score ?? 0)),
    notFound: answers.filter((one) => !isFound(one)),
  };
}

/** The passages of which a question can be answered: it may be asked as soon as something was read. */
export function canAsk(scope: Scope | null, documents: readonly { readonly id: string; readonly segments: number }[], readingSegments: number): boolean {
  if (scope === null) return false;
  if (scope.kind !== 'document') return documents.some((document) => document.segments > 0);
  return (documents.find((document) => document.id === scope.document)?.segments ?? 0) > 0 || readingSegments > 0;
}
