/** An abbreviation with its long form, in the words they stand in: `words.slice(start, end)` is the abbreviation. */
export interface Abbreviated {
  readonly short: string;
  readonly long: string;
  readonly start: number;
  readonly end: number;
}

const inBrackets = /\(([^()\s][^()]{0,11}?)s?(?:[;,][^()]*)?\)/gu;
const wordLike = /^(?=.{2,10}$)(?=.*\p{Lu})[\p{L}\p{N}][\p{L}\p{N}&/.-]*$/u;
const roman = /^[ivxlc]+$/i;

/**
 * Abbreviations behind their long forms, as "net ecosystem carbon balance (NECB)", by the rule of Schwartz and Hearst (2003): each
 * letter of the short form is found in the long one from right to left, the first at the beginning of a word.
 */
export function abbreviationsIn(words: string): Abbreviated[] {
  return [...words.matchAll(inBrackets)].flatMap((match): Abbreviated[] => {
    const short = match[1]?.trim() ?? '';
    if (!wordLike.test(short) || roman.test(short) || (short.match(/\p{Lu}/gu) ?? []).length < 2) return [];
    const before = words.slice(0, match.index).trimEnd();
    const most = Math.min(short.length + 5, short.length * 2);
    const window = before.split(/\s+/).slice(-most).join(' ');
    const long = longFormOf(short, window);
    const start = match.index + 1 + (match[1] ?? '').indexOf(short);
    return long === null ? [] : [{ short, long, start, end: start + short.length }];
  });
}

function longFormOf(short: string, window: string): string | null {
  const letters = short.toLowerCase().match(/[\p{L}\p{N}]/gu) ?? [];
  const text = window.toLowerCase();
  let at = text.length - 1;
  for (let k = letters.length - 1; k >= 0; k--) {
    const letter = letters[k] ?? '';
    while (at >= 0 && (text[at] !== letter || (k === 0 && at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '')))) at--;
    if (at < 0) return null;
    at--;
  }
  const long = window.slice(at + 1);
  const crosses = /[.!?;:()“”"]/.test(long);
  const wordCount = long.split(/[\s-]+/).length;
  return crosses || long.length <= short.length + 1 || wordCount < 2 || long.toLowerCase().includes(short.toLowerCase()) ? null : long;
}
