import type { ReviewValue } from '../../../contract/review.ts';

type Parties = Extract<ReviewValue, { kind: 'party' }>;

/** What stands round a name but is no part of it: quotation marks, brackets, articles, the comma after it. */
const before = /^(?:[\s"'“”‘’(,;:]|(?:between|and|by|the following)\s+)+/iu;
const after = /[\s"'“”‘’),;:]+$/u;

/** The spans that look like names, each once, in the order given; a name inside another is left out. Null if there are none. */
export function partiesIn(spans: readonly string[]): Parties | null {
  const kept: string[] = [];
  for (const span of spans.filter(looksLikeName)) {
    const name = span.replaceAll(/\s+/g, ' ').replace(before, '').replace(after, '');
    const key = folded(name);
    if (kept.some((other) => folded(other).includes(key))) continue;
    const shorter = kept.findIndex((other) => key.includes(folded(other)));
    if (shorter === -1) kept.push(name);
    else kept[shorter] = name;
  }
  return kept.length === 0 ? null : { kind: 'party', text: kept.join('; '), names: kept };
}

/** Most words of a name: "The Trustees of the Harrow Mill Pension Fund for Retired Bookbinders". */
const nameWords = 12;

/** True for a few words that begin as names do, with a capital or a figure; "the owner of the land" is a description. */
export function looksLikeName(words: string): boolean {
  const name = words.replaceAll(/\s+/g, ' ').replace(before, '').replace(after, '').replace(/^the\s+/i, '');
  return /^[\p{Lu}\p{N}]/u.test(name) && /\p{L}/u.test(name) && name.split(' ').length <= nameWords;
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
}
