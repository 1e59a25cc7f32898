import type { Place } from '../../contract/answer.ts';
import type { DocumentReader, PassageRow } from '../library/index.ts';
import { definitionWindow, namesCompleted, openingPassages, passagesCounted, passagesOfName } from './limits.ts';
import { placeOf } from './place.ts';

/** A name in a question, what the document calls it elsewhere, and where it says so. */
export interface OtherName {
  readonly name: string;
  /** With the article that the document gives it: "the Lessee", "DSS". */
  readonly other: string;
  /** Where the name ends in the question. */
  readonly end: number;
  readonly place: Place;
}

const capitalised = /(?<![\p{L}\p{N}])(the )?(\p{Lu}[\p{L}\p{N}’'-]*(?:(?:,? | & )(?:(?:of|and|&|de|van|von) )?\p{Lu}[\p{L}\p{N}’'-]*)*)/gu;
const questionWord = /^(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could|may|must|shall|should|will|would|has|have|had|if|in|on|at|by|for|from|to|of|under|with|the|a|an|and|or|name|list|give|tell|after|before|according)\b ?/iu;

/** The capitalised names of a question, without the word that opens it. */
export function namesOf(question: string): readonly { readonly name: string; readonly end: number }[] {
  const found: { name: string; end: number }[] = [];
  for (const match of question.matchAll(capitalised)) {
    const [, article, run = ''] = match;
    const end = match.index + match[0].length;
    const lead = match.index === 0 && article === undefined ? (questionWord.exec(run)?.[0].length ?? 0) : 0;
    const name = run.slice(lead).replace(/[’']s$/u, '');
    if (name.length > 2) found.push({ name, end: end - (run.length - lead - name.length) });
  }
  return found;
}

/** (the “Lessee”), (hereinafter referred to as "Agent"), ("DSS"): the first quoted words of a bracket, which says no more than that it defines. */
const bracketed = /\((?:(?:the|an?|each|any|all|both|collectively|together|jointly|individually|hereinafter|hereafter|herein|sometimes|also|either|respectively|referred|called|known|defined|described|to|as|or|and|in|this|agreement|contract|lease|with|its|their|his|her|affiliates|subsidiaries|parents?|successors|assigns|part|party|parties|of|first|second|company|corporation|simply|for|short|convenience|[,;:])\s*){0,12}[“"]([^“”"]{2,40}?),?[”"][^()]{0,60}\)/u;
/** hereinafter called the Agent. */
const hereinafter = /\bherein(?:after)? (?:called|referred to as|known as)(?: as)?,? (?:the |an? )?[“"]?(\p{Lu}[\p{L}-]*(?: \p{Lu}[\p{L}-]*){0,3})/u;
/** What brackets define that is nobody's name. */
const nobody = /\b(?:agreements?|contract|lease|date|term|territory|products?|services?|property|premises|part(?:y|ies)|goods|exhibit|schedule)\b/iu;
/** Between a name and the bracket that names it anew no other name may begin, nor a sentence, nor may it say what somebody does: "Birch Ltd. and Oak Inc. (the “Lessee”)". */
const another = /\band (?:by )?(?:\p{Lu}|\d)|;|[”"]|[.:] +\p{Lu}\p{Ll}+ \p{Ll}|\b(?:shall|will|may|must|agrees?|means?)\b/u;

/**
 * What a document calls the names of a question: contracts say once that Birch Ltd. is “the Lessee” and then speak of the Lessee
 * alone, so that no later passage answers a question about Birch Ltd. by itself. Passages that hold the name are looked through for
 * the words that define it.
 *
 * @param passages only the document's first so many passages are looked at
 */
export function otherNames(document: DocumentReader, question: string, passages = Infinity): readonly OtherName[] {
  return namesOf(question).slice(0, namesCompleted).flatMap(({ name, end }) => {
    const found = defined(document, name, Math.min(passages, document.passageCount));
    const term = found?.other.replace(/^the /, '').toLowerCase() ?? '';
    const isNew = found !== null && !question.toLowerCase().includes(term) && !name.toLowerCase().includes(term);
    return isNew && isUsedFor(document, term, name) ? [{ name, end, ...found }] : [];
  });
}

/**
 * Whether the document goes on to speak of the one rather than of the other. An article that explains what Nanjing means
 * (“Southern Capital”) still calls it Nanjing.
 */
export function isUsedFor(document: DocumentReader, term: string, name: string): boolean {
  const passages = (words: string): number => document.search(words, passagesCounted).filter(({ passage }) => document.passage(passage).text.toLowerCase().includes(words.toLowerCase())).length;
  const [terms, names] = [passages(term), passages(name)];
  return terms > 1 && terms >= names;
}

/** The question with the other names behind the names: "What does Birch Ltd. (the Lessee) pay?" Recall finds by it what goes by either. */
export function completed(question: string, names: readonly OtherName[]): string {
  return inserted(question, names, ({ name, other }) => `${name} (${other})`);
}

/** The question with the other names in place of the names: "What does the Lessee pay?" */
export function renamed(question: string, names: readonly OtherName[]): string {
  return inserted(question, names, ({ other }) => other);
}

const abbreviated = /\b(?:Inc|Ltd|Corp|Co)$/u;

function inserted(question: string, names: readonly OtherName[], words: (name: OtherName) => string): string {
  return [...names].sort((a, b) => b.end - a.end).reduce((text, one) => {
    const start = one.end - one.name.length;
    const rest = text.slice(0, start);
    // "the Bank of Maine" becomes "the Lender", not "the the Lender".
    const doubled = words(one).startsWith('the ') && /\bthe $/iu.test(rest);
    // "Birch Inc. pays" becomes "the Lessee pays", not "the Lessee. pays".
    const behind = abbreviated.test(one.name) ? text.slice(one.end).replace(/^\.(?= )/u, '') : text.slice(one.end);
    return `${doubled ? rest.slice(0, -4) : rest}${words(one)}${behind}`;
  }, question);
}

function defined(document: DocumentReader, name: string, count: number): { readonly other: string; readonly place: Place } | null {
  const looked = passagesWith(document, [name], count);
  if (looked.some((at) => termIn(document.passage(at).text, name) !== null)) return null;
  for (const at of looked) {
    const found = definedIn(document.passage(at), name);
    if (found !== null) return { other: found.other, place: placeOf(document, { passage: document.passage(at), start: found.start, end: found.end, score: 1 }, false) };
  }
  return null;
}

/** The passages that may define words: the opening ones and those that full-text search brings, in the document's order, before `count`. */
export function passagesWith(document: DocumentReader, queries: readonly string[], count: number): readonly number[] {
  const hits = queries.flatMap((words) => document.search(words, passagesOfName)).map(({ passage }) => passage);
  const first = Array.from({ length: openingPassages }, (_, i) => i);
  return [...new Set([...first, ...hits])].filter((i) => i < count).sort((a, b) => a - b);
}

/** What companies' names end in may be left out of a question: "Pfizer" is Pfizer Inc. */
export const companyEnding = /^(?:,? (?:Inc|LLC|L\.L\.C|Ltd|Limited|Corp|Corporation|Co|Company|LLP|L?\.?P|plc|GmbH|AG|S\.A|N\.A|Bank|Trust|Group)\b\.?)+/iu;
/** "Harrow Mill" is not Harrow Mill Holdings, "Mill Holdings" is not either. */
const within = /^(?:[’'-]?\p{L}|\p{N}| (?:& )?\p{Lu})/u;
const startsEarlier = /(?:[\p{L}\p{N}’'-]|(?<!\b(?:And|By|Between|The|Of|AND|BY|BETWEEN|OF))(?<=\b\p{Lu}[\p{L}’'-]*) )$/u;

/** Signs that mean something in a regular expression. */
const special = /[.*+?^$()[\]{}|\\]/g;

/** Words as a part of a regular expression. */
export function literally(words: string): string {
  return words.replaceAll(special, String.raw`\$&`);
}

/** Where a text defines the words themselves, or null: (the “Lessee”), “Affiliate” means. They are then what the document says, and need no other name. */
export function termIn(text: string, name: string): { readonly start: number; readonly end: number } | null {
  const match = new RegExp(String.raw`[“”"](?:the )?(${literally(name)})[,.]?[“”"]`, 'iu').exec(text);
  const [whole = '', term = ''] = match ?? [];
  if (match === null) return null;
  const start = match.index + whole.indexOf(term, whole.length - term.length - 2);
  return { start, end: start + term.length };
}

/** Where a passage gives a name another name; offsets into the document's text. */
export function definedIn({ text, start }: Pick<PassageRow, 'text' | 'start'>, name: string): { readonly other: string; readonly start: number; readonly end: number } | null {
  const lower = text.toLowerCase();
  for (let at = lower.indexOf(name.toLowerCase()); at >= 0; at = lower.indexOf(name.toLowerCase(), at + 1)) {
    const from = at + name.length;
    const behind = text.slice(from, from + definitionWindow);
    if (within.test(behind.replace(companyEnding, '')) || startsEarlier.test(text.slice(0, at))) continue;
    const match = [bracketed.exec(behind), hereinafter.exec(behind)].filter((one) => one !== null).sort((a, b) => a.index - b.index)[0];
    const term = match?.[1]?.trim().replaceAll(/\s+/g, ' ').replace(/^(?:the|an?) /iu, '');
    if (match === undefined || term === undefined || !/^\p{Lu}/u.test(term) || nobody.test(term) || another.test(behind.slice(0, match.index))) continue;
    const hasArticle = /\bthe\s+[“"]?$/iu.test(match[0].slice(0, match[0].indexOf(term)));
    return { other: hasArticle ? `the ${term}` : term, start: start + at, end: start + from + match.index + match[0].length };
  }
  return null;
}
