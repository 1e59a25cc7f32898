import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boxFromPage, boxOnPage, mergeLines, toRotation } from '../../../src/renderer/viewer/geometry.ts';
import type { Rect, Rotation } from '../../../src/renderer/viewer/geometry.ts';

const letter = { width: 612, height: 792 };
const box = { page: 3, x: 61.2, y: 79.2, width: 122.4, height: 39.6 };

const round = (share: number): number => Math.round(share * 1e6) / 1e6;
const rounded = ({ left, top, width, height }: Rect): Rect => ({ left: round(left), top: round(top), width: round(width), height: round(height) });

describe('a box on its page', () => {
  test('lies in shares of the page while it is not turned', () => {
    expect(rounded(boxOnPage(box, letter, 0))).toEqual({ left: 0.1, top: 0.1, width: 0.2, height: 0.05 });
  });

  test('turned clockwise by a quarter: what was at the top left is at the top right, and lies on its side', () => {
    expect(rounded(boxOnPage(box, letter, 90))).toEqual({ left: 0.85, top: 0.1, width: 0.05, height: 0.2 });
  });

  test('turned by half: top left becomes bottom right', () => {
    expect(rounded(boxOnPage(box, letter, 180))).toEqual({ left: 0.7, top: 0.85, width: 0.2, height: 0.05 });
  });

  test('turned by three quarters: top left becomes bottom left', () => {
    expect(rounded(boxOnPage(box, letter, 270))).toEqual({ left: 0.1, top: 0.7, width: 0.05, height: 0.2 });
  });

  test('comes back from the screen as it went there, however the page is turned', () => {
    const share = fc.double({ min: 0, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(share, share, share, share, fc.constantFrom<Rotation>(0, 90, 180, 270), (left, top, width, height, rotation) => {
        const own = { page: 1, x: left * 612, y: top * 792, width: width * 612, height: height * 792 };
        const back = boxFromPage(boxOnPage(own, letter, rotation), 1, letter, rotation);
        for (const key of ['x', 'y', 'width', 'height'] as const) expect(back[key]).toBeCloseTo(own[key], 6);
      }),
    );
  });
});

test('any number of degrees is one of four turns', () => {
  expect([0, 90, 360, -90, 450, 269, Number.NaN].map(toRotation)).toEqual([0, 90, 0, 270, 90, 270, 0]);
});

describe('rectangles of a selection', () => {
  const word = (left: number, top: number, width = 40): { left: number; top: number; width: number; height: number } => ({ left, top, width, height: 12 });

  test('become one a line', () => {
    expect(mergeLines([word(0, 0), word(44, 0), word(88, 1), word(0, 15)])).toEqual([{ left: 0, top: 0, width: 128, height: 13 }, word(0, 15)]);
  });

  test('of two columns stay two', () => {
    expect(mergeLines([word(0, 0), word(300, 0)])).toHaveLength(2);
  });

  test('without extent are left out', () => {
    expect(mergeLines([word(0, 0, 0)])).toEqual([]);
  });
});
