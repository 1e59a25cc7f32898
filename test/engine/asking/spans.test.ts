import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestSpans } from '../../../src/engine/asking/index.ts';
import { answerTokens, lengthFree, lengthPenalty, rivalsAtMost, rivalsWithin, sentencePenalty } from '../../../src/engine/asking/limits.ts';

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

test('with every penalty, closed tokens and several spans, they are those that trying each start and end gives', () => {
  const value = fc.integer({ min: -40, max: 40 }).map((n) => n / 4);
  const token = fc.record({ start: value, end: value, sentence: fc.boolean(), closed: fc.integer({ min: 0, max: 9 }).map((n) => (n === 0 ? 1 : 0)) });
  fc.assert(
    fc.property(fc.array(token, { minLength: 1, maxLength: 160 }), value, fc.integer({ min: 1, max: 4 }), (tokens, absent, most) => {
      let sentence = 0;
      const sentences = Int32Array.from(tokens, (one) => (one.sentence ? sentence++ : sentence));
      const closed = Uint8Array.from(tokens, (one) => one.closed);
      const given = logits(tokens.map((one) => one.start), tokens.map((one) => one.end), absent);
      expect(bestSpans(given, most, sentences, closed)).toEqual(eachTried(given, most, sentences, closed));
    }),
  );
});

/** The best spans by trying every start with every end, the first of equal ones, each with the ends of the highest expected F1. */
function eachTried({ start, end, absent }: ReturnType<typeof logits>, most: number, sentences: Int32Array, closed: Uint8Array): ReturnType<typeof bestSpans> {
  const taken = closed.slice();
  const found: ReturnType<typeof bestSpans> = [];
  while (found.length < most) {
    let best: (typeof found)[number] | null = null;
    const tried: (typeof found)[number][] = [];
    for (let first = 0; first < start.length; first++) {
      for (let last = first; last < Math.min(start.length, first + answerTokens) && taken[last] === 0; last++) {
        const penalty = lengthPenalty * Math.max(0, last - first + 1 - lengthFree) + sentencePenalty * ((sentences[last] ?? 0) - (sentences[first] ?? 0));
        const margin = (start[first] ?? NaN) + (end[last] ?? NaN) - penalty - absent;
        tried.push({ first, last, margin });
        if (best === null || margin > best.margin) best = { first, last, margin };
      }
    }
    if (best === null) break;
    const { first, last, margin: most } = best;
    const rivals = tried.filter((one) => one.first <= last && one.last >= first && one.margin >= most - rivalsWithin).sort((a, b) => b.margin - a.margin);
    const expected = (one: { first: number; last: number }): number =>
      rivals.slice(0, rivalsAtMost).reduce((sum, other) => {
        const shared = new Set([...tokensOf(one)].filter((token) => tokensOf(other).has(token))).size;
        const f1 = shared === 0 ? 0 : (2 * (shared / tokensOf(one).size) * (shared / tokensOf(other).size)) / (shared / tokensOf(one).size + shared / tokensOf(other).size);
        return sum + Math.exp(other.margin - most) * f1;
      }, 0);
    const chosen = rivals.slice(0, rivalsAtMost).reduce((one, other) => (expected(other) > expected(one) + 1e-9 ? other : one));
    found.push({ first: chosen.first, last: chosen.last, margin: most });
    taken.fill(1, chosen.first, chosen.last + 1);
  }
  return found;
}

function tokensOf({ first, last }: { first: number; last: number }): Set<number> {
  return new Set(Array.from({ length: last - first + 1 }, (_, at) => first + at));
}

test('of spans at like odds the one that they have in common is taken, at the odds of the likeliest', () => {
  // "the red house", "red house", "house": the first is the likeliest by a little.
  expect(bestSpans(logits([3.1, 3, 3], [-9, -9, 3]))).toEqual([{ first: 1, last: 2, margin: Math.fround(3.1) + 3 }]);
  // A rival far behind has no say.
  expect(bestSpans(logits([3.1, 3 - rivalsWithin, 3 - rivalsWithin], [-9, -9, 3]))).toMatchObject([{ first: 0, last: 2 }]);
});

test('a span that crosses a sentence end needs better logits than one that does not', () => {
  const both = logits([3, 0, 2.5, 0], [0, 0, 0, 3]);
  expect(bestSpans(both)[0]).toMatchObject({ first: 0, last: 3 });
  expect(bestSpans(both, 1, Int32Array.of(0, 0, 1, 1))[0]).toMatchObject({ first: 2, last: 3 });
});
