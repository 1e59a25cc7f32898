import { nameWords } from './limits.ts';
import { bodies, companyEndings, documentParts, labels, nameless, organisationHeads, placeHeads, placeNouns, placePrepositions, roleWords, speechVerbs, stopWords, titles, weakTitles } from './lists.ts';
import { opensSentence } from './words.ts';
import type { Spelling, Word } from './words.ts';

/** What stands around a name, as far as it tells what the name is of. */
export interface Surroundings {
  /** A title before the name, in lower case and without its stop; '' for none. */
  readonly title: string;
  /** A verb that only people do, right behind it or right before ("said Hester"). */
  readonly speaks: boolean;
  /** "in Aldmouth", "at Harrow Mill". */
  readonly within: boolean;
  /** "the State of Maine". */
  readonly ofPlace: boolean;
  /** ", a corporation organised under": told to be a company; ", of Maine, aged" is not. */
  readonly company: boolean;
  /** ", an individual", "By: ", "Name: ", "by ... " on a title page. */
  readonly signs: boolean;
  /** Behind "the": "the Perpetua" is a ship, "the Lessee" a role. */
  readonly article: boolean;
  /** ", Maine": a name with a capital follows behind a comma, as in addresses. */
  readonly followedBy: string;
}

/** A name as it stands in a sentence: `sentence.slice(start, end)`. */
export interface NameFound extends Surroundings {
  readonly words: readonly string[];
  readonly start: number;
  readonly end: number;
  /** In a line of capitals: it counts only if the text names the same elsewhere. */
  readonly weak: boolean;
}

/** The word in small letters, without the stop of an abbreviation, apostrophes straight. */
export function plain(word: string): string {
  return word.toLowerCase().replace(/\.$/, '').replaceAll('’', "'");
}

/** Small words inside names: "Simone de Beauvoir". */
const particles = new Set(['de', 'la', 'du', 'van', 'von', 'der', 'den', 'di', 'da', 'del', 'dos', 'le', 'bin', 'ibn', 'al', 'ten', 'ter', 'y']);

/** The runs of capitalised words in a sentence that may be names. */
export function namesIn(sentence: string, words: readonly Word[], titled: boolean, spelling: Spelling): NameFound[] {
  const found: NameFound[] = [];
  for (let at = 0; at < words.length; ) {
    const run = runFrom(sentence, words, at, spelling);
    if (run === 0) {
      at++;
      continue;
    }
    const name = trimmedName(sentence, words, at, at + run, titled, spelling);
    if (name !== null) found.push(name);
    at += run;
  }
  return found;
}

const authorName = /\p{Lu}[\p{L}’'-]*\.?(?: (?:\p{Lu}[\p{L}’'-]*\.?|de|van|von|der|den|la|del|da|di)){1,4}/gu;
const betweenAuthors = /^(?:[\s\d,;&*†‡§∗¶#]|and\b|by\b|with\b|Jr\.)*$/iu;

/**
 * The authors in a line that holds nothing but two names or more, as under the title of a paper: "Ingrid Fennimore1, Tomasz
 * Wielgosz1,2 and Aoife Brannigan3".
 */
export function authorsIn(line: string): NameFound[] {
  const names = [...line.matchAll(authorName)];
  if (names.length < 2 || !betweenAuthors.test(line.replaceAll(authorName, ''))) return [];
  const known = names.map(({ 0: name, index }): NameFound => ({
    words: name.split(' '), start: index, end: index + name.length, weak: false,
    title: '', speaks: false, within: false, ofPlace: false, company: false, signs: true, article: false, followedBy: '',
  }));
  return known.some(({ words }) => words.some((word) => organisationHeads.has(plain(word)) || placeHeads.has(plain(word)) || nameless.has(plain(word)))) ? [] : known;
}

/** How many words from `at` on make one run; 0 if none begins there. */
function runFrom(sentence: string, words: readonly Word[], at: number, spelling: Spelling): number {
  const first = words[at];
  if (first?.capital !== true || isPlainWord(first, spelling, opensSentence(sentence, first.start))) return 0;
  let end = at + 1;
  for (; end < words.length; end++) {
    const [before, next] = [words[end - 1], words[end]];
    if (before === undefined || next === undefined) break;
    const gap = sentence.slice(before.end, next.start);
    if (end - at > 1 && companyEndings.has(plain(before.text)) && !companyEndings.has(plain(next.text))) break;
    const ending = companyEndings.has(plain(next.text)) && next.capital;
    if (gap === ', ' && ending) continue;
    if (gap !== ' ' && gap !== ' & ' && gap !== '. ') break;
    if (gap === '. ' && !/^\p{Lu}\.$/u.test(before.text)) break;
    if (next.capital && !isPlainWord(next, spelling, false)) continue;
    const after = words[end + 1];
    const tied = after?.capital === true && sentence.slice(next.end, after.start) === ' ' && !isPlainWord(after, spelling, false);
    if (!tied) break;
    if (particles.has(next.text) && gap === ' ') continue;
    if (gap === ' ' && (next.text === 'of' || next.text === 'for') && organisationHeads.has(before.text.toLowerCase())) continue;
    if (gap === ' ' && next.text === 'of' && before.text === 'Isle') continue;
    if (gap === ' ' && next.text === 'and' && isBody(words, end + 1)) continue;
    break;
  }
  return end - at;
}

/** "Exchange Commission", "Human Services": one or two words and what heads a public body. */
function isBody(words: readonly Word[], at: number): boolean {
  const [one, two, three] = [words[at], words[at + 1], words[at + 2]];
  if (one?.capital !== true || two?.capital !== true) return false;
  return bodies.has(plain(two.text)) || (three?.capital === true && bodies.has(plain(three.text)));
}

/** A word that only has its capital from where it stands, or that has one without being a name: "The", "I", "But". */
function isPlainWord(word: Word, spelling: Spelling, opens: boolean): boolean {
  const key = plain(word.text);
  // "A. Royalties" opens a clause, it does not name somebody with an initial.
  if (/^\p{Lu}\.$/u.test(word.text)) return opens;
  if (stopWords.has(key) || labels.has(key)) return true;
  if (titles.has(key) || weakTitles.has(key) || companyEndings.has(key)) return opens && spelling.lower(key) > 3 * spelling.capital(key);
  if (!opens) return false;
  return spelling.lower(key) > 0 && !spelling.isNameLike(key);
}

function trimmedName(sentence: string, words: readonly Word[], from: number, to: number, titled: boolean, spelling: Spelling): NameFound | null {
  let start = from;
  let title = '';
  while (start < to && (titles.has(plain(words[start]?.text ?? '')) || weakTitles.has(plain(words[start]?.text ?? '')))) {
    title ||= plain(words[start]?.text ?? '');
    start++;
  }
  while (to - start > 2 && companyEndings.has(plain(words[to - 1]?.text ?? '')) && roleWords.has(plain(words[start]?.text ?? ''))) start++;
  // "Sisters of Mercy" or "General Motors" keep their first word; a title alone is no name.
  if (start === to) return null;
  const kept = words.slice(start, to);
  const [first, last] = [kept[0], kept.at(-1)];
  if (first === undefined || last === undefined || kept.length > nameWords + 2) return null;
  const texts = kept.map((one) => one.text);
  const company = companyEndings.has(plain(last.text)) && kept.length > 1;
  if (!texts.some((text) => /\p{L}{2}/u.test(text))) return null;
  if (documentParts.has(plain(first.text)) && !company) return null;
  if (kept.length > 1 && !company && nameless.has(plain(last.text)) && !/^[IVXLC]+\.?$/.test(last.text)) return null;
  if (texts.every((text) => nameless.has(plain(text))) && title === '') return null;
  if (kept.length === 1 && !titles.has(title) && (first.text.length < 2 || stopWords.has(plain(first.text)))) return null;
  const opens = opensSentence(sentence, (words[from] ?? first).start);
  if (opens && kept.length === 1 && title === '' && spelling.capital(first.text) === 0) return null;
  const around = surroundings(sentence, words, from, to, title);
  const shown = title === '' ? first.start : (words[from] ?? first).start;
  return { words: texts, start: shown, end: endOf(sentence, last), weak: titled && !company && title === '' && !around.signs, ...around };
}

/** A stop that ends the sentence belongs to the name only where it is an abbreviation's: "Inc.", not "Smith." */
function endOf(sentence: string, last: Word): number {
  const stop = last.text.endsWith('.') && !companyEndings.has(plain(last.text)) && /^\W*$/.test(sentence.slice(last.end));
  return stop && last.text.length > 2 ? last.end - 1 : last.end;
}

function surroundings(sentence: string, words: readonly Word[], from: number, to: number, title: string): Surroundings {
  const [before, earlier, next, last] = [words[from - 1], words[from - 2], words[to], words[to - 1]];
  const first = words[from];
  const lead = sentence.slice(Math.max(0, (first?.start ?? 0) - 24), first?.start ?? 0);
  const rest = sentence.slice(last?.end ?? 0, (last?.end ?? 0) + 90);
  const adjacent = (other: Word | undefined): string => (other === undefined ? '' : other.text.toLowerCase());
  const touchesNext = next !== undefined && /^,? $/.test(sentence.slice(last?.end ?? 0, next.start));
  const touchesBefore = before !== undefined && first !== undefined && /^ $/.test(sentence.slice(before.end, first.start));
  const preposition = touchesBefore ? adjacent(before) : '';
  const saidBefore = touchesBefore && speechVerbs.has(adjacent(before)) && /["”’,!?]\s*\S+ $/.test(lead);
  const article = preposition === 'the';
  return {
    title,
    speaks: saidBefore || (touchesNext && sentence[last?.end ?? 0] === ' ' && speechVerbs.has(adjacent(next))),
    within: placePrepositions.has(preposition),
    ofPlace: preposition === 'of' && placeNouns.has(adjacent(earlier)),
    company: /^\.?(?:, | \()(?:an? |the )(?:[\p{L}’'-]+ ){0,4}(?:corporation|limited liability company|company organi[sz]ed|partnership|company incorporated|national association)\b/iu.test(rest),
    signs: /(?:\b(?:Name|By|Attn|Attention|Contact|Author|Inventor|Editor|Translator)s?:\s*|\bs\/\s*)$/u.test(lead) || /^,? (?:an individual\b|Esq|(?:who|aged) )/u.test(rest),
    article,
    followedBy: /^, (\p{Lu}\p{Ll}+)/u.exec(rest)?.[1] ?? '',
  };
}

