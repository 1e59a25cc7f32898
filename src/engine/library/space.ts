import type { Database } from './database.ts';
import { mergedPages } from './limits.ts';

/** Tidies the full-text index, shortens the file by what is free in it, and empties the log, in which removed words may still stand. */
export function giveBackSpace(database: Database): void {
  database.run("INSERT INTO passages_fts (passages_fts, rank) VALUES ('merge', ?)", mergedPages);
  database.all('PRAGMA incremental_vacuum');
  database.all('PRAGMA wal_checkpoint(TRUNCATE)');
}
