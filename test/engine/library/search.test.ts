import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibrary } from '../../../src/engine/library/index.ts';
import type { DocumentRecord, Library } from '../../../src/engine/library/index.ts';
import { given, page } from './given.ts';

let library: Library;
let lease: DocumentRecord;
let paper: DocumentRecord;

/** A document with one passage a line. */
function lines(hash: string, each: readonly string[]): DocumentRecord {
  let end = -1;
  const cuts = each.slice(0, -1).map((line) => (end += line.length + 1) + 1);
  return given(library, { hash: hash.repeat(32), pages: [page(1, each)], cuts });
}

beforeAll(() => {
  library = openLibrary(':memory:');
  lease = lines('aa', [
    'The tenant shall pay the rent on the first day of every month.',
    'Either party may terminate this lease with ninety days notice.',
    'The café on the ground floor keeps its résumé of opening hours.',
    'Rent, rent and once more rent: the rent is reviewed.',
    'It is what it is, and that is that.',
  ]);
  paper = lines('bb', [
    'We measure the rent of memory in attention networks.',
    'The network terminated after nine hours on one machine.',
    'NEAR, AND, OR and NOT are operators; "quotes" and stars* are too.',
  ]);
});
afterAll(() => { library.close(); });

describe('Full-text search', () => {
  it('finds words in any of their forms, the best passage first', () => {
    const hits = library.open(lease.id).search('rents', 10);
    expect(hits.map((hit) => hit.passage)).toEqual([3, 0]);
    expect(hits[0]?.bm25).toBeGreaterThan(hits[1]?.bm25 ?? Infinity);
    expect(library.open(lease.id).search('terminating', 10)).toMatchObject([{ passage: 1 }]);
    expect(library.open(lease.id).search('RESUME cafe', 10)).toMatchObject([{ passage: 2 }]);
  });

  it('finds any of the words, and passes over those that stand everywhere', () => {
    expect(library.open(lease.id).search('What is the notice of the landlord?', 10)).toMatchObject([{ passage: 1 }]);
    expect(library.open(lease.id).search('what is that', 10).map((hit) => hit.passage)).toContain(4);
  });

  it('looks in one document, in some, or in all', () => {
    const inAll = library.searchText('rent');
    expect(inAll.map((hit) => `${hit.document === lease.id ? 'lease' : 'paper'} ${hit.passage}`).sort()).toEqual(['lease 0', 'lease 3', 'paper 0']);
    expect(library.searchText('rent', { documents: [paper.id] })).toEqual(inAll.filter((hit) => hit.document === paper.id));
    expect(library.searchText('rent', { documents: [paper.id, lease.id, paper.id] })).toEqual(inAll);
    expect(library.searchText('rent', { documents: [] })).toEqual([]);
    expect(library.searchText('rent', { limit: 1 })).toEqual(inAll.slice(0, 1));
    expect(() => library.searchText('rent', { documents: ['0000'] })).toThrow(expect.objectContaining({ code: 'not_found' }) as Error);
  });

  it('takes operators for words', () => {
    for (const words of ['near', '"quotes"', 'stars*', 'NOT operators', 'operators AND (', 'text:operators', '^operators', 'NEAR(operators quotes, 2)', 'operators -', '{operators']) {
      expect(library.open(paper.id).search(words, 10), words).toMatchObject([{ passage: 2 }]);
    }
  });

  it('has nothing to say to no words', () => {
    for (const words of ['', '   ', '"', '* ( ) ^', '🙂', '\u0000', '—…', '\ud83d']) expect(library.searchText(words), JSON.stringify(words)).toEqual([]);
  });

  it('never fails, whatever is typed, and still finds the word in the midst of it', () => {
    const noise = fc.oneof(
      fc.uint16Array({ maxLength: 40 }).map((units) => String.fromCharCode(...units)),
      fc.array(fc.constantFrom('"', "'", '*', '(', ')', ':', '^', '-', '+', '{', '}', ',', ' AND ', ' OR ', ' NOT ', ' NEAR ', 'NEAR(', 'text:', 'rank', '\u0000', '\ud83d', '🙂', 'é', '%', ';', '--', '/*', '\\'), { maxLength: 20 }).map((parts) => parts.join('')),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
    );
    fc.assert(
      fc.property(noise, noise, (before, after) => {
        library.searchText(before);
        const hits = library.searchText(`${before} operators ${after}`, { limit: 1000 });
        expect(hits.some((hit) => hit.document === paper.id && hit.passage === 2)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('takes a whole page for a search', () => {
    expect(library.searchText('terminate '.repeat(20_000))).toHaveLength(2);
    expect(library.searchText(Array.from({ length: 5000 }, (_, i) => `word${i}`).join(' '))).toEqual([]);
  });
});
