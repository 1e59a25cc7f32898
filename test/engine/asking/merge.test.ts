import { expect, test } from 'vitest';
import type { Place } from '../../../src/contract/answer.ts';
import { mergeHits } from '../../../src/engine/asking/merge.ts';

const place = (start: number, end: number, score: number): Place => ({ text: '', sentence: '', page: 1, pageLabel: '1', start, end, score, boxes: [] });

test('hits come in the order of the document, and of two that overlap the likelier stays', () => {
  const merged = mergeHits([place(50, 60, 0.9), place(10, 20, 0.5), place(15, 25, 0.8)]);
  expect(merged.map(({ start, score }) => [start, score])).toEqual([
    [15, 0.8],
    [50, 0.9],
  ]);
});
