import { InfolioError } from '../../contract/errors.ts';
import type { Database } from './database.ts';
import { keyOf } from './records.ts';
import { numberIn, textIn } from './rows.ts';
import type { CollectionRow, Collections } from './types.ts';

export function collectionsOf(database: Database): Collections {
  const freeName = (name: string, own: number | null): string => {
    const trimmed = name.trim();
    if (trimmed === '') throw new InfolioError('bad_argument', 'A collection needs a name; give one.');
    const taken = database.value('SELECT id FROM collections WHERE name = ?', trimmed);
    if (taken !== undefined && taken !== own) throw new InfolioError('bad_argument', `There is a collection "${trimmed}" already; choose another name.`);
    return trimmed;
  };
  const known = (id: number): number => {
    if (database.value('SELECT id FROM collections WHERE id = ?', id) === undefined) throw new InfolioError('not_found', `There is no collection ${id}.`);
    return id;
  };
  const documentsIn = (id: number): string[] =>
    database
      .all('SELECT d.id FROM collected c JOIN documents d ON d.key = c.document WHERE c.collection = ? ORDER BY d.key', id)
      .map((row) => textIn(row, 'id'));
  return {
    create: (name) => database.transaction((): CollectionRow => {
      const free = freeName(name, null);
      const row = database.get('INSERT INTO collections (name) VALUES (?) RETURNING id', free) ?? {};
      return { id: numberIn(row, 'id'), name: free, documents: [] };
    }),
    list: () =>
      database.all('SELECT id, name FROM collections ORDER BY name').map((row) => {
        const id = numberIn(row, 'id');
        return { id, name: textIn(row, 'name'), documents: documentsIn(id) };
      }),
    rename: (id, name) => {
      database.transaction(() => {
        database.run('UPDATE collections SET name = ? WHERE id = ?', freeName(name, known(id)), id);
      });
    },
    remove: (id) => database.run('DELETE FROM collections WHERE id = ?', id) > 0,
    add: (id, document) => {
      database.run('INSERT OR IGNORE INTO collected (collection, document) VALUES (?, ?)', known(id), keyOf(database, document));
    },
    take: (id, document) => {
      database.run('DELETE FROM collected WHERE collection = ? AND document = ?', known(id), keyOf(database, document));
    },
  };
}
