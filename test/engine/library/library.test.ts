import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLibrary } from '../../../src/engine/library/index.ts';
import type { Library } from '../../../src/engine/library/index.ts';
import { asked, given, modelHash, page, temporaryFolder } from './given.ts';

let place: ReturnType<typeof temporaryFolder>;
let library: Library;

beforeEach(() => {
  place = temporaryFolder();
  library = openLibrary(place.path);
});
afterEach(() => {
  library.close();
  place[Symbol.dispose]();
});

const hashOf = (i: number): string => String(i).padStart(64, '0');

describe('Documents', () => {
  it('are found by id, by their bytes, and by where they were last opened from', () => {
    const one = given(library, { hash: hashOf(1), title: 'One', path: '/a/one.pdf', pages: [page(1, ['First.'])] });
    const two = given(library, { hash: hashOf(2), title: 'Two', path: '/a/two.pdf', pages: [page(1, ['Second.'])] });
    expect(library.documents.get(one.id)).toEqual(one);
    expect(library.documents.find(hashOf(2), modelHash)).toEqual(two);
    expect(library.documents.find(hashOf(2), '00'.repeat(32))).toBeUndefined();
    expect(library.documents.findByPath('/a/two.pdf')).toEqual(two);
    const moved = library.documents.touch(one.id, '/b/moved.pdf');
    expect(moved.path).toBe('/b/moved.pdf');
    expect(library.documents.findByPath('/a/one.pdf')).toBeUndefined();
    expect(library.documents.list().map((each) => each.title).sort()).toEqual(['One', 'Two']);
    library.documents.rename(one.id, 'Uno');
    expect(library.documents.get(one.id)?.title).toBe('Uno');
  });

  it('that are not there are not_found', () => {
    for (const use of [() => library.open('0123'), () => library.documents.touch('0123', '/x'), () => { library.documents.rename('0123', 'x'); }]) {
      expect(use).toThrow(expect.objectContaining({ code: 'not_found' }) as Error);
    }
    expect(library.documents.get('0123')).toBeUndefined();
    expect(library.documents.remove('0123')).toBe(false);
  });

  it('have the same id in every library', () => {
    const here = given(library, { pages: [page(1, ['Same.'])] });
    const other = openLibrary(':memory:');
    given(other, { hash: hashOf(9), pages: [page(1, ['Before it.'])] });
    expect(given(other, { pages: [page(1, ['Same.'])] }).id).toBe(here.id);
    other.close();
  });
});

describe('Removing a document', () => {
  it('leaves no row and no word of it, in no file', () => {
    const stays = given(library, { hash: hashOf(1), title: 'Stays', pages: [page(1, ['Ordinary words that stay.'])] });
    const lines = Array.from({ length: 2000 }, (_, i) => `Xylophonic secret ${Math.sin(i)} of the quagmire`);
    const record = given(library, { hash: hashOf(2), title: 'Zanzibar takeover', path: '/secret/zanzibar.pdf', pages: [page(1, lines)], cuts: [3000, 40_000] });
    library.questions.add(asked({ kind: 'document', document: record.id }, 'Who plays the glockenspiel?', [record.id]));
    const several = asked({ kind: 'library' }, 'Who plays anything?', [stays.id]);
    library.questions.add({ ...several, answers: [...several.answers, ...asked(several.scope, several.question, [record.id], 'The glockenspiel of Zanzibar').answers] });
    library.notes.add({ document: record.id, page: 1, boxes: [{ page: 1, x: 1, y: 2, width: 3, height: 4 }], quote: 'xylophonic', comment: 'A glockenspiel!', colour: 'pink' });
    library.thumbnails.keep(record.id, 'data:image/png;base64,quagmire');
    library.made.keep(record.id, 'summary', '', { text: 'quagmire' });
    const collection = library.collections.create('Deals');
    library.collections.add(collection.id, record.id);
    expect(library.searchText('xylophonic')).not.toEqual([]);
    expect(wordsIn(place.path)).toEqual(['xylophon', 'quagmir', 'Zanzibar', 'zanzibar', 'glockenspiel'].sort());

    expect(library.documents.remove(record.id)).toBe(true);
    expect(library.searchText('xylophonic quagmire')).toEqual([]);
    expect(library.searchText('ordinary')).toHaveLength(1);
    expect(library.questions.list()).toMatchObject([several]);
    expect(library.collections.list()).toMatchObject([{ name: 'Deals', documents: [] }]);
    expect(wordsIn(place.path)).toEqual([]);
    const database = new DatabaseSync(join(place.path, 'library.db'), { readOnly: true });
    for (const table of ['documents', 'passages', 'pages', 'memories']) {
      expect(database.prepare(`SELECT count(*) AS n FROM ${table}`).get(), table).toEqual({ n: 1 });
    }
    for (const table of ['notes', 'thumbnails', 'made']) expect(database.prepare(`SELECT count(*) AS n FROM ${table}`).get(), table).toEqual({ n: 0 });
    database.close();
    expect(library.check()).toEqual([]);
  });

  it('leaves its space to the next one', () => {
    const size = (): number => statSync(join(place.path, 'library.db')).size;
    // Sines do not compress.
    const lines = Array.from({ length: 9000 }, (_, i) => `${Math.sin(i)} of the quagmire`);
    const cuts = Array.from({ length: 250 }, (_, i) => 1000 * (i + 1));
    const add = (): string => given(library, { pages: [page(1, lines)], cuts }).id;
    let id = add();
    const full = size();
    for (let i = 0; i < 4; i++) {
      library.documents.remove(id);
      expect(size()).toBeLessThan(full);
      id = add();
      expect(size()).toBeLessThanOrEqual(full + 4 * 8192);
    }
  });

  /** Which of the telling words stand in any file of the folder. */
  function wordsIn(folder: string): string[] {
    const bytes = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
    return ['xylophon', 'quagmir', 'Zanzibar', 'zanzibar', 'glockenspiel'].filter((word) => bytes.includes(word)).sort();
  }

  it('does not give its numbers to the next one', () => {
    const first = given(library, { hash: hashOf(1), pages: [page(1, ['Alpha words.'])] });
    const reader = library.open(first.id);
    expect(reader.vectors().rows).toBe(1);
    library.documents.remove(first.id);
    const second = given(library, { hash: hashOf(2), pages: [page(1, ['Beta words.'])], vectors: [Float32Array.of(0, 1)] });
    expect(library.open(second.id).vectors().data[1]).toBeCloseTo(1, 5);
    expect(() => reader.text()).not.toThrow();
    expect(reader.text()).toBe('');
    expect(() => reader.vectors()).toThrow(expect.objectContaining({ code: 'not_found' }) as Error);
  });
});

describe('Questions', () => {
  it('are kept with their answers, latest first, and go one by one', () => {
    const record = given(library, { pages: [page(1, ['Rent is due.'])] });
    const scope = { kind: 'document', document: record.id } as const;
    const first = library.questions.add(asked(scope, 'When is “rent” due? 🏠', [record.id]));
    const second = library.questions.add({ ...asked(scope, 'Who pays?', []), everything: true, upToPage: 7 });
    library.questions.add(asked({ kind: 'collection', collection: 3 }, 'In all of them?', [record.id]));
    expect(library.questions.list(record.id)).toEqual([second, first]);
    expect(first).toMatchObject({ everything: false, upToPage: null, answers: [{ document: record.id, answer: { best: { text: 'Nobody' } } }] });
    expect(second).toMatchObject({ everything: true, upToPage: 7 });
    expect(library.questions.list(null)).toMatchObject([{ scope: { kind: 'collection', collection: 3 }, question: 'In all of them?' }]);
    expect(library.questions.list()).toHaveLength(3);
    expect(library.questions.remove(second.id ?? -1)).toBe(true);
    expect(library.questions.remove(second.id ?? -1)).toBe(false);
    expect(library.questions.list(record.id)).toEqual([first]);
    expect(() => library.questions.add(asked({ kind: 'document', document: 'nowhere' }, 'Who?', []))).toThrow(expect.objectContaining({ code: 'not_found' }) as Error);
  });
});

describe('Notes', () => {
  const boxes = [{ page: 2, x: 1.5, y: 2, width: 30, height: 10 }];

  it('are kept in the order of the pages, changed, and removed', () => {
    const { id } = given(library, { pages: [page(1, ['Rent is due.']), page(2, ['It is paid.'])] });
    const late = library.notes.add({ document: id, page: 2, boxes, quote: 'paid', comment: '', colour: 'blue' });
    const early = library.notes.add({ document: id, page: 1, boxes, quote: 'Rent', comment: 'How much?', colour: 'yellow' });
    expect(library.notes.list(id)).toEqual([early, late]);
    expect(late).toMatchObject({ document: id, page: 2, boxes, quote: 'paid', comment: '', colour: 'blue' });
    expect(library.notes.update(late.id, { comment: 'Is it?' })).toEqual({ ...late, comment: 'Is it?' });
    expect(library.notes.update(late.id, { colour: 'pink' })).toEqual({ ...late, comment: 'Is it?', colour: 'pink' });
    expect(library.notes.remove(early.id)).toBe(true);
    expect(library.notes.remove(early.id)).toBe(false);
    expect(library.notes.list(id).map((note) => note.id)).toEqual([late.id]);
    expect(() => library.notes.update(early.id, {})).toThrow(expect.objectContaining({ code: 'not_found' }) as Error);
  });
});

describe('Thumbnails', () => {
  it('are kept one a document, the latest', () => {
    const { id } = given(library, { pages: [page(1, ['Rent is due.'])] });
    expect(library.thumbnails.get(id)).toBeNull();
    library.thumbnails.keep(id, 'data:image/png;base64,AAAA');
    library.thumbnails.keep(id, 'data:image/png;base64,BBBB');
    expect(library.thumbnails.get(id)).toBe('data:image/png;base64,BBBB');
    expect(() => { library.thumbnails.keep('nowhere', 'data:image/png;base64,AAAA'); }).toThrow(expect.objectContaining({ code: 'not_found' }) as Error);
  });
});

describe('Collections', () => {
  it('have names of their own and hold documents once', () => {
    const record = given(library, { pages: [page(1, ['Text.'])] });
    const leases = library.collections.create('  Leases ');
    library.collections.add(leases.id, record.id);
    library.collections.add(leases.id, record.id);
    expect(library.collections.list()).toEqual([{ id: leases.id, name: 'Leases', documents: [record.id] }]);
    for (const name of ['leases', '', '   ']) expect(() => library.collections.create(name)).toThrow(expect.objectContaining({ code: 'bad_argument' }) as Error);
    library.collections.rename(leases.id, 'LEASES');
    library.collections.take(leases.id, record.id);
    expect(library.collections.list()).toEqual([{ id: leases.id, name: 'LEASES', documents: [] }]);
    expect(() => { library.collections.add(99, record.id); }).toThrow(expect.objectContaining({ code: 'not_found' }) as Error);
    expect(library.collections.remove(leases.id)).toBe(true);
    expect(library.documents.get(record.id)).toEqual(record);
  });
});

describe('Settings', () => {
  it('keep any JSON value', () => {
    const values = { theme: 'dark', zoom: 1.25, recent: ['a', { b: null }], off: false, nothing: null };
    for (const [key, value] of Object.entries(values)) library.settings.set(key, value);
    library.settings.set('theme', 'light');
    library.settings.remove('off');
    expect(library.settings.all()).toEqual({ theme: 'light', zoom: 1.25, recent: ['a', { b: null }], nothing: null });
    expect(library.settings.get('recent')).toEqual(['a', { b: null }]);
    expect(library.settings.get('unknown')).toBeUndefined();
  });
});
