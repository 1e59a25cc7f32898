import type { PassageLogits } from '../model/index.ts';
import { answerTokens, lengthFree, lengthPenalty, rivalsAtMost, rivalsWithin, sentencePenalty } from './limits.ts';

/** A span of passage tokens, both ends included, with its logit over "not here". */
export interface Span {
  readonly first: number;
  readonly last: number;
  /** Of the likeliest ends: start + end logit, less the penalties for length and crossed sentence ends, less the logit of "not in this passage". */
  readonly margin: number;
}

/**
 * The best `most` spans of one passage that share no token, best first; each has the ends on which it and its rivals agree
 * (`agreed`) and the margin of the likeliest.
 * Linear in tokens times `answerTokens`; start and end logits are [T]; `sentences` gives each token's sentence, ascending;
 * no span holds a token that is `closed` (1).
 */
export function bestSpans(logits: PassageLogits, most = 1, sentences?: Int32Array, closed?: Uint8Array): Span[] {
  const table = tableOf(logits, sentences);
  const taken = closed === undefined ? new Uint8Array(logits.start.length) : closed.slice();
  const found: Span[] = [];
  while (found.length < most) {
    const likeliest = bestFreeSpan(table, taken);
    if (likeliest === null) break;
    const span = agreed(likeliest, table, taken);
    found.push(span);
    taken.fill(1, span.first, span.last + 1);
  }
  return found;
}

/** What spans of a passage are worth. */
interface Table {
  readonly tokens: number;
  /** The margin of a span. */
  readonly margin: (first: number, last: number) => number;
  /** No span that begins there has a larger one. */
  readonly most: (first: number) => number;
}

function tableOf({ start, end, absent }: PassageLogits, sentences?: Int32Array): Table {
  const ahead = largestAhead(end);
  return {
    tokens: start.length,
    margin: (first, last) => {
      const crossed = sentences === undefined ? 0 : (sentences[last] ?? 0) - (sentences[first] ?? 0);
      const penalty = lengthPenalty * Math.max(0, last - first + 1 - lengthFree) + sentencePenalty * crossed;
      return (start[first] ?? -Infinity) + (end[last] ?? -Infinity) - penalty - absent;
    },
    most: (first) => (start[first] ?? -Infinity) + (ahead[first] ?? -Infinity) - absent,
  };
}

function bestFreeSpan(table: Table, taken: Uint8Array): Span | null {
  let best: Span | null = null;
  for (let first = 0; first < table.tokens; first++) {
    if (best !== null && table.most(first) <= best.margin) continue;
    for (let last = first; last < Math.min(table.tokens, first + answerTokens); last++) {
      if (taken[last] === 1) break;
      const margin = table.margin(first, last);
      if (best === null || margin > best.margin) best = { first, last, margin };
    }
  }
  return best;
}

/**
 * Of a span and the likely ones that overlap it, the one that has most in common with all of them, each counted by its odds: that of
 * the highest expected F1. "the Lessee", "Lessee" and "Lessee and its agents" at like odds give the one in the middle.
 */
function agreed(likeliest: Span, table: Table, taken: Uint8Array): Span {
  const least = likeliest.margin - rivalsWithin;
  const rivals: { readonly first: number; readonly last: number; readonly odds: number }[] = [];
  for (let first = Math.max(0, likeliest.first - answerTokens + 1); first <= likeliest.last; first++) {
    if (table.most(first) < least) continue;
    for (let last = first; last < Math.min(table.tokens, first + answerTokens); last++) {
      if (taken[last] === 1) break;
      if (last < likeliest.first) continue;
      const margin = table.margin(first, last);
      if (margin >= least) rivals.push({ first, last, odds: Math.exp(margin - likeliest.margin) });
    }
  }
  const likely = rivals.sort((a, b) => b.odds - a.odds).slice(0, rivalsAtMost);
  const expected = likely.map((one) => likely.reduce((sum, other) => sum + other.odds * overlap(one, other), 0));
  const chosen = likely[expected.indexOf(Math.max(...expected))] ?? likeliest;
  return { first: chosen.first, last: chosen.last, margin: likeliest.margin };
}

/** F1 of the tokens of two spans. */
function overlap(one: Pick<Span, 'first' | 'last'>, other: Pick<Span, 'first' | 'last'>): number {
  const shared = Math.min(one.last, other.last) - Math.max(one.first, other.first) + 1;
  return (2 * Math.max(0, shared)) / (one.last - one.first + other.last - other.first + 2);
}

/** For each place the largest value from there on. */
function largestAhead(values: Float32Array): Float32Array {
  const ahead = values.slice();
  for (let i = ahead.length - 2; i >= 0; i--) ahead[i] = Math.max(ahead[i] ?? -Infinity, ahead[i + 1] ?? -Infinity);
  return ahead;
}
