import { InfolioError } from '../../contract/errors.ts';
import type { Collections, DocumentReader, Documents, Questions, SearchOptions, Settings, WordHit } from './types.ts';

/** Everything that Infolio keeps, in one SQLite file. */
export interface Library {
  /** The file, or ':memory:'. */
  readonly file: string;
  readonly documents: Documents;
  readonly questions: Questions;
  readonly collections: Collections;
  readonly settings: Settings;
  /** Throws `not_found` if there is no such document. */
  open(id: string): DocumentReader;
  /** Full-text search over passages: any of the words, best first. Any user's text will do, it is never a syntax error. */
  searchText(words: string, options?: SearchOptions): WordHit[];
  /** Reads the whole file; what is wrong with it, one line each. Nothing if it is sound. */
  check(): string[];
  close(): void;
}

export interface LibraryOptions {
  /** Milliseconds to wait for another process that is writing. */
  readonly busyMs?: number;
  /** Most bytes that the file may take. */
  readonly maxBytes?: number;
}

/**
 * Opens the library of a folder (made if it is not there), or with ':memory:' one that is gone when it is closed.
 *
 * Errors: `library_damaged`, `library_locked`, `library_too_new`, `disk_full`, `unreadable`.
 */
export function openLibrary(folder: string, options: LibraryOptions = {}): Library {
  throw new InfolioError('not_yet', `The library ${folder} cannot be opened yet ${options.busyMs ?? ''}.`);
}
