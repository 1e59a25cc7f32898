import type { Tokens } from './tokenizer.ts';

const afterClause = /[;:—]["”’)\]]*\s+$/u;
const beforeEnumerator = /^\((?:\p{Ll}{1,2}|[ivx]{1,5}|\d{1,3})\)\s/u;
const afterPhrase = /[,)–]["”’)\]]*\s+$/u;
const afterSpace = /\s$/u;

/**
 * Where to cut a sentence that is too long: at the start of one of its tokens 1..`room`, so that fewer than or just
 * `room` tokens stand before the cut. In the second half of that range the latest end of a clause (";", ":", before
 * "(a)"), else the latest comma or closing bracket; else the latest word; else any token.
 *
 * `tokens` are those of `text` from `start` on, with offsets into `text`. Returns undefined if no token begins after
 * `start` within the room and at or before `limit`.
 */
export function cutOf(text: string, start: number, tokens: Tokens, room: number, limit: number): number | undefined {
  const last = Math.min(room, tokens.starts.length - 1);
  let best: number | undefined;
  let bestRank = 0;
  for (let k = last; k >= 1; k--) {
    const at = tokens.starts[k] ?? start;
    if (at <= start) break;
    if (at > limit) continue;
    const rank = rankOf(text, at);
    const enough = rank >= 3 ? k >= room / 2 : true;
    if (enough && rank > bestRank) {
      best = at;
      bestRank = rank;
    }
    if (bestRank === 4 || (bestRank >= 2 && k < room / 2)) break;
  }
  return best;
}

/** 4: after a clause; 3: after a phrase; 2: after a word; 1: anywhere else. */
function rankOf(text: string, at: number): 1 | 2 | 3 | 4 {
  const before = text.slice(Math.max(0, at - 8), at);
  if (!afterSpace.test(before)) return 1;
  if (afterClause.test(before) || beforeEnumerator.test(text.slice(at, at + 8))) return 4;
  return afterPhrase.test(before) ? 3 : 2;
}
