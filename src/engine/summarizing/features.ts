import type { Candidate } from './sentences.ts';
import { termsOf } from './words.ts';

/** What speaks for a sentence; the last six only where there is a query. */
export const featureNames = [
  'importance',
  'centrality',
  'frequency',
  'meaning',
  'gate',
  'lead',
  'tail',
  'opensSection',
  'opensParagraph',
  'heading',
  'keySection',
  'claim',
  'length',
  'asked',
  'near',
  'region',
  'answer',
  'recalled',
  'lexical',
] as const;
export type FeatureName = (typeof featureNames)[number];
export type Features = Readonly<Record<FeatureName, number>>;

/** What the network and full-text search say. */
export interface Figures {
  /** The importance logit of each candidate, with the query where there is one. */
  readonly importance: Float32Array;
  /** Of each passage: the cosine of its recall vector with the mean of the document's. */
  readonly meaning: Float32Array;
  /**
   * Null without a query. Of each passage the cosine with the query's recall vector, and BM25 relative to the best; of each
   * candidate the logit that it holds an answer.
   */
  readonly query: { readonly recalled: Float32Array; readonly lexical: Float32Array; readonly answer: Float32Array } | null;
}

/** Sentences to either side whose nearness to the query speaks for one between them: people go on speaking of a thing. */
const regionReach = 8;

/** Sections in which authors themselves say what matters. */
const keySections = /\b(?:abstract|summary|conclusions?|concluding|introduction|overview|synopsis|recitals|key (?:points|findings)|in brief|highlights|at a glance)\b/i;

/** Words with which authors announce what they say. */
const claim =
  /\b(?:in this (?:paper|work|study|article|report|chapter|letter|review)|(?:we|i)(?: \p{L}+ly)?(?: also)? (?:propose|present|introduce|show|find|found|develop|describe|demonstrate|study|report|conclude|argue|provide|investigate|examine|prove|suggest|use)d?|(?:our|these|the|this) (?:main )?(?:results?|findings?|data|approach|method|paper|study|work|experiments?|analys[ei]s) \p{L}+|in (?:conclusion|summary|short)|overall|to sum up|the purpose of|the aim of|means that)\b/iu;

/**
 * Each sentence's features, scaled to mean 0 and deviation 1 over the candidates, so that they mean the same in a short
 * document as in a long one.
 */
export function featuresOf(candidates: readonly Candidate[], figures: Figures, title: string, query: string | null): Features[] {
  const weights = inverseFrequencies(candidates);
  const vectors = candidates.map((one) => vectorOf(one.terms, weights));
  const sum = summed(vectors);
  const titled = new Set(termsOf(title));
  const headings = new Map<string, Set<string>>();
  const asked = query === null ? null : similarities(vectors, vectorOf(termsOf(query), weights));
  const region = asked === null ? [] : smoothed(asked);
  const counts = documentFrequencies(candidates);
  const raw = candidates.map((one, i): Features => {
    const { passage, terms, words } = one;
    const under = headings.get(one.heading) ?? new Set(termsOf(one.heading));
    headings.set(one.heading, under);
    const distinct = [...new Set(terms)];
    return {
      importance: figures.importance[i] ?? 0,
      centrality: dot(vectors[i] ?? new Map(), sum),
      frequency: distinct.reduce((total, term) => total + (counts.get(term) ?? 1) - 1, 0) / Math.log(2 + words),
      meaning: figures.meaning[passage] ?? 0,
      gate: one.gate,
      lead: -Math.log1p(i),
      tail: -Math.log1p(candidates.length - 1 - i),
      opensSection: one.opensSection ? 1 : 0,
      opensParagraph: one.opensParagraph ? 1 : 0,
      heading: distinct.filter((term) => titled.has(term) || under.has(term)).length / Math.max(4, distinct.length),
      keySection: keySections.test(one.heading) ? 1 : 0,
      claim: claim.test(one.text) ? 1 : 0,
      length: Math.log1p(words),
      asked: asked?.[i] ?? 0,
      near: Math.max(asked?.[i - 1] ?? 0, asked?.[i + 1] ?? 0),
      region: region[i] ?? 0,
      answer: figures.query?.answer[i] ?? 0,
      recalled: figures.query?.recalled[passage] ?? 0,
      lexical: figures.query?.lexical[passage] ?? 0,
    };
  });
  return scaled(raw);
}

/** Each number with those around it, nearer ones counting more. */
function smoothed(values: readonly number[]): number[] {
  return values.map((_, i) => {
    let sum = 0;
    for (let by = -regionReach; by <= regionReach; by++) sum += (values[i + by] ?? 0) * (1 - Math.abs(by) / (regionReach + 1));
    return sum;
  });
}

/** Mean 0 and deviation 1 of each feature; one that does not vary is 0 everywhere. */
function scaled(raw: readonly Features[]): Features[] {
  const out = raw.map((one) => ({ ...one }));
  for (const name of featureNames) {
    const mean = raw.reduce((sum, one) => sum + one[name], 0) / Math.max(1, raw.length);
    const deviation = Math.sqrt(raw.reduce((sum, one) => sum + (one[name] - mean) ** 2, 0) / Math.max(1, raw.length));
    for (const one of out) one[name] = deviation < 1e-9 ? 0 : (one[name] - mean) / deviation;
  }
  return out;
}

type Sparse = ReadonlyMap<string, number>;

function documentFrequencies(candidates: readonly Candidate[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { terms } of candidates) for (const term of new Set(terms)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

function inverseFrequencies(candidates: readonly Candidate[]): Sparse {
  const counts = documentFrequencies(candidates);
  return new Map([...counts].map(([term, count]) => [term, Math.log((1 + candidates.length) / count)]));
}

/** TF-IDF of length 1; empty for a sentence without terms. */
function vectorOf(terms: readonly string[], weights: Sparse): Sparse {
  const vector = new Map<string, number>();
  for (const term of terms) vector.set(term, (vector.get(term) ?? 0) + (weights.get(term) ?? 0));
  const norm = Math.sqrt([...vector.values()].reduce((sum, value) => sum + value * value, 0));
  if (norm === 0) return new Map();
  for (const [term, value] of vector) vector.set(term, value / norm);
  return vector;
}

function summed(vectors: readonly Sparse[]): Sparse {
  const sum = new Map<string, number>();
  for (const vector of vectors) for (const [term, value] of vector) sum.set(term, (sum.get(term) ?? 0) + value);
  return sum;
}

function dot(a: Sparse, b: Sparse): number {
  let sum = 0;
  for (const [term, value] of a) sum += value * (b.get(term) ?? 0);
  return sum;
}

function similarities(vectors: readonly Sparse[], other: Sparse): number[] {
  return vectors.map((vector) => dot(vector, other));
}
