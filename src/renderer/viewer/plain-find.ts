import type { Stretch } from './plain-places.ts';
import type { FindQuery } from './surface.ts';

/** Matches kept: more than anyone goes through, few enough to be lit up at once. */
const mostMatches = 10_000;

/** Where the words stand in a text. White space matches any white space; accents and case count only where asked. */
export function findIn(text: string, { words, matchCase, wholeWords, matchAccents }: FindQuery): Stretch[] {
  const wanted = words.trim();
  if (wanted === '') return [];
  const folded = matchAccents ? { text, at: null } : withoutAccents(text);
  const pattern = (matchAccents ? wanted : withoutAccents(wanted).text).replace(/[.*+?^${}()|[\]\\]/gu, '\\$&').replace(/\s+/gu, '\\s+');
  const whole = wholeWords ? ['(?<![\\p{L}\\p{N}_])', '(?![\\p{L}\\p{N}_])'] : ['', ''];
  const expression = new RegExp(`${whole[0] ?? ''}${pattern}${whole[1] ?? ''}`, matchCase ? 'gu' : 'giu');
  const found: Stretch[] = [];
  for (const match of folded.text.matchAll(expression)) {
    if (match[0] === '') continue;
    const end = match.index + match[0].length;
    found.push(folded.at === null ? { start: match.index, end } : { start: folded.at[match.index] ?? 0, end: folded.at[end] ?? text.length });
    if (found.length >= mostMatches) break;
  }
  return found;
}

/** A text without combining marks, and for each of its offsets the one in the text it came from. */
function withoutAccents(text: string): { readonly text: string; readonly at: readonly number[] | null } {
  // Most texts have none: nothing to map then.
  if (/^[\p{ASCII}\p{P}]*$/u.test(text)) return { text, at: null };
  const at: number[] = [];
  let plain = '';
  let offset = 0;
  for (const character of text) {
    const base = character.normalize('NFD').replace(/\p{Mn}/gu, '').normalize('NFC');
    for (let unit = 0; unit < base.length; unit++) at.push(offset);
    plain += base;
    offset += character.length;
  }
  at.push(text.length);
  return { text: plain, at };
}
