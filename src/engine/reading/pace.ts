import type { ReadingProgress } from '../../contract/document.ts';
import type { DocumentRecord } from '../library/index.ts';

/** Tells how fast a reading goes and how long it will take, from what it has done since it was begun or taken up again. */
export class Pace {
  readonly #began: DocumentRecord;
  readonly #beganMs: number;
  readonly #now: () => number;

  constructor(record: DocumentRecord, now: () => number = () => performance.now()) {
    this.#began = record;
    this.#now = now;
    this.#beganMs = now();
  }

  /** `record` is what is read by now; `taken` what the pages before `nextPage` have of text. */
  progress(record: DocumentRecord, taken: { readonly nextPage: number; readonly length: number }): ReadingProgress {
    const seconds = Math.max(1e-3, (this.#now() - this.#beganMs) / 1000);
    const charactersPerSecond = (record.textLength - this.#began.textLength) / seconds;
    const pagesTaken = taken.nextPage - 1;
    // The pages to come are taken for as full as those that came.
    const expected = pagesTaken === 0 ? 0 : (taken.length / pagesTaken) * record.pageCount;
    return {
      pagesRead: record.pagesRead,
      pageCount: record.pageCount,
      segments: record.segments,
      tokens: record.tokens,
      tokensPerSecond: (record.tokens - this.#began.tokens) / seconds,
      secondsLeft: record.state === 'ready' ? 0 : charactersPerSecond === 0 ? null : Math.max(0, expected - record.textLength) / charactersPerSecond,
    };
  }
}
