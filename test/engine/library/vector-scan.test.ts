import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLibrary } from '../../../src/engine/library/index.ts';
import type { DocumentRecord, KeptVectors, Library } from '../../../src/engine/library/index.ts';
import { given, page, temporaryFolder } from './given.ts';

let library: Library;
beforeEach(() => { library = openLibrary(':memory:'); });
afterEach(() => { library.close(); });

/** A document of as many passages as there are vectors. */
function add(hash: string, vectors: readonly Float32Array[]): DocumentRecord {
  const line = 'words';
  return given(library, { hash: hash.repeat(32), pages: [page(1, vectors.map(() => line))], cuts: vectors.slice(1).map((_, i) => (i + 1) * (line.length + 1)), vectors });
}

function scan(...documents: readonly DocumentRecord[]): Map<string, KeptVectors> {
  return new Map([...library.vectorsOf(documents.map(({ id }) => id))].map(({ document, vectors }) => [document, vectors]));
}

const numbers = ({ width, scales, steps }: KeptVectors): number[] => Array.from(steps, (step, i) => Math.fround((scales[Math.floor(i / width)] ?? NaN) * step));

describe('The vectors of many documents', () => {
  it('are those that each document gives by itself, of the documents asked for alone', () => {
    const first = add('aa', [Float32Array.of(0.6, -0.8, 0), Float32Array.of(0, 0.28, 0.96)]);
    const second = add('bb', [Float32Array.of(-1, 0, 0)]);
    const both = scan(first, second);
    expect([...both.keys()].sort()).toEqual([first.id, second.id].sort());
    for (const { id } of [first, second]) {
      const kept = both.get(id);
      const { rows, width, data } = library.open(id).vectors();
      expect(kept).toMatchObject({ rows, width });
      expect(kept === undefined ? [] : numbers(kept)).toEqual([...data]);
    }
    expect([...scan(second).keys()]).toEqual([second.id]);
    expect([...library.vectorsOf(['no such document'])]).toEqual([]);
  });

  it('are kept for the next scan, and loaded anew when a document was read again', () => {
    const record = add('aa', [Float32Array.of(1, 0), Float32Array.of(0, 1)]);
    const before = scan(record).get(record.id);
    expect(scan(record).get(record.id)).toBe(before);
    library.documents.remove(record.id);
    expect(scan(record).size).toBe(0);
    const again = add('aa', [Float32Array.of(0, -1)]);
    expect(again.id).toBe(record.id);
    const after = scan(again).get(again.id);
    expect(after === undefined ? [] : numbers(after)).toEqual([0, -1]);
  });

  it('of a document that is removed while the scan goes on are left out', () => {
    const first = add('aa', [Float32Array.of(1, 0)]);
    const second = add('bb', [Float32Array.of(0, 1)]);
    const seen: string[] = [];
    for (const { document } of library.vectorsOf([first.id, second.id])) {
      seen.push(document);
      library.documents.remove(document === first.id ? second.id : first.id);
    }
    expect(seen).toHaveLength(1);
  });

  it('that are not all there are an error that says so', () => {
    using place = temporaryFolder();
    library.close();
    library = openLibrary(place.path);
    const record = add('aa', [Float32Array.of(1, 0), Float32Array.of(0, 1)]);
    const file = new DatabaseSync(library.file);
    file.exec('DROP TRIGGER passages_removed; DELETE FROM passages WHERE id % 2 = 1');
    file.close();
    expect(() => [...library.vectorsOf([record.id])]).toThrow(expect.objectContaining({ code: 'library_damaged' }) as Error);
    library.close();
  });
});

it('A brief tells of a document what its record does', () => {
  const record = add('aa', [Float32Array.of(1, 0)]);
  add('bb', [Float32Array.of(0, 1)]);
  const briefs = library.documents.briefs(record.modelHash);
  expect(briefs).toEqual(library.documents.list(record.modelHash).map(({ id, title, segments }) => ({ id, title, segments })));
  expect(library.documents.briefs('another model')).toEqual([]);
});
