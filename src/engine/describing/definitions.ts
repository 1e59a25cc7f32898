import { abbreviationsIn } from './abbreviations.ts';
import { stopWords } from './lists.ts';

/** A term where it is defined: `sentence.slice(start, end)` is the term. */
export interface Defined {
  readonly term: string;
  /** Nothing but its place says that it is one: (“Hello”). It must be used again to count. */
  readonly unsure: boolean;
  /** What an abbreviation stands for; null for other terms, whose sentence tells. */
  readonly long: string | null;
  readonly start: number;
  readonly end: number;
}

const quoted = '(?:[“"]|[‘\']{2}|`{2})([^“”"`\\n]{1,80}?),?(?:[”"]|[’\']{2})';
const means = '(?:shall |will |may )?(?:means?\\b|have the meaning|has the meaning|refers? to\\b|includes?\\b|(?:is|are|be) (?:hereby )?defined\\b|has the same meaning|(?:is|are|be) understood)';

/**
 * “Lease Year” means; "the Lessee" means; “Affiliate” or “Affiliates” shall mean: the quoted words before `means`, all of them.
 * No two parts can match the same characters, or ", the, the" would take time without end.
 */
const another = `(?:\\s*\\([^()]{0,60}\\))?(?:\\s*,)?\\s*(?:(?:and|or)\\s+)?(?:(?:the|an?)\\s+)?${quoted.replace('([^', '(?:[^')}`;
const quotedMeans = new RegExp(`${quoted}(?=(?:${another}){0,8}(?:,? as used (?:herein|in this \\w+),?|\\s*\\([^()]{0,80}\\))?,?\\s+${means})`, 'giu');
/** (the “Lessor”), (each, a “Party” and together the “Parties”), (hereinafter referred to as “Agent”), (“we” or “us”). */
const bracketed = /\(([^()]{0,160})\)/gu;
const bracketLead = /^(?:\s|,|;|or|and|the|an?|each|any|such|all|collectively|together|individually|hereinafter|hereafter|herein|referred|to|called|as|jointly|severally|sometimes|with|it|them|this|these|may|be|being|is|are|known|defined|singly|both|in|foregoing|[“"”][^“”"]*[”"])*$/iu;
const anyQuoted = new RegExp(quoted, 'gu');
/** hereinafter called the Agent; hereinafter referred to as “Agent”. */
const hereinafter = /\bherein(?:after)? (?:called|referred to as|known as|termed)(?: collectively)?,? (?:the |an? )?[“"]?(\p{Lu}[\p{L}-]*(?: \p{Lu}[\p{L}-]*){0,4})/gu;
/** The owner and the trustee, collectively referred to as “Wade”. */
const referredTo = new RegExp(`\\b(?:referred to|known|designated)(?: (?:herein(?:after)?|collectively|together|individually|jointly|as|below))* as,? (?:(?:the|an?) )?${quoted}`, 'giu');
/** "the term Spring Tide shall mean". */
const theTerm = /\bthe (?:term|expression|words?) [“"‘]?(\p{L}[\p{L}\p{N}& -]{1,60}?)[”"’]?,? (?:shall |will )?(?:means?|refers? to|(?:is|are) used to)\b/giu;
/** "Business Day means any day", where quotation marks were lost, at the beginning of a line. */
const bareMeans = /^\W*(?:(?:\d+(?:\.\d+)+|\(?(?:\d+|\p{Ll}|[ivx]+)[.)]{1,2})\s+)?(\p{Lu}[\p{L}’'&-]*(?: (?:(?:of|and|or|the|to|in|for) )?\p{Lu}[\p{L}’'&-]*){0,5}) (?:shall mean|means)\b(?! that\b)/gu;
/** "we call this the water debt", "we define resilience as", "resilience is defined as". */
const weCall = /\bwe (?:shall |will |may )?(?:call|term|name) (?:this|it|these|them|such an? [\p{L}-]+|the latter) (?:an? |the )?[“"‘']?((?:[\p{L}-]+ ){0,3}[\p{L}-]+)[”"’']?(?=[.,;:)]|$)/giu;
const weDefine = /\bwe (?:also |then |here |therefore )?define (?:an? |the )?[“"‘']?((?:[\p{L}-]+ ){0,4}?[\p{L}-]+)[”"’']? (?:\([^()]*\) )?(?:as|to be|to mean)\b/giu;
const isDefined = /(?:^|[.;:,] |\b(?:an?|the|each|that|where|here|and) )[“"‘']?((?:[\p{L}-]+ ){0,3}[\p{L}-]+)[”"’']? (?:\([^()]{1,20}\) )?(?:is|are|was|were) (?:hereby |here |also |usually |formally |operationally )?defined as\b/gu;

/** The terms that a sentence defines, abbreviations included, each once. */
export function definitionsIn(sentence: string): Defined[] {
  const found: Defined[] = [];
  const take = (term: string, start: number, long: string | null = null, unsure = false): void => {
    const trimmed = term.trim().replace(/[,.;'’”"]+$/, '');
    const lead = /^(?:(?:the|an?|such|this|our)\s+)?/iu.exec(trimmed)?.[0].length ?? 0;
    const core = trimmed.slice(lead);
    const at = start + term.indexOf(trimmed) + lead;
    if (isTerm(core) && !found.some((one) => one.term === core && Math.abs(one.start - at) < 200)) found.push({ term: core, long, unsure, start: at, end: at + core.length });
  };
  const takeGroup = (match: RegExpMatchArray, unsure = false): void => {
    const [whole, term = ''] = match;
    take(term, (match.index ?? 0) + whole.indexOf(term), null, unsure);
  };
  if (/means?\b|meaning|refer|include|defined|understood/i.test(sentence)) {
    for (const match of sentence.matchAll(quotedMeans)) takeGroup(match);
    for (const match of sentence.matchAll(theTerm)) takeGroup(match);
    for (const match of sentence.matchAll(bareMeans)) takeGroup(match, true);
    for (const match of sentence.matchAll(weDefine)) takeProse(match, take);
    for (const match of sentence.matchAll(isDefined)) takeProse(match, take);
  }
  for (const match of sentence.matchAll(hereinafter)) takeGroup(match);
  if (/\bas\b/.test(sentence)) for (const match of sentence.matchAll(referredTo)) takeGroup(match);
  for (const match of sentence.matchAll(weCall)) takeProse(match, take);
  for (const bracket of sentence.matchAll(bracketed)) {
    const inside = bracket[1] ?? '';
    for (const match of inside.matchAll(anyQuoted)) {
      const [whole, term = ''] = match;
      const defines = /^[\s“"]*\p{Lu}/u.test(term.replace(/^(?:the|an?|such)\s+/iu, '')) || /^(?:we|us|our|you|your)$/i.test(term);
      if (defines && bracketLead.test(inside.slice(0, match.index))) take(term, bracket.index + 1 + match.index + whole.indexOf(term), null, true);
    }
  }
  for (const { short, long, start } of abbreviationsIn(sentence)) take(short, start, long);
  return found.toSorted((a, b) => a.start - b.start);
}

function takeProse(match: RegExpMatchArray, take: (term: string, start: number, long: null, unsure: boolean) => void): void {
  const [whole, term = ''] = match;
  const words = term.split(' ');
  // "which in turn is defined as": words that bind are no term.
  // "we call these instructions guard instructions": what is called comes before what it is called.
  const again = (words[0] !== undefined && words.lastIndexOf(words[0]) > 0) ? 1 : 0;
  const from = Math.max(again, words.findLastIndex((word) => stopWords.has(word.toLowerCase())) + 1);
  const kept = words.slice(from).join(' ');
  if (kept !== '') take(kept, (match.index ?? 0) + whole.lastIndexOf(term) + term.length - kept.length, null, true);
}

function isTerm(term: string): boolean {
  if (term.length < 2 || term.length > 80 || !/\p{L}/u.test(term) || term.split(/\s+/).length > 8) return false;
  if (/^(?:we|us|our|you|your)$/i.test(term)) return true;
  return !stopWords.has(term.toLowerCase()) && !/^(?:including|section|article|exhibit|schedule|as is|e\.g|i\.e)\b/i.test(term);
}
