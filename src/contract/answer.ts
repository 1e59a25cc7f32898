import type { Box } from './geometry.ts';

/** A place in a document that says something about a question. `text` is exactly the document's text[start:end]. */
export interface Place {
  readonly text: string;
  /** The whole sentence or sentences that `text` stands in. */
  readonly sentence: string;
  /** From 1. */
  readonly page: number;
  readonly pageLabel: string;
  /** UTF-16 offsets into the document's text. */
  readonly start: number;
  readonly end: number;
  /** How likely this place answers the question, 0..1, calibrated on validation documents. */
  readonly score: number;
  readonly boxes: readonly Box[];
}

/** What an answer can be: words of the text, evidence for a yes/no question, or evidence for a count. */
export type QuestionKind = 'span' | 'yesno' | 'count';

/** What "read everything" found: the question was put to each of `passages` passages. */
export interface Everything {
  readonly passages: number;
  /** Every place above the threshold, in the document's order. */
  readonly hits: readonly Place[];
  /** Hits that say different things (equal words counted once). */
  readonly distinct: number;
}

/** A question put with the document's own words for its names: of "What does Birch Ltd. pay?", "What does the Lessee pay?" */
export interface ReadAs {
  readonly question: string;
  /** Where the document says so, a place for each name. */
  readonly places: readonly Place[];
}

export interface Answer {
  readonly question: string;
  /** Absent where the question was put as it is. */
  readonly readAs?: ReadAs | undefined;
  /** True: it was asked what the whole document is about, and `best` and `others` are sentences of a summary, in the document's order; their scores are importance, not odds. */
  readonly gist?: boolean | undefined;
  readonly kind: QuestionKind;
  /** False: "not found in this document". */
  readonly found: boolean;
  readonly best: Place | null;
  /** Other places that say something about it, best first. */
  readonly others: readonly Place[];
  /** Where nothing was found: the passages nearest to the question. */
  readonly nearest: readonly Place[];
  readonly everything: Everything | null;
}
