/** How far the reading of a document has come. */
export type DocumentState = 'reading' | 'ready' | 'failed';

/** A page that could not be read, and why. */
export interface FailedPage {
  readonly page: number;
  readonly label: string;
  readonly code: string;
  readonly message: string;
}

/** A document of the library as commands print it. */
export interface DocumentInfo {
  readonly id: string;
  readonly title: string;
  readonly pages: number;
  readonly pagesRead: number;
  readonly failedPages: readonly FailedPage[];
  readonly words: number;
  readonly tokens: number;
  readonly segments: number;
}

/** Progress of a reading. */
export interface ReadingProgress {
  readonly pagesRead: number;
  readonly pageCount: number;
  readonly segments: number;
  readonly tokens: number;
  readonly tokensPerSecond: number;
  /** Null until it can be told. */
  readonly secondsLeft: number | null;
}
