import { softHyphen } from '../extract/normalise.ts';

export type HyphenEnding = 'none' | 'undo' | 'keep';

/**
 * What to do with the hyphen at the end of a line: undo it if the line broke a word, keep it if it belongs to a
 * compound; in both cases no space follows. `words` are the whole words seen on the pages around.
 */
export function hyphenEnding(before: string, after: string, words: ReadonlySet<string>): HyphenEnding {
  const first = /([\p{L}\p{M}]+(?:[-\u2010][\p{L}\p{M}]+)*|\p{N}+)([-\u2010\u00AD])$/u.exec(before);
  const second = /^[\p{L}\p{M}\p{N}]+/u.exec(after)?.[0];
  if (first === null || second === undefined) return 'none';
  const [, head = '', sign = ''] = first;
  if (sign === softHyphen) return 'undo';
  const whole = (head + second).toLowerCase();
  if (words.has(whole)) return 'undo';
  if (/\p{N}/u.test(head) || !/^\p{Ll}/u.test(second)) return 'keep';
  if (words.has(`${head}-${second}`.toLowerCase())) return 'keep';
  // "state-of-the-" goes on as it began; "long-" and "term" are words of their own that stand elsewhere on the pages.
  if (/[-\u2010]/u.test(head)) return 'keep';
  if (head.length >= 4 && second.length >= 4 && words.has(head.toLowerCase()) && words.has(second.toLowerCase())) return 'keep';
  return 'undo';
}
