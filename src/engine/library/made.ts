import type { Database, Row } from './database.ts';
import { keyOf } from './records.ts';
import type { Made, MadeThing } from './types.ts';

export function madeOf(database: Database): Made {
  return {
    get: (document, kind, key = '') => {
      const row = database.get('SELECT recipe, value, made_at FROM made WHERE document = ? AND kind = ? AND key = ?', keyOf(database, document), kind, key);
      if (row === undefined) return undefined;
      return thingOf(row);
    },
    latest: (document, kind) => {
      const row = database.get('SELECT key, recipe, value, made_at FROM made WHERE document = ? AND kind = ? ORDER BY made_at DESC, key LIMIT 1', keyOf(database, document), kind);
      return row === undefined ? undefined : { key: String(row['key']), ...thingOf(row) };
    },
    keep: (document, kind, recipe, value, key = '') => {
      database.run(
        `INSERT INTO made (document, kind, key, recipe, value, made_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET recipe = excluded.recipe, value = excluded.value, made_at = excluded.made_at`,
        keyOf(database, document),
        kind,
        key,
        recipe,
        JSON.stringify(value),
        Date.now(),
      );
    },
    remove: (document, kind, key = '') => {
      database.run('DELETE FROM made WHERE document = ? AND kind = ? AND key = ?', keyOf(database, document), kind, key);
    },
  };
}

function thingOf(row: Row): MadeThing {
  return { recipe: String(row['recipe']), value: JSON.parse(String(row['value'])) as unknown, madeAt: Number(row['made_at']) };
}
