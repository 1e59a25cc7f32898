import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InfolioError } from '../../src/contract/errors.ts';
import { openLibrary } from '../../src/engine/library/index.ts';
import type { Library } from '../../src/engine/library/index.ts';
import { asked, given, page, temporaryFolder } from '../engine/library/given.ts';

/** Reads everything a library holds, and writes a little; what was refused on the way. */
function useAll(library: Library): unknown[] {
  const refusals: unknown[] = [];
  const attempt = (work: () => unknown): void => {
    try {
      work();
    } catch (error) {
      refusals.push(error);
    }
  };
  let ids: string[] = [];
  attempt(() => { ids = library.documents.list().map(({ id }) => id); });
  for (const id of ids) {
    attempt(() => library.open(id).text());
    attempt(() => library.open(id).passages());
    attempt(() => library.open(id).vectors());
    attempt(() => library.open(id).memory());
    attempt(() => library.open(id).search('line words', 20));
    attempt(() => library.open(id).pages().map(({ page: number }) => library.open(id).pageContent(number)));
    attempt(() => library.open(id).boxes(0, 200));
    attempt(() => library.made.get(id, 'summary'));
    attempt(() => library.notes.list(id));
  }
  attempt(() => library.questions.list());
  attempt(() => library.collections.list());
  attempt(() => library.settings.all());
  attempt(() => library.searchText('document'));
  attempt(() => { library.settings.set('language', 'en'); });
  attempt(() => library.check());
  return refusals;
}

function listed(library: Library): readonly { readonly id: string }[] {
  try {
    return library.documents.list();
  } catch {
    return [];
  }
}

/** A document's text; null if it is refused, or the document is one that a flipped bit made up. */
function textOf(library: Library, id: string): string | null {
  try {
    return library.open(id).text();
  } catch {
    return null;
  }
}

function textsOf(folder: string): ReadonlyMap<string, string> {
  const library = openLibrary(folder);
  const texts = new Map(library.documents.list().map(({ id }) => [id, library.open(id).text()]));
  library.close();
  return texts;
}

describe('A library file with flipped bytes', { timeout: 120_000 }, () => {
  const place = temporaryFolder();
  let sound: Buffer;

  beforeAll(() => {
    const library = openLibrary(join(place.path, 'sound'));
    for (let i = 0; i < 6; i++) {
      const lines = Array.from({ length: 40 }, (_, k) => `line ${k} of document ${i} has the words ${Math.sin(k + i)}`);
      const { id } = given(library, { hash: String(i).padStart(64, '0'), pages: [page(1, lines), page(2, lines.slice(3))] });
      library.questions.add(asked({ kind: 'document', document: id }, 'Who wrote it?', [id]));
      library.made.keep(id, 'summary', 'recipe', { sentences: [] });
      library.notes.add({ document: id, page: 1, boxes: [{ page: 1, x: 1, y: 2, width: 3, height: 4 }], quote: 'line', comment: 'mine', colour: 'yellow' });
    }
    library.collections.create('Letters');
    library.close();
    sound = readFileSync(join(place.path, 'sound', 'library.db'));
  });
  afterAll(() => { place[Symbol.dispose](); });

  it('is refused, or its damaged parts are, always with library_damaged and what to do; what is sound is read', () => {
    let state = 11;
    const next = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    let refused = 0;
    let partly = 0;
    const texts = textsOf(join(place.path, 'sound'));
    for (let round = 0; round < 80; round++) {
      const folder = join(place.path, `flipped-${round}`);
      mkdirSync(folder);
      const bytes = Buffer.from(sound);
      const flips = Array.from({ length: 1 + next(12) }, () => ({ at: next(bytes.length), bit: 1 << next(8) }));
      for (const { at, bit } of flips) bytes.writeUInt8(bytes.readUInt8(at) ^ bit, at);
      writeFileSync(join(folder, 'library.db'), bytes);
      const told = JSON.stringify(flips);
      let library: Library;
      try {
        library = openLibrary(folder);
      } catch (error) {
        refused++;
        expect((error as InfolioError).code, `${told} ${String(error)}`).toMatch(/^library_(?:damaged|too_new)$/u);
        // What cannot be opened is left to be repaired.
        expect(readFileSync(join(folder, 'library.db')).equals(bytes), told).toBe(true);
        continue;
      }
      const refusals = useAll(library);
      // Whatever text is given is the text that was read: a word that was changed on the disk is never shown.
      for (const { id } of listed(library)) {
        const given = textOf(library, id);
        if (given !== null) expect(texts.get(id), told).toBe(given);
      }
      if (refusals.length > 0) partly++;
      for (const error of refusals) {
        expect(error, told).toBeInstanceOf(InfolioError);
        expect((error as InfolioError).code, `${told} ${String(error)} ${String((error as Error).cause)}`).toBe('library_damaged');
        expect((error as Error).message, told).toMatch(/^[^\n]*(?:put a copy of it back|Read the document again)[^\n]*$/u);
      }
      library.close();
    }
    expect(refused).toBeGreaterThan(5);
    expect(partly).toBeGreaterThan(5);
  });
});
