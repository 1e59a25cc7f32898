import type { Database } from './database.ts';
import { reading } from './records.ts';
import { textIn } from './rows.ts';
import type { Settings } from './types.ts';

export function settingsOf(database: Database): Settings {
  const parse = (key: string, json: string): unknown => reading(database, `the setting ${key}`, () => JSON.parse(json) as unknown);
  return {
    get: (key) => {
      const value = database.value('SELECT value FROM settings WHERE key = ?', key);
      return typeof value === 'string' ? parse(key, value) : undefined;
    },
    set: (key, value) => {
      database.run('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value', key, JSON.stringify(value ?? null));
    },
    remove: (key) => {
      database.run('DELETE FROM settings WHERE key = ?', key);
    },
    all: () =>
      Object.fromEntries(
        database.all('SELECT key, value FROM settings ORDER BY key').map((row) => [textIn(row, 'key'), parse(textIn(row, 'key'), textIn(row, 'value'))]),
      ),
  };
}
