import type { Database } from './database.ts';

/** Shortens the file by what is free in it, and empties the log, in which removed words may still stand. */
export function giveBackSpace(database: Database): void {
  database.all('PRAGMA incremental_vacuum');
  database.all('PRAGMA wal_checkpoint(TRUNCATE)');
}
