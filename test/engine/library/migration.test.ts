import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openLibrary } from '../../../src/engine/library/index.ts';
import { applicationId, migrations } from '../../../src/engine/library/schema.ts';
import { answerOf, asked, temporaryFolder } from './given.ts';

it('a library of the first version keeps its documents and questions and learns what is new', () => {
  using place = temporaryFolder();
  const folder = join(place.path, 'library');
  mkdirSync(folder);
  const first = new DatabaseSync(join(folder, 'library.db'));
  first.exec(migrations[0] ?? '');
  first.exec(`PRAGMA user_version = 1; PRAGMA application_id = ${applicationId};`);
  first.exec(`INSERT INTO documents (key, id, hash, model, path, kind, title, page_count, state, outline, bytes, added_at, opened_at)
    VALUES (1, 'abc', 'h', 'm', '/a.pdf', 'pdf', 'A lease', 3, 'ready', '[]', 10, 1, 1)`);
  const add = first.prepare('INSERT INTO questions (document, question, answer, asked_at) VALUES (?, ?, ?, ?)');
  add.run(1, 'Who pays?', JSON.stringify(answerOf('Who pays?', 'the tenant')), 5);
  add.run(1, 'Of an even older kind?', JSON.stringify({ text: 'yes' }), 4);
  add.run(null, 'To several?', 'null', 3);
  first.close();

  const library = openLibrary(folder);
  expect(library.documents.list()).toMatchObject([{ id: 'abc', title: 'A lease' }]);
  const common = { everything: false, upToPage: null };
  expect(library.questions.list('abc')).toMatchObject([
    { ...common, scope: { kind: 'document', document: 'abc' }, question: 'Who pays?', askedAt: 5, answers: [{ document: 'abc', title: 'A lease', answer: { best: { text: 'the tenant' } } }] },
    { ...common, question: 'Of an even older kind?', answers: [] },
  ]);
  expect(library.questions.list(null)).toMatchObject([{ ...common, scope: { kind: 'library' }, answers: [] }]);
  const kept = library.questions.add(asked({ kind: 'document', document: 'abc' }, 'And now?', ['abc']));
  expect(library.questions.list('abc')[0]).toEqual(kept);
  library.notes.add({ document: 'abc', page: 1, boxes: [{ page: 1, x: 0, y: 0, width: 1, height: 1 }], quote: 'rent', comment: '', colour: 'green' });
  library.thumbnails.keep('abc', 'data:image/png;base64,AAAA');
  library.made.keep('abc', 'summary', 'recipe', { text: 'one' });
  library.made.keep('abc', 'summary', 'recipe', { text: 'two' });
  expect(library.made.get('abc', 'summary')).toMatchObject({ recipe: 'recipe', value: { text: 'two' } });
  library.made.keep('abc', 'review', 'recipe', {}, 'lease');
  expect(library.made.latest('abc', 'review')).toMatchObject({ key: 'lease', value: {} });
  expect(library.made.latest('abc', 'details')).toBeUndefined();
  expect(library.notes.list('abc')).toHaveLength(1);
  expect(library.check()).toEqual([]);
  library.close();

  const raw = new DatabaseSync(join(folder, 'library.db'), { readOnly: true });
  expect(raw.prepare('PRAGMA user_version').get()).toEqual({ user_version: migrations.length });
  raw.close();
  const again = openLibrary(folder);
  expect(again.questions.list('abc')).toHaveLength(3);
  again.close();
});
