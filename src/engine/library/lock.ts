import { unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { InfolioError } from '../../contract/errors.ts';
import { libraryFailure } from './failures.ts';

/** The file whose lock says that a process is reading a document. */
export function lockFile(libraryFile: string, id: string): string {
  return join(dirname(libraryFile), `reading-${id}.lock`);
}

/**
 * Claims the reading of a document for this process; gives what releases it. It is a lock of SQLite on an empty file of
 * its own: the operating system drops it when the process ends, however it ends. Throws `library_locked` if another
 * process has it.
 */
export function claimReading(libraryFile: string, id: string): () => void {
  if (libraryFile === ':memory:') return () => undefined;
  const file = lockFile(libraryFile, id);
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(file, { timeout: 0 });
    connection.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    connection?.close();
    const failure = libraryFailure(error, libraryFile);
    if (failure.code !== 'library_locked') throw failure;
    throw new InfolioError('library_locked', 'Another Infolio is reading this document; wait for it to finish or stop it there.', { cause: error });
  }
  const held = connection;
  return () => {
    held.close();
    try {
      unlinkSync(file);
    } catch {
      // Someone else has it open already, or has removed it: either is fine, it is empty.
    }
  };
}
