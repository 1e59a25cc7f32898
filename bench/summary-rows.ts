import { grams, rougeWords } from './rouge.ts';
import type { References } from './rouge.ts';

/*
 * What our summaries are compared with. Each way ranks the same sentences; all are filled up to the same length by `fill`.
 */

export interface Ranked {
  readonly text: string;
  /** Words as the limit counts them. */
  readonly words: number;
  readonly terms: readonly string[];
}

/** Fewer words than most of the sentences have: one sentence is what fits, as in the product. */
export function oneOnly(sentences: readonly Ranked[], room: number): boolean {
  const words = sentences.map((one) => one.words).sort((a, b) => a - b);
  return room < (words[words.length >> 1] ?? 0);
}

/** Whole sentences by falling score until no other fits `room` words, in the document's order; the best where room is for one. */
export function fill(sentences: readonly Ranked[], scores: readonly number[], room: number): number[] {
  const order = [...sentences.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  if (oneOnly(sentences, room)) return order.slice(0, 1);
  let left = room;
  const chosen: number[] = [];
  for (const index of order) {
    const words = sentences[index]?.words ?? Infinity;
    if (words > left) continue;
    chosen.push(index);
    left -= words;
  }
  return chosen.length > 0 ? chosen.sort((a, b) => a - b) : order.slice(0, 1);
}

export function lead(sentences: readonly Ranked[]): number[] {
  return sentences.map((_, index) => -index);
}

/** The same numbers every time (a linear congruential generator). */
export function random(sentences: readonly Ranked[]): number[] {
  let state = sentences.length;
  return sentences.map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}

/** TextRank (Mihalcea and Tarau 2004): shared words over the logarithms of both lengths, as weights of a PageRank. */
export function textRank(sentences: readonly Ranked[]): number[] {
  const sets = sentences.map((one) => new Set(one.terms));
  const lengths = sentences.map((one) => Math.log(Math.max(2, one.terms.length)));
  const shared = sharing(sets);
  return pageRank(sets.map((_, i) => new Map([...(shared[i] ?? [])].map(([j, count]) => [j, count / ((lengths[i] ?? 1) + (lengths[j] ?? 1))]))));
}

/**
 * LexRank (Erkan and Radev 2004): PageRank over sentences whose TF-IDF cosine is at least 0.1. With a query the walk starts
 * again at sentences near to it (Otterbacher et al. 2005).
 */
export function lexRank(sentences: readonly Ranked[], query: readonly string[] | null): number[] {
  const sets = sentences.map((one) => new Set(one.terms));
  const frequency = new Map<string, number>();
  for (const set of sets) for (const term of set) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const weigh = (terms: readonly string[]): Map<string, number> => {
    const vector = new Map<string, number>();
    for (const term of terms) vector.set(term, (vector.get(term) ?? 0) + Math.log((sentences.length + 1) / (frequency.get(term) ?? sentences.length + 1)));
    const norm = Math.hypot(...vector.values());
    return new Map([...vector].map(([term, value]) => [term, norm === 0 ? 0 : value / norm]));
  };
  const vectors = sentences.map((one) => weigh(one.terms));
  const cosine = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number => [...a].reduce((sum, [term, value]) => sum + value * (b.get(term) ?? 0), 0);
  const edges = sharing(sets).map((others, i) => {
    const near = [...others.keys()].filter((j) => cosine(vectors[i] ?? new Map(), vectors[j] ?? new Map()) >= 0.1);
    return new Map(near.map((j) => [j, 1]));
  });
  if (query === null) return pageRank(edges);
  const asked = weigh(query);
  return pageRank(edges, vectors.map((vector) => cosine(vector, asked)));
}

/** How many words each sentence shares with each other one, where it shares any. */
function sharing(sets: readonly ReadonlySet<string>[]): Map<number, number>[] {
  const holders = new Map<string, number[]>();
  sets.forEach((set, i) => {
    for (const term of set) holders.set(term, [...(holders.get(term) ?? []), i]);
  });
  const shared = sets.map(() => new Map<number, number>());
  for (const all of holders.values()) {
    for (const i of all) for (const j of all) if (i !== j) shared[i]?.set(j, (shared[i].get(j) ?? 0) + 1);
  }
  return shared;
}

/** Where a walk along weighted edges is how often; it starts again with probability 0.15, at `restart` where given. */
function pageRank(edges: readonly ReadonlyMap<number, number>[], restart?: readonly number[]): number[] {
  const n = edges.length;
  const total = restart?.reduce((sum, value) => sum + value, 0) ?? 0;
  const start = edges.map((_, i) => (total > 0 ? (restart?.[i] ?? 0) / total : 1 / n));
  const out = edges.map((to) => [...to.values()].reduce((sum, weight) => sum + weight, 0));
  let rank = [...start];
  for (let step = 0; step < 60; step++) {
    const next = start.map((value) => 0.15 * value);
    edges.forEach((to, i) => {
      const all = out[i] ?? 0;
      if (all === 0) start.forEach((value, j) => { next[j] = (next[j] ?? 0) + 0.85 * (rank[i] ?? 0) * value; });
      else for (const [j, weight] of to) next[j] = (next[j] ?? 0) + (0.85 * (rank[i] ?? 0) * weight) / all;
    });
    rank = next;
  }
  return rank;
}

/** What whole sentences can reach: greedily those that raise ROUGE-1 plus ROUGE-2 F with the references most. */
export function oracle(sentences: readonly Ranked[], references: References, room: number): number[] {
  const chosen = references.map((reference) => oracleFor(sentences, reference, room));
  const best = chosen.reduce((one, other) => (other.score > one.score ? other : one), chosen[0] ?? { score: 0, indices: [] });
  return best.indices.length > 0 ? best.indices : fill(sentences, lead(sentences), room);
}

function oracleFor(sentences: readonly Ranked[], { one, two }: References[number], room: number): { readonly score: number; readonly indices: number[] } {
  const counts = sentences.map(({ text }) => {
    const words = rougeWords(text);
    return { one: [...grams(words, 1)], two: [...grams(words, 2)], words: words.length };
  });
  const size = (of: ReadonlyMap<string, number>): number => [...of.values()].reduce((sum, count) => sum + count, 0);
  const [sizeOne, sizeTwo] = [size(one), size(two)];
  const have = new Map<string, number>();
  const gain = (items: readonly (readonly [string, number])[], of: ReadonlyMap<string, number>): number =>
    items.reduce((sum, [gram, count]) => {
      const [wanted, got] = [of.get(gram) ?? 0, have.get(gram) ?? 0];
      return sum + Math.min(wanted, got + count) - Math.min(wanted, got);
    }, 0);
  const single = oneOnly(sentences, room);
  let [left, words, sameOne, sameTwo, score] = [single ? Infinity : room, 0, 0, 0, 0];
  const indices: number[] = [];
  while (!single || indices.length === 0) {
    let best: { index: number; score: number; one: number; two: number } | null = null;
    for (const [index, item] of counts.entries()) {
      if (indices.includes(index) || (sentences[index]?.words ?? Infinity) > left) continue;
      const [plusOne, plusTwo] = [gain(item.one, one), gain(item.two, two)];
      if (plusOne === 0) continue;
      const length = words + item.words;
      const now = (2 * (sameOne + plusOne)) / (length + sizeOne) + (2 * (sameTwo + plusTwo)) / (length + sizeTwo);
      if (best === null || now > best.score) best = { index, score: now, one: plusOne, two: plusTwo };
    }
    if (best === null || best.score <= score) break;
    indices.push(best.index);
    score = best.score;
    sameOne += best.one;
    sameTwo += best.two;
    words += counts[best.index]?.words ?? 0;
    left -= sentences[best.index]?.words ?? 0;
    for (const [gram, count] of [...(counts[best.index]?.one ?? []), ...(counts[best.index]?.two ?? [])]) have.set(gram, (have.get(gram) ?? 0) + count);
  }
  return { score, indices: indices.sort((a, b) => a - b) };
}
