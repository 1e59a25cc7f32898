import { lastsInName, stopWords } from './lists.ts';

/** A word of a sentence. Offsets are UTF-16 units into the sentence. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** It begins with a capital. */
  readonly capital: boolean;
  /** All of its letters are capitals, and it has two at least. */
  readonly upper: boolean;
}

/**
 * A word with what may be inside one: "O'Brien", "Okonjo-Reyes", "d'Arcy". Initials and titles keep their stop ("J.", "Mr."), a
 * possessive does not belong to its name ("Hester's" gives "Hester").
 */
const word = /(?<!\p{L}['’])\p{L}[\p{L}\p{M}]*(?:\.\p{L})*(?:(?:['’](?!s?(?![\p{L}]))|[-‐‑])[\p{L}\p{M}\p{N}]+)*\p{N}*/gu;

const initial = /^(?:\p{Lu}\.)*\p{Lu}$/u;

export function wordsOf(sentence: string): Word[] {
  return [...sentence.matchAll(word)].map(({ 0: found, index }) => {
    const end = index + found.length;
    const stop = sentence[end] === '.' && (initial.test(found) || lastsInName.has(found.toLowerCase()));
    const text = stop ? `${found}.` : found;
    return { text, start: index, end: index + text.length, capital: /^\p{Lu}/u.test(text), upper: /^[^\p{Ll}]*\p{Lu}[^\p{Ll}]*\p{Lu}[^\p{Ll}]*$/u.test(text) };
  });
}

const han = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** True for scripts that put no spaces between words. */
export function isUnspaced(text: string): boolean {
  return han.test(text);
}

let segmenter: Intl.Segmenter | undefined;

/** The words of a sentence in a script without spaces, as ICU's dictionary finds them. */
export function unspacedWords(sentence: string): Word[] {
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' });
  return [...segmenter.segment(sentence)]
    .filter((part) => part.isWordLike === true)
    .map(({ segment, index }) => ({ text: segment, start: index, end: index + segment.length, capital: false, upper: false }));
}

/**
 * A line in capitals or Title Case without a stop at its end (a heading, a row of a table, a signature): capitals say
 * nothing about names there.
 */
export function isTitled(sentence: string, words: readonly Word[]): boolean {
  const counted = words.filter((one) => one.text.length > 3 && !stopWords.has(one.text.toLowerCase()));
  const capitals = counted.filter((one) => one.capital).length;
  if (counted.length > 2 && counted.filter((one) => one.upper).length > 0.6 * counted.length) return true;
  return !/[.!?;:,”"’')\]]\s*$/u.test(sentence) && capitals >= 0.6 * counted.length;
}

/** How often a word stands in the document in small letters, and capitalised where a capital says something. */
interface Cases {
  lower: number;
  capital: number;
}

/** How the document writes its words: whether "Will" is a name here or a verb at the beginning of sentences. */
export class Spelling {
  readonly #cases = new Map<string, Cases>();

  count(words: readonly Word[], titled: boolean, opens: (at: number) => boolean): void {
    words.forEach((one, at) => {
      if (one.capital && (titled || opens(at))) return;
      const key = one.text.toLowerCase();
      const cases = this.#cases.get(key) ?? { lower: 0, capital: 0 };
      if (one.capital) cases.capital++;
      else cases.lower++;
      this.#cases.set(key, cases);
    });
  }

  lower(word: string): number {
    return this.#cases.get(word.toLowerCase())?.lower ?? 0;
  }

  capital(word: string): number {
    return this.#cases.get(word.toLowerCase())?.capital ?? 0;
  }

  /** The word is written with a capital wherever it could have a small letter. */
  isNameLike(word: string): boolean {
    const { lower, capital } = this.#cases.get(word.toLowerCase()) ?? { lower: 0, capital: 0 };
    return capital > 0 && capital >= 3 * lower;
  }
}

/** What stands before the first word: quotation marks, "4.1", "(a)". */
const beforeFirst = /^[^\p{L}\p{N}]*(?:\(?(?:\d+(?:\.\d+)*|\p{L}|[ivx]+)[.)]{1,2}\s*)?[^\p{L}\p{N}]*$/u;
/** What ends a clause inside a sentence, or opens a quotation. */
const beforeOpening = /(?:[!?:;…]["'”’)\]]*\s+|\.["'”’)\]]+\s+|["“‘([—–]\s*|\s['’-]\s*)$/u;
const enumeratorAtMost = 24;

/** True if the word at `start` begins a sentence, a quotation or a clause, where everything has a capital. */
export function opensSentence(sentence: string, start: number): boolean {
  return (start <= enumeratorAtMost && beforeFirst.test(sentence.slice(0, start))) || beforeOpening.test(sentence.slice(Math.max(0, start - 8), start));
}
