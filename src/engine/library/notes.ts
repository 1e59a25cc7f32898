import { InfolioError } from '../../contract/errors.ts';
import { noteSchema } from '../../contract/protocol.ts';
import type { Note } from '../../contract/protocol.ts';
import type { Database, Row } from './database.ts';
import { keyOf, reading } from './records.ts';
import { textIn } from './rows.ts';
import type { Notes } from './types.ts';

const select = 'SELECT n.id, d.id AS document, n.page, n.boxes, n.quote, n.comment, n.colour, n.made_at FROM notes n JOIN documents d ON d.key = n.document';

export function notesOf(database: Database): Notes {
  const noteOf = ({ boxes, made_at: madeAt, ...row }: Row): Note =>
    reading(database, 'a note', () => noteSchema.parse({ ...row, madeAt, boxes: JSON.parse(textIn({ boxes: boxes ?? null }, 'boxes')) as unknown }));
  const known = (id: number): Note => {
    const row = database.get(`${select} WHERE n.id = ?`, id);
    if (row === undefined) throw new InfolioError('not_found', `There is no note ${id}; it was removed.`);
    return noteOf(row);
  };
  return {
    list: (document) => database.all(`${select} WHERE n.document = ? ORDER BY n.page, n.id`, keyOf(database, document)).map(noteOf),
    add: ({ document, page, boxes, quote, comment, colour }) => {
      const id = database.value(
        'INSERT INTO notes (document, page, boxes, quote, comment, colour, made_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id',
        keyOf(database, document), page, JSON.stringify(boxes), quote, comment, colour, Date.now(),
      );
      return known(Number(id));
    },
    update: (id, { comment, colour }) =>
      database.transaction(() => {
        const note = known(id);
        database.run('UPDATE notes SET comment = ?, colour = ? WHERE id = ?', comment ?? note.comment, colour ?? note.colour, id);
        return known(id);
      }),
    remove: (id) => database.run('DELETE FROM notes WHERE id = ?', id) > 0,
  };
}
