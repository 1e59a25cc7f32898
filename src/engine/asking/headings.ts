import type { PassageRow } from '../library/index.ts';
import { charactersOfClause } from './limits.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** "10.1 The Lessee’s insurance.", "Article 4. Security Deposit": a number and a few words behind it, which say what comes and nothing of it. */
const numbered = /^(?:\d{1,3}(?:\.\d{1,3})+\.?|(?:[Aa]rticle|ARTICLE|[Ss]ection|SECTION|[Cc]lause|CLAUSE|[Cc]hapter|CHAPTER|[Pp]art|PART|[Ss]chedule|SCHEDULE|§) ?(?:\d{1,3}|[IVXLC]{1,7})(?:\.\d{1,3})*[.:]?)\s+(?=\p{Lu})(?:[\p{L}\p{M}\p{Pd}’'&/]+,?\s*){1,8}[.:]?$/u;

/** Questions that a heading may answer. */
const asksHeading = /\b(?:sections?|articles?|clauses?|chapters?|headings?|headed|parts?|schedules?|titles?|titled|entitled|called|named?|names|numbers?)\b/iu;

/** Whether a question asks what a section is called or where it is. */
export function asksForHeading(question: string): boolean {
  return asksHeading.test(question);
}

/**
 * What stands behind a numbered heading that a range lies in: its first sentence, and what that lists, offsets into the document's
 * text. The range itself if it is not within such a heading, or nothing of the passage stands behind it.
 */
export function behindHeading({ text, start: from, sentences }: Pick<PassageRow, 'text' | 'start' | 'sentences'>, range: Range): Range {
  const words = ({ start, end }: Range) => text.slice(start - from, end - from).trim();
  const at = sentences.findIndex(({ start, end }) => range.start >= start && range.end <= end);
  const own = sentences[at];
  if (own === undefined || !numbered.test(words(own))) return range;
  const behind = sentences.slice(at + 1);
  const first = behind.find((sentence) => !numbered.test(words(sentence)));
  if (first === undefined) return range;
  let { end } = first;
  for (const next of behind.slice(behind.indexOf(first) + 1)) {
    const listGoesOn = /(?:[:;,]|\b(?:and|or))$/u.test(words({ start: first.start, end }));
    if (!listGoesOn || next.end - first.start > charactersOfClause) break;
    ({ end } = next);
  }
  return { start: first.start, end: first.start + words({ start: first.start, end }).length };
}
