import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestSpans } from '../../../src/engine/asking/index.ts';

const logits = (start: number[], end: number[], absent = 0) => ({ start: Float32Array.from(start), end: Float32Array.from(end), absent });

test('the best span begins and ends where the logits say, and its margin is over "not here"', () => {
  expect(bestSpans(logits([0, 5, 0, 0], [0, 0, 4, 0], 2))).toEqual([{ first: 1, last: 2, margin: 7 }]);
});

test('an end before its start is never taken', () => {
  const [span] = bestSpans(logits([0, 0, 9], [9, 0, 0]));
  expect(span).toEqual({ first: 0, last: 0, margin: 9 });
});

test('several spans share no token and come best first', () => {
  const spans = bestSpans(logits([9, 0, 0, 8, 0], [0, 9, 0, 0, 8]), 3);
  expect(spans.slice(0, 2).map(({ first, last }) => [first, last])).toEqual([
    [0, 1],
    [3, 4],
  ]);
});

test('a passage without tokens gives nothing', () => {
  expect(bestSpans(logits([], []))).toEqual([]);
});

test('spans are the best that an exhaustive search finds', () => {
  const numbers = fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const n = Math.min(a.length, b.length);
      const start = Float32Array.from(a.slice(0, n));
      const end = Float32Array.from(b.slice(0, n));
      const all = [...start].flatMap((s, i) => [...end].slice(i).map((e) => s + e));
      expect(bestSpans({ start, end, absent: 0 })[0]?.margin).toBeCloseTo(Math.max(...all), 4);
    }),
  );
});

test('a span that crosses a sentence end needs better logits than one that does not', () => {
  const both = logits([3, 0, 2.5, 0], [0, 0, 0, 3]);
  expect(bestSpans(both)[0]).toMatchObject({ first: 0, last: 3 });
  expect(bestSpans(both, 1, Int32Array.of(0, 0, 1, 1))[0]).toMatchObject({ first: 2, last: 3 });
});
