import { describe, expect, test } from 'vitest';
import { findIn } from '../../../src/renderer/viewer/plain-find.ts';
import { boxesOfStretch, stretchesIn } from '../../../src/renderer/viewer/plain-places.ts';

const text = 'The naïve reader met The READER\nagain in a café.';
const query = { words: '', matchCase: false, wholeWords: false, matchAccents: false };
const words = (found: readonly { start: number; end: number }[], source = text): string[] => found.map(({ start, end }) => source.slice(start, end));

describe('finding in text', () => {
  test('takes no notice of case and accents unless asked', () => {
    expect(words(findIn(text, { ...query, words: 'reader' }))).toEqual(['reader', 'READER']);
    expect(words(findIn(text, { ...query, words: 'READER', matchCase: true }))).toEqual(['READER']);
    expect(words(findIn(text, { ...query, words: 'naive' }))).toEqual(['naïve']);
    expect(words(findIn(text, { ...query, words: 'naive', matchAccents: true }))).toEqual([]);
    expect(words(findIn(text, { ...query, words: 'café', matchAccents: true }))).toEqual(['café']);
  });

  test('takes whole words where asked, and any white space for a space', () => {
    expect(words(findIn(text, { ...query, words: 'read', wholeWords: true }))).toEqual([]);
    expect(words(findIn(text, { ...query, words: 'reader again' }))).toEqual(['READER\nagain']);
  });

  test('keeps its place where accents are letters and marks apart, and behind an emoji', () => {
    const odd = '📚 cafe\u0301 cafe';
    expect(words(findIn(odd, { ...query, words: 'cafe' }), odd)).toEqual(['cafe\u0301', 'cafe']);
  });

  test('takes signs as signs, and nothing for nothing', () => {
    expect(words(findIn('a.b a+b (c)', { ...query, words: 'a+b' }), 'a.b a+b (c)')).toEqual(['a+b']);
    expect(findIn(text, { ...query, words: '  ' })).toEqual([]);
  });
});

describe('places of a page set from its text', () => {
  const page = {
    page: 2,
    runs: [
      { start: 0, end: 10, x: 100, y: 50, width: 100, height: 10 },
      { start: 11, end: 15, x: 100, y: 64, width: 40, height: 10, advances: [0.4, 0.6, 0.8, 1] },
    ],
  };

  test('a box lights up the characters that stand in it', () => {
    expect(stretchesIn(page, [{ page: 2, x: 120, y: 50, width: 30, height: 10 }])).toEqual([{ start: 2, end: 5 }]);
    expect(stretchesIn(page, [{ page: 2, x: 116, y: 64, width: 8, height: 10 }])).toEqual([{ start: 12, end: 13 }]);
    expect(stretchesIn(page, [{ page: 3, x: 120, y: 50, width: 30, height: 10 }])).toEqual([]);
  });

  test('boxes of two lines that follow each other are one stretch', () => {
    expect(stretchesIn(page, [{ page: 2, x: 150, y: 50, width: 50, height: 10 }, { page: 2, x: 100, y: 64, width: 40, height: 10 }])).toEqual([{ start: 5, end: 15 }]);
  });

  test('a stretch has the boxes that light it up again', () => {
    for (const stretch of [{ start: 3, end: 7 }, { start: 0, end: 10 }, { start: 12, end: 14 }, { start: 8, end: 13 }]) {
      const boxes = boxesOfStretch(page, stretch);
      expect(stretchesIn(page, boxes)).toEqual([stretch]);
    }
    expect(boxesOfStretch(page, { start: 8, end: 13 })).toHaveLength(2);
  });
});
