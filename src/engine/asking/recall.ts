import type { KeptVectors } from '../library/index.ts';
import { candidatesEach, fusionConstant } from './limits.ts';

/** A passage that recall brings, with what each of its two voices said. */
export interface Candidate {
  /** Index of the passage in its document. */
  readonly passage: number;
  /** Cosine of the question's and the passage's recall vectors. */
  readonly cosine: number;
  /** BM25 relative to the best passage of the document, 0..1; 0 where full-text search did not bring it. */
  readonly lexical: number;
  /** Reciprocal rank fusion of the two: higher is better. */
  readonly fused: number;
}

/** Cosines of one question vector [d] with a matrix of passage vectors [n, d], all of length 1. */
export function cosines(question: Float32Array, matrix: Float32Array): Float32Array {
  const width = question.length;
  const out = new Float32Array(matrix.length / width);
  for (let row = 0; row < out.length; row++) {
    let sum = 0;
    const base = row * width;
    for (let k = 0; k < width; k++) sum += (question[k] ?? 0) * (matrix[base + k] ?? 0);
    out[row] = sum;
  }
  return out;
}

/** The same with vectors as the library keeps them. */
export function keptCosines(question: Float32Array, { rows, width, scales, steps }: KeptVectors): Float32Array {
  const out = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    const base = row * width;
    for (let k = 0; k < width; k++) sum += (question[k] ?? 0) * (steps[base + k] ?? 0);
    out[row] = sum * (scales[row] ?? 0);
  }
  return out;
}

/** The indices of the `most` largest values, largest first; of equal ones the first. */
export function largest(values: Float32Array, most: number): number[] {
  const of = (index: number | undefined): number => (index === undefined ? -Infinity : (values[index] ?? -Infinity));
  if (most > values.length / 4) return [...values.keys()].sort((a, b) => of(b) - of(a)).slice(0, most);
  const kept: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = of(i);
    if (kept.length === most && value <= of(kept.at(-1))) continue;
    let place = kept.length;
    while (place > 0 && of(kept[place - 1]) < value) place--;
    kept.splice(place, 0, i);
    if (kept.length > most) kept.pop();
  }
  return kept;
}

/**
 * Fuses the recall head's order with full-text search's by reciprocal ranks (Cormack et al. 2009), best first.
 * `words` are (passage, BM25) pairs, higher is better; the `most` best come back, and behind them those of the first
 * `opening` passages that are not among them.
 */
export function fuse(
  cosine: Float32Array,
  words: readonly { readonly passage: number; readonly bm25: number }[],
  most: number,
  opening = 0,
): Candidate[] {
  const each = Math.max(candidatesEach, most);
  const byVector = largest(cosine, each);
  const byWords = [...words].sort((a, b) => b.bm25 - a.bm25).slice(0, each);
  const top = Math.max(byWords[0]?.bm25 ?? 0, 1e-9);
  const lexical = new Map(words.map((hit) => [hit.passage, Math.max(0, hit.bm25 / top)]));
  const fused = new Map<number, number>();
  const add = (passage: number, rank: number) => {
    fused.set(passage, (fused.get(passage) ?? 0) + 1 / (fusionConstant + rank));
  };
  byVector.forEach(add);
  byWords.forEach((hit, rank) => {
    add(hit.passage, rank);
  });
  const candidate = (passage: number): Candidate => ({
    passage,
    cosine: cosine[passage] ?? 0,
    lexical: lexical.get(passage) ?? 0,
    fused: fused.get(passage) ?? 0,
  });
  const best = [...fused.keys()]
    .map(candidate)
    .sort((a, b) => b.fused - a.fused || a.passage - b.passage)
    .slice(0, most);
  const chosen = new Set(best.map((one) => one.passage));
  const first = Array.from({ length: Math.min(opening, cosine.length) }, (_, passage) => passage).filter((passage) => !chosen.has(passage));
  return [...best, ...first.map(candidate)];
}
