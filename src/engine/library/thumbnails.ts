import type { Database } from './database.ts';
import { keyOf } from './records.ts';
import type { Thumbnails } from './types.ts';

export function thumbnailsOf(database: Database): Thumbnails {
  return {
    get: (document) => {
      const image = database.value('SELECT image FROM thumbnails WHERE document = ?', keyOf(database, document));
      return typeof image === 'string' ? image : null;
    },
    keep: (document, image) => {
      database.run('INSERT INTO thumbnails (document, image) VALUES (?, ?) ON CONFLICT DO UPDATE SET image = excluded.image', keyOf(database, document), image);
    },
  };
}
