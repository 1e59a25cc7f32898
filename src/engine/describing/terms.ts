import { isContentWord } from './lexicon.ts';
import type { Lexicon } from './lexicon.ts';
import { phrasesAtMost, termsTagged, termWords } from './limits.ts';
import { generalWords } from './lists.ts';
import type { Word } from './words.ts';

/** What is counted of a phrase. */
interface Counted {
  count: number;
  /** Inside longer phrases, and how many different ones. */
  nested: number;
  readonly longer: Set<string>;
  /** Passages that have it. */
  passages: number;
  lastPassage: number;
  /** The first passage that has it. */
  readonly first: number;
}

export interface KeyTerm {
  /** In small letters, singular where the document has both. */
  readonly key: string;
  readonly weight: number;
}

/** Longest run of words whose parts are counted too: the rest is lists and tables. */
const runAtMost = 8;
/** Longer phrases that hold a shorter one are told apart up to so many. */
const longerAtMost = 32;

/**
 * Key terms by C-value (Frantzi, Ananiadou and Mima 2000): phrases of the words between function words and stops, weighed by how
 * often they stand for themselves rather than inside a longer phrase, how long they are, and over how much of the document
 * they are spread. No list of other documents is needed.
 */
export class Phrases {
  readonly #phrases = new Map<string, Counted>();
  #rare = 1;

  /** Takes in a sentence's words. `gap` is the text between two words. */
  count(words: readonly Word[], passage: number, gap: (before: Word, next: Word) => string): void {
    let run: string[] = [];
    const close = (): void => {
      if (run.length > 0) this.#countRun(run, passage);
      run = [];
    };
    words.forEach((word, at) => {
      const before = words[at - 1];
      if (before !== undefined && !/^(?: |-|\s?[–-]\s?)?$/.test(gap(before, word))) close();
      const key = word.text.toLowerCase();
      if (!isPhraseWord(word)) close();
      else run.push(key);
    });
    close();
  }

  #countRun(run: readonly string[], passage: number): void {
    const words = run.slice(0, runAtMost);
    for (let from = 0; from < words.length; from++) {
      for (let to = from + 1; to <= Math.min(words.length, from + termWords); to++) {
        if (generalWords.has(words[from] ?? '') || generalWords.has(words[to - 1] ?? '')) continue;
        const whole = to - from === words.length;
        this.#add(words.slice(from, to).join(' '), passage, whole ? '' : words.slice(Math.max(0, from - 1), to + 1).join(' '));
      }
    }
  }

  #add(key: string, passage: number, longer: string): void {
    const counted = this.#phrases.get(key) ?? { count: 0, nested: 0, longer: new Set(), passages: 0, lastPassage: -1, first: passage };
    counted.count++;
    if (longer !== '') {
      counted.nested++;
      if (counted.longer.size < longerAtMost) counted.longer.add(longer);
    }
    if (counted.lastPassage !== passage) counted.passages++;
    counted.lastPassage = passage;
    this.#phrases.set(key, counted);
    if (this.#phrases.size > phrasesAtMost) this.#letGo();
  }

  /** Forgets what was met least: it can be no key term of a document that has so many others. */
  #letGo(): void {
    for (const [key, { count }] of this.#phrases) if (count <= this.#rare) this.#phrases.delete(key);
    if (this.#phrases.size > phrasesAtMost / 2) this.#rare++;
  }

  /**
   * The key terms, weightiest first, at most `most`.
   *
   * @param isName whether a phrase is (part of) a name: names have lists of their own
   */
  best(most: number, passages: number, lexicon: Lexicon, isName: (key: string) => boolean): KeyTerm[] {
    const plural = this.#plurals();
    const scored = new Map<string, number>();
    for (const [key, counted] of this.#phrases) {
      const singular = plural.get(key) ?? key;
      const other = singular === key ? undefined : this.#phrases.get(singular);
      if (counted.count < 2 && (other?.count ?? 0) < 2 && passages > 2) continue;
      scored.set(singular, (scored.get(singular) ?? 0) + scoreOf(key, counted, passages));
    }
    const ranked = [...scored].filter(([, score]) => score > 0).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const kept: KeyTerm[] = [];
    const top = ranked[0]?.[1] ?? 1;
    for (const [key, score] of ranked.slice(0, termsTagged)) {
      if (kept.length === most) break;
      if (isName(key) || !lexicon.isNounPhrase(key) || kept.some((one) => saysTheSame(one.key, key))) continue;
      kept.push({ key, weight: Math.min(1, score / top) });
    }
    return kept;
  }

  /** The forms in which a key term stands in the document: the singular and, where it has one, the plural. */
  formsOf(key: string): string[] {
    return [...[key, ...pluralsOf(key)].filter((form) => form === key || this.#phrases.has(form))];
  }

  /** Plurals whose singular the document has too. */
  #plurals(): Map<string, string> {
    const plurals = new Map<string, string>();
    for (const key of this.#phrases.keys()) {
      for (const plural of pluralsOf(key)) if (this.#phrases.has(plural)) plurals.set(plural, key);
    }
    return plurals;
  }
}

function isPhraseWord(word: Word): boolean {
  const key = word.text.toLowerCase();
  if (/^\p{Lu}\.?$/u.test(word.text) || /\.$/.test(word.text)) return false;
  return isContentWord(key) || (generalWords.has(key) && key.length > 2);
}

function scoreOf(key: string, { count, nested, longer, passages, first }: Counted, of: number): number {
  const words = key.split(' ').length;
  const own = count - (longer.size === 0 ? 0 : nested / longer.size);
  // One word says less than two: it must be met more often to count as much.
  const length = words === 1 ? 0.6 : Math.log2(words + 1);
  const spread = 0.5 + 0.5 * Math.min(1, passages / Math.max(1, Math.min(of, 12)));
  const early = 1 + 0.5 * Math.exp(-first / Math.max(2, of / 20));
  return length * Math.max(0, own) * spread * early;
}

/** Of "carbon balance" and "ecosystem carbon balance" the weightier one is enough. */
function saysTheSame(kept: string, key: string): boolean {
  const [long, short] = kept.length > key.length ? [kept, key] : [key, kept];
  return ` ${long} `.includes(` ${short} `) && long.split(' ').length - short.split(' ').length <= 1;
}

function pluralsOf(key: string): string[] {
  if (/[^aeiou]y$/.test(key)) return [`${key.slice(0, -1)}ies`];
  if (/(?:s|x|z|ch|sh)$/.test(key)) return [`${key}es`];
  return [`${key}s`];
}
