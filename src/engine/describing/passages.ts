import { InfolioError } from '../../contract/errors.ts';
import type { DocumentReader, PassageRow } from '../library/index.ts';
import { passagesBetweenTurns, sentenceAtMost } from './limits.ts';

export interface WorkOptions {
  readonly signal?: AbortSignal;
  /** Passages worked on so far, of how many. Every passage counts once for each time that it is gone through. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** A sentence of a passage. `start` is its offset in the document's text. */
export interface Sentence {
  readonly passage: number;
  readonly start: number;
  readonly text: string;
}

/**
 * Goes through a document's passages, a few at a time, so that no more than these are held; other work comes in between.
 *
 * @throws InfolioError `cancelled` when the signal aborts.
 */
export async function eachSentence(document: DocumentReader, signal: AbortSignal | undefined, visit: (sentence: Sentence) => void, onPassages: (done: number) => void): Promise<void> {
  const { passageCount } = document;
  for (let at = 0; at < passageCount; at += passagesBetweenTurns) {
    await turn(signal);
    const batch = document.passages(at, at + passagesBetweenTurns);
    for (const passage of batch) for (const sentence of sentencesOf(passage)) visit(sentence);
    onPassages(Math.min(passageCount, at + batch.length));
  }
}

function sentencesOf(passage: PassageRow): Sentence[] {
  return passage.sentences
    .filter(({ start, end }) => end - start <= sentenceAtMost)
    .map(({ start, end }) => ({ passage: passage.index, start, text: passage.text.slice(start - passage.start, end - passage.start) }));
}

/** Lets other work in, and stops here if that is wanted. */
export async function turn(signal: AbortSignal | undefined): Promise<void> {
  await new Promise(setImmediate);
  if (signal?.aborted === true) throw new InfolioError('cancelled', 'Stopped on request; the document stays in the library.');
}
