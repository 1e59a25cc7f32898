import { unlinkSync } from 'node:fs';
import type { Database } from './database.ts';
import { keyOf, findRecord, reading, recordOf } from './records.ts';
import { numberIn, textIn } from './rows.ts';
import { lockFile } from './lock.ts';
import { forgetAnswers } from './questions.ts';
import { giveBackSpace } from './space.ts';
import type { DocumentRecord, Documents } from './types.ts';

export function documentsOf(database: Database): Documents {
  const first = (sql: string, ...values: string[]): DocumentRecord | undefined => {
    const row = database.get(sql, ...values);
    return row === undefined ? undefined : recordOf(database, row);
  };
  return {
    list: (modelHash) => {
      const order = 'ORDER BY opened_at DESC, key DESC';
      const rows = modelHash === undefined
        ? database.all(`SELECT * FROM documents ${order}`)
        : database.all(`SELECT * FROM documents WHERE model = ? ${order}`, modelHash);
      return rows.map((row) => recordOf(database, row));
    },
    briefs: (modelHash) =>
      database
        .all('SELECT id, title, segments FROM documents WHERE model = ? ORDER BY opened_at DESC, key DESC', modelHash)
        .map((row) => reading(database, 'a document', () => ({ id: textIn(row, 'id'), title: textIn(row, 'title'), segments: numberIn(row, 'segments') }))),
    get: (id) => first('SELECT * FROM documents WHERE id = ?', id),
    find: (hash, modelHash) => first('SELECT * FROM documents WHERE hash = ? AND model = ?', hash, modelHash),
    findByPath: (path, modelHash) => {
      const order = 'ORDER BY opened_at DESC, key DESC LIMIT 1';
      return modelHash === undefined
        ? first(`SELECT * FROM documents WHERE path = ? ${order}`, path)
        : first(`SELECT * FROM documents WHERE path = ? AND model = ? ${order}`, path, modelHash);
    },
    touch: (id, path) => {
      database.run('UPDATE documents SET path = ?, opened_at = ? WHERE id = ?', path, Date.now(), keyed(database, id));
      return findRecord(database, id).record;
    },
    rename: (id, title) => {
      database.run('UPDATE documents SET title = ? WHERE id = ?', title, keyed(database, id));
    },
    remove: (id) => {
      const found = database.transaction(() => {
        forgetAnswers(database, id);
        return database.run('DELETE FROM documents WHERE id = ?', id) > 0;
      });
      if (found) giveBackSpace(database);
      removeLock(database, id);
      return found;
    },
  };
}

/** The id, once it is known to be one; throws `not_found`. */
function keyed(database: Database, id: string): string {
  keyOf(database, id);
  return id;
}

/** Takes away the lock that a reading left behind which was broken off. */
function removeLock(database: Database, id: string): void {
  if (database.file === ':memory:') return;
  try {
    unlinkSync(lockFile(database.file, id));
  } catch {
    // There is none.
  }
}
