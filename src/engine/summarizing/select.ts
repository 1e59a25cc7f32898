import type { SummaryLength } from '../../contract/summary.ts';
import { countedWords, takenAlong } from './limits.ts';
import type { Pause } from './pause.ts';
import type { Candidate } from './sentences.ts';
import type { SummaryWeights } from './weights.ts';

/** A length that is no longer open. */
export type Limit = Exclude<SummaryLength, { unit: 'auto' }>;

export interface Pool {
  /** All candidates of the document; indices are places in it. */
  readonly candidates: readonly Candidate[];
  /** How likely each belongs into the summary, 0..1. */
  readonly relevance: Float32Array;
  readonly weights: Pick<SummaryWeights, 'novelty' | 'words'>;
  /** How much of the document's relevance speaks of each term. */
  readonly terms: ReadonlyMap<string, number>;
}

export function poolOf(candidates: readonly Candidate[], relevance: Float32Array, weights: Pool['weights']): Pool {
  const terms = new Map<string, number>();
  candidates.forEach((one, i) => {
    for (const term of new Set(one.terms)) terms.set(term, (terms.get(term) ?? 0) + (relevance[i] ?? 0));
  });
  return { candidates, relevance, weights, terms };
}

export interface SelectOptions {
  /** What a sentence is worth, times this: for spreading a choice over sections. */
  readonly share?: (index: number, chosen: ReadonlySet<number>) => number;
}

/**
 * Chooses sentences up to a limit, most worthwhile first, and gives them in the document's order. A sentence is worth
 * its relevance, less what it repeats of those chosen before. One that leans on its predecessor comes only with it; if
 * nothing but such sentences is there, the most worthwhile comes alone. A limit of fewer words than most of the sentences
 * have gives one sentence, whatever its length.
 */
export async function select(pool: Pool, from: readonly number[], asked: Limit, pause: Pause, options: SelectOptions = {}): Promise<number[]> {
  const limit: Limit = asked.unit === 'words' && asked.count < medianWords(pool, from) ? { unit: 'sentences', count: 1 } : asked;
  const among = new Set(from);
  const units = from.flatMap((index) => unitOf(pool.candidates, index, among));
  // Where sentences are counted, a longer one says more for the same.
  const power = pool.weights.words + (asked.unit === 'sentences' ? countedWords.power : 0);
  const chosen = await greedy(pool, units, limit, power, pause, options);
  if (chosen.length > 0 || from.length === 0) return chosen;
  return greedy(pool, from.map((index) => [index]), { unit: 'sentences', count: 1 }, power, pause, options);
}

function medianWords(pool: Pool, from: readonly number[]): number {
  const words = from.map((index) => wordsIn(pool, [index])).sort((a, b) => a - b);
  return words[words.length >> 1] ?? 0;
}

/** A sentence with those that it cannot do without, in order; none if it leans on something that cannot be taken. */
function unitOf(candidates: readonly Candidate[], index: number, among: ReadonlySet<number>): number[][] {
  const unit = [index];
  let first = candidates[index];
  while (first?.leans === true) {
    if (first.before === null || !among.has(first.before) || unit.length > takenAlong) return [];
    unit.unshift(first.before);
    first = candidates[first.before];
  }
  return first === undefined ? [] : [unit];
}

async function greedy(pool: Pool, units: readonly (readonly number[])[], limit: Limit, power: number, pause: Pause, options: SelectOptions): Promise<number[]> {
  const chosen = new Set<number>();
  const said = new Set<string>();
  let room = limit.count;
  let open = [...units];
  while (open.length > 0) {
    await pause();
    let best: { readonly worth: number; readonly unit: readonly number[] } | null = null;
    const next: (readonly number[])[] = [];
    for (const whole of open) {
      const unit = whole.filter((index) => !chosen.has(index));
      if (unit.length === 0 || costOf(pool, unit, limit) > room) continue;
      next.push(whole);
      const worth = worthOf(pool, unit, said, power) * (options.share?.(unit[0] ?? 0, chosen) ?? 1);
      if (best === null || worth > best.worth) best = { worth, unit };
    }
    if (best === null) break;
    for (const index of best.unit) {
      chosen.add(index);
      for (const term of pool.candidates[index]?.terms ?? []) said.add(term);
    }
    room -= costOf(pool, best.unit, limit);
    open = next;
  }
  return [...chosen].sort((a, b) => a - b);
}

/** Mean over the unit of relevance times novelty times words to a power. */
function worthOf(pool: Pool, unit: readonly number[], said: ReadonlySet<string>, power: number): number {
  const { candidates, relevance, weights, terms } = pool;
  let worth = 0;
  for (const index of unit) {
    const one = candidates[index];
    if (one === undefined) continue;
    let [all, fresh] = [0, 0];
    for (const term of new Set(one.terms)) {
      const weight = terms.get(term) ?? 0;
      all += weight;
      if (!said.has(term)) fresh += weight;
    }
    const novelty = all === 0 ? 0 : fresh / all;
    worth += (relevance[index] ?? 0) * (1 - weights.novelty + weights.novelty * novelty) * Math.min(one.words, countedWords.most) ** power;
  }
  return worth / unit.length;
}

function costOf(pool: Pool, unit: readonly number[], limit: Limit): number {
  return limit.unit === 'sentences' ? unit.length : wordsIn(pool, unit);
}

function wordsIn({ candidates }: Pool, unit: readonly number[]): number {
  return unit.reduce((sum, index) => sum + (candidates[index]?.words ?? 0), 0);
}
