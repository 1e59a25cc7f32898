import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibrary } from '../../../src/engine/library/index.ts';
import type { DocumentReader, Library } from '../../../src/engine/library/index.ts';
import { decodeVector, encodeVector } from '../../../src/engine/library/vectors.ts';
import { given, page } from './given.ts';

/*
 * Three pages of text around an empty one; the first goes on on the second with text.
 *   0 "The rent of this house" (page 1)  23 "shall be paid monthly." (page 3)  47 "Second part 🏠." (page 4)
 */
const first = 'The rent of this house';
const second = 'shall be paid monthly.';
const third = 'Second part 🏠.';
const whole = `${first} ${second}\n\n${third}`;

let library: Library;
let reader: DocumentReader;

beforeAll(() => {
  library = openLibrary(':memory:');
  const record = given(library, {
    pages: [page(1, ['The rent', 'of this house'], true), page(2, []), page(3, [second]), page(4, [third])],
    cuts: [9, 23, 47],
  });
  reader = library.open(record.id);
});
afterAll(() => { library.close(); });

describe('The text of a document', () => {
  it('is its passages one after the other, in any slice', () => {
    expect(reader.text()).toBe(whole);
    for (let start = 0; start <= whole.length; start++) {
      for (const length of [0, 1, 7, 30]) expect(reader.text(start, start + length)).toBe(whole.slice(start, start + length));
    }
    expect(reader.text(-5, 3)).toBe('The');
    expect(reader.text(whole.length - 3, whole.length + 50)).toBe(whole.slice(-3));
  });

  it('has each character in one passage', () => {
    expect(reader.passages().map((passage) => passage.text).join('')).toBe(whole);
    expect(reader.passages(1, 3).map((passage) => passage.index)).toEqual([1, 2]);
    for (let offset = 0; offset < whole.length; offset++) {
      const passage = reader.passage(reader.passageAt(offset));
      expect(passage.start <= offset && offset < passage.end).toBe(true);
    }
    expect(reader.passage(2)).toEqual({
      index: 2, start: 23, end: 47, text: whole.slice(23, 47), sentences: [{ start: 23, end: 47 }], importance: [0.5], gate: 0.25, tokens: 2,
    });
  });

  it('refuses passages and characters that are not there', () => {
    for (const use of [() => reader.passage(4), () => reader.passage(-1), () => reader.passage(0.5), () => reader.passageAt(whole.length), () => reader.passageAt(-1)]) {
      expect(use).toThrow(expect.objectContaining({ code: 'bad_argument' }) as Error);
    }
  });
});

describe('The page of a character', () => {
  it('is the one it stands on; white space between two pages belongs to the first', () => {
    const pages = Array.from(whole, (_, offset) => reader.pageAt(offset)?.page);
    expect(pages.slice(0, 23)).toEqual(Array(23).fill(1));
    expect(pages.slice(23, 47)).toEqual(Array(24).fill(3));
    expect(new Set(pages.slice(47))).toEqual(new Set([4]));
    expect(reader.pageAt(30)).toMatchObject({ label: 'p3', width: 612, height: 792, start: 23, end: 45 });
    expect(reader.pages().map((each) => [each.page, each.start, each.end])).toEqual([[1, 0, 22], [2, 22, 22], [3, 23, 45], [4, 47, 62]]);
    expect(reader.pageAt(-1)).toBeUndefined();
  });
});

describe('The boxes of a range', () => {
  it('stand where the characters stand', () => {
    // "rent": the fifth to eighth character of the first line, six points each.
    const [box, ...others] = reader.boxes(4, 8);
    expect(others).toEqual([]);
    expect(box).toMatchObject({ page: 1, y: 72, height: 12 });
    expect(box?.x).toBeCloseTo(72 + 4 * 6, 0);
    expect(box?.width).toBeCloseTo(4 * 6, 0);
  });

  it('lie on every line and page that the range crosses, and on no other', () => {
    expect(reader.boxes(4, 17).map((box) => [box.page, box.y])).toEqual([[1, 72], [1, 86]]);
    expect(reader.boxes(17, 28).map((box) => [box.page, box.y])).toEqual([[1, 86], [3, 72]]);
    expect(reader.boxes(0, whole.length).map((box) => box.page)).toEqual([1, 1, 3, 4]);
    expect(reader.boxes(23, 45).map((box) => box.page)).toEqual([3]);
  });

  it('are none for nothing: an empty range, the space between pages, behind the end', () => {
    for (const [start, end] of [[5, 5], [7, 3], [22, 23], [45, 47], [whole.length, whole.length + 9]] as const) {
      expect(reader.boxes(start, end), `${start}..${end}`).toEqual([]);
    }
  });
});

describe('The vectors of a document', () => {
  it('come as one matrix in the order of the passages', () => {
    const { rows, width, data } = reader.vectors();
    expect([rows, width]).toEqual([4, 4]);
    for (let row = 0; row < rows; row++) {
      expect(data[row * width]).toBeCloseTo(1, 1);
      expect(data[row * width + 3]).toBeCloseTo(row, 1);
    }
    expect(reader.vectors().data).toBe(data);
  });

  it('are off by less than 0.005 in every cosine', () => {
    let state = 7;
    const random = (): number => (state = (Math.imul(state, 48271) >>> 0) % 2147483647) / 2147483647 - 0.5;
    const unit = (): Float32Array => {
      const raw = Float32Array.from({ length: 384 }, random);
      const norm = Math.hypot(...raw);
      return raw.map((value) => value / norm);
    };
    const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
    const worst = Math.max(...Array.from({ length: 200 }, () => {
      const [kept, asked] = [unit(), unit()];
      const back = new Float32Array(384);
      decodeVector(encodeVector(kept), 384, back, 0);
      return Math.abs(dot(kept, asked) - dot(back, asked));
    }));
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(0.005);
    const zero = new Float32Array(8).fill(9);
    decodeVector(encodeVector(new Float32Array(8)), 8, zero, 0);
    expect(zero).toEqual(new Float32Array(8));
  });
});

describe('The memory of a document', () => {
  it('comes back as it was written, with how much it holds', () => {
    expect(reader.memory()).toEqual({ memory: { layers: 1, features: 2, values: 1, data: Float32Array.of(1, 2) }, segmentsRead: 4, page: 4 });
    expect(reader.memory(3)).toBeUndefined();
    expect(reader.memories()).toEqual([{ segments: 4, page: 4 }]);
  });
});
