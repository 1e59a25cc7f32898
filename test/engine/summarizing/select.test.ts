import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pauses, poolOf, pyramid, select } from '../../../src/engine/summarizing/index.ts';
import type { Candidate, Limit, Part } from '../../../src/engine/summarizing/index.ts';

const pause = pauses(undefined);
const weights = { novelty: 0.7, words: 0 };

/** Sentences one after the other, each of these words. */
function sentences(of: readonly { readonly words: readonly string[]; readonly leans?: boolean }[]): Candidate[] {
  let at = 0;
  return of.map(({ words, leans = false }, i) => {
    const text = words.join(' ');
    const start = at;
    at += text.length + 1;
    return {
      start, end: start + text.length, text, page: 1, pageLabel: '1', passage: 0, sentence: i, words: words.length, terms: words,
      importance: 0, gate: 0, heading: '', opensSection: i === 0, opensParagraph: i === 0, leans, before: i === 0 ? null : i - 1,
    };
  });
}

const all = (of: readonly Candidate[]): number[] => [...of.keys()];
const drawn = fc.array(
  fc.record({ words: fc.array(fc.constantFrom('rent', 'law', 'moss', 'bank', 'tide', 'ship', 'deed'), { minLength: 1, maxLength: 12 }), leans: fc.boolean(), relevance: fc.float({ min: 0, max: 1, noNaN: true }) }),
  { minLength: 1, maxLength: 40 },
);
const limits: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({ unit: fc.constant('sentences' as const), count: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ unit: fc.constant('words' as const), count: fc.integer({ min: 1, max: 200 }) }),
);

describe('choosing sentences', () => {
  test('any sentences, any limit: something is chosen, in order, once, within the limit, and what leans has what it leans on', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, limits, async (given, limit) => {
        const candidates = sentences(given);
        const chosen = await select(poolOf(candidates, Float32Array.from(given, (one) => one.relevance), weights), all(candidates), limit, pause);
        expect(chosen.length).toBeGreaterThan(0);
        chosen.forEach((index, at) => { expect(index).toBeGreaterThan(chosen[at - 1] ?? -1); });
        if (chosen.length === 1) return;
        const words = chosen.reduce((sum, index) => sum + (candidates[index]?.words ?? 0), 0);
        expect(limit.unit === 'words' ? words : chosen.length).toBeLessThanOrEqual(limit.count);
        for (const index of chosen) if (candidates[index]?.leans === true) expect(chosen).toContain(index - 1);
      }),
    );
  });

  test('of two sentences that say the same, the second gives way to one that says something else', async () => {
    const candidates = sentences([{ words: ['rent', 'rises', 'yearly'] }, { words: ['rent', 'rises', 'yearly'] }, { words: ['tides', 'turn', 'twice'] }]);
    const pool = poolOf(candidates, Float32Array.of(0.9, 0.8, 0.5), weights);
    expect(await select(pool, [0, 1, 2], { unit: 'sentences', count: 2 }, pause)).toEqual([0, 2]);
  });

  test('a limit shorter than sentences usually are gives the most worthwhile one', async () => {
    const candidates = sentences([{ words: ['a'] }, { words: ['rent', 'rises', 'every', 'single', 'year'] }, { words: ['ships', 'lie', 'still', 'at', 'night'] }]);
    const pool = poolOf(candidates, Float32Array.of(0.1, 0.9, 0.5), weights);
    expect(await select(pool, [0, 1, 2], { unit: 'words', count: 3 }, pause)).toEqual([1]);
  });
});

describe('from the parts to the whole', () => {
  const candidates = sentences(Array.from({ length: 60 }, (_, i) => ({ words: [`w${i}`, `x${i % 7}`, `y${i % 11}`, 'z'] })));
  const startOf = (index: number): number => candidates[index]?.start ?? (candidates.at(-1)?.end ?? 0) + 1;
  const part = (title: string, level: number, from: number, to: number, children: readonly Part[] = []): Part => ({ title, level, start: startOf(from), end: startOf(to), children });
  const roots = [part('One', 1, 5, 30, [part('One a', 2, 6, 15), part('One b', 2, 15, 30)]), part('Two', 1, 30, 60)];
  const pool = poolOf(candidates, Float32Array.from(candidates, (_, i) => ((i * 37) % 60) / 60), weights);

  test('every part is summarised by what was chosen below it, the whole by what was chosen of the parts', async () => {
    const { chosen, parts } = await pyramid(pool, roots, { unit: 'sentences', count: 3 }, false, pause);
    expect(parts.map(({ part: { title } }) => title)).toEqual(['One', 'One a', 'One b', 'Two']);
    const of = (title: string): readonly number[] => parts.find((one) => one.part.title === title)?.chosen ?? [];
    for (const { chosen: own } of parts) expect(own).toHaveLength(3);
    // Sentence 5 stands in "One" alone.
    expect([...of('One a'), ...of('One b'), 5]).toEqual(expect.arrayContaining([...of('One')]));
    expect([...of('One'), ...of('Two'), 0, 1, 2, 3, 4]).toEqual(expect.arrayContaining([...chosen]));
  });

  test('a long whole is not starved by short parts', async () => {
    const { chosen } = await pyramid(pool, roots, { unit: 'sentences', count: 30 }, true, pause);
    expect(chosen).toHaveLength(30);
  });
});
