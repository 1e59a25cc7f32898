import { collectionsOf } from './collections.ts';
import { openDatabase, problems } from './database.ts';
import type { Database } from './database.ts';
import { documentsOf } from './documents.ts';
import { intakeOf } from './intake.ts';
import type { Intake } from './intake.ts';
import { busyMs } from './limits.ts';
import { madeOf } from './made.ts';
import { notesOf } from './notes.ts';
import { questionsOf } from './questions.ts';
import { readerOf } from './reader.ts';
import { searchText } from './search.ts';
import { settingsOf } from './settings.ts';
import { thumbnailsOf } from './thumbnails.ts';
import type { Collections, DocumentReader, Documents, Made, Notes, Questions, SearchOptions, Settings, Thumbnails, WordHit } from './types.ts';
import { VectorCache } from './vector-cache.ts';
import { VectorScan } from './vector-scan.ts';
import type { DocumentVectors } from './vector-scan.ts';

/** Everything that Infolio keeps, in one SQLite file. */
export interface Library {
  /** The file, or ':memory:'. */
  readonly file: string;
  readonly documents: Documents;
  /** What a reading writes. */
  readonly intake: Intake;
  readonly questions: Questions;
  readonly collections: Collections;
  readonly notes: Notes;
  readonly thumbnails: Thumbnails;
  /** What was made of documents. */
  readonly made: Made;
  readonly settings: Settings;
  /** Throws `not_found` if there is no such document. */
  open(id: string): DocumentReader;
  /**
   * The passages' vectors of documents (ids), one document after the other in no special order; those that are not in the library, or
   * have no passages, are left out. They are kept in memory, so that the next question to many documents finds them there.
   */
  vectorsOf(documents: Iterable<string>): Iterable<DocumentVectors>;
  /** Full-text search over passages: any of the words, best first. Any user's text will do, it is never a syntax error. */
  searchText(words: string, options?: SearchOptions): WordHit[];
  /** Reads the whole file; what is wrong with it, one line each. None if it is sound. */
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
  const database = openDatabase(folder, { busyMs, ...options });
  const cache = new VectorCache();
  const scan = new VectorScan(database);
  return {
    file: database.file,
    documents: documentsOf(database),
    intake: intakeOf(database),
    questions: questionsOf(database),
    collections: collectionsOf(database),
    notes: notesOf(database),
    thumbnails: thumbnailsOf(database),
    made: madeOf(database),
    settings: settingsOf(database),
    open: (id) => readerOf(database, cache, id),
    vectorsOf: (documents) => scan.of(documents),
    searchText: (words, searched = {}) => searchText(database, words, searched),
    check: () => check(database),
    close: () => {
      database.close();
    },
  };
}

function check(database: Database): string[] {
  const found = problems(database, 'integrity_check(20)').filter((line) => line !== 'ok');
  if (found.length > 0) return found;
  try {
    database.run("INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)");
    return database.all('PRAGMA foreign_key_check').map((row) => `a row of ${String(row.table)} has no ${String(row.parent)}`);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
