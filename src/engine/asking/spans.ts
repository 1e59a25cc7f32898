import type { PassageLogits } from '../model/index.ts';
import { answerTokens, lengthFree, lengthPenalty, sentencePenalty } from './limits.ts';

/** A span of passage tokens, both ends included, with its logit over "not here". */
export interface Span {
  readonly first: number;
  readonly last: number;
  /** start + end logit, less the penalties for length and crossed sentence ends, less the logit of "not in this passage". */
  readonly margin: number;
}

/**
 * The best `most` spans of one passage that share no token, best first.
 * Linear in tokens times `answerTokens`; start and end logits are [T]; `sentences` gives each token's sentence, ascending;
 * no span holds a token that is `closed` (1).
 */
export function bestSpans(logits: PassageLogits, most = 1, sentences?: Int32Array, closed?: Uint8Array): Span[] {
  const taken = closed === undefined ? new Uint8Array(logits.start.length) : closed.slice();
  const found: Span[] = [];
  while (found.length < most) {
    const span = bestFreeSpan(logits, taken, sentences);
    if (span === null) break;
    found.push(span);
    taken.fill(1, span.first, span.last + 1);
  }
  return found;
}

function bestFreeSpan({ start, end, absent }: PassageLogits, taken: Uint8Array, sentences?: Int32Array): Span | null {
  const ahead = largestAhead(end);
  let best: Span | null = null;
  for (let first = 0; first < start.length; first++) {
    const beginning = start[first] ?? -Infinity;
    // No end from here on makes a better span, whatever the penalties.
    if (best !== null && beginning + (ahead[first] ?? -Infinity) - absent <= best.margin) continue;
    for (let last = first; last < Math.min(start.length, first + answerTokens); last++) {
      if (taken[last] === 1) break;
      const crossed = sentences === undefined ? 0 : (sentences[last] ?? 0) - (sentences[first] ?? 0);
      const penalty = lengthPenalty * Math.max(0, last - first + 1 - lengthFree) + sentencePenalty * crossed;
      const margin = beginning + (end[last] ?? -Infinity) - penalty - absent;
      if (best === null || margin > best.margin) best = { first, last, margin };
    }
  }
  return best;
}

/** For each place the largest value from there on. */
function largestAhead(values: Float32Array): Float32Array {
  const ahead = values.slice();
  for (let i = ahead.length - 2; i >= 0; i--) ahead[i] = Math.max(ahead[i] ?? -Infinity, ahead[i + 1] ?? -Infinity);
  return ahead;
}
