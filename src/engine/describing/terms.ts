import { isContentWord } from './lexicon.ts';
import type { Lexicon } from './lexicon.ts';
import { phrasesAtMost, termsTagged, termWords } from './limits.ts';
import { generalWords, titles } from './lists.ts';
import type { Word } from './words.ts';

/** What is counted of a phrase. */
interface Counted {
  count: number;
  /** Phrases longer by a word at either end that it is a part of. */
  readonly longer: Set<string>;
  /** Where it stands alone between function words and stops: how often, and how often as a noun does. */
  alone: number;
  asNoun: number;
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

/** Before nouns and not before verbs. */
const nounLeads = new Set("the a an this that these those his her its their our my your each every any no some of in on with for from by at into under over between without through such one two three four".split(' '));
/** Of the times that a word stands alone, the share in which it must be a noun to be a term: "loss" and not "lost". */
const nounShare = 0.4;

/** Longest run of words whose parts are counted too: the rest is lists and tables. */
const runAtMost = 8;
/** Phrases tagged between two turns of the event loop, two milliseconds each. */
const taggedAtOnce = 8;
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
    let lead = '';
    const close = (next: string): void => {
      if (run.length > 0) this.#countRun(run, passage, nounLeads.has(lead));
      run = [];
      lead = next;
    };
    words.forEach((word, at) => {
      const before = words[at - 1];
      const key = word.text.toLowerCase();
      if (before !== undefined && !/^(?: |-|\s?[–-]\s?)?$/.test(gap(before, word))) close('');
      if (!isPhraseWord(word)) close(key);
      else run.push(key);
    });
    close('');
  }

  #countRun(run: readonly string[], passage: number, leadsNoun: boolean): void {
    const [only] = run;
    if (only !== undefined && run.length === 1 && isContentWord(only)) {
      const counted = this.#add(only, passage, []);
      counted.alone++;
      if (leadsNoun) counted.asNoun++;
      return;
    }
    const words = run.slice(0, runAtMost);
    for (let from = 0; from < words.length; from++) {
      for (let to = from + 1; to <= Math.min(words.length, from + termWords); to++) {
        // "Business day" may be a term, "day" and "last assignment" are none.
        if (generalWords.has(words[from] ?? '')) continue;
        const longer = [...(from > 0 ? [words.slice(from - 1, to).join(' ')] : []), ...(to < words.length ? [words.slice(from, to + 1).join(' ')] : [])];
        this.#add(words.slice(from, to).join(' '), passage, longer);
      }
    }
  }

  #add(key: string, passage: number, longer: readonly string[]): Counted {
    const counted = this.#phrases.get(key) ?? { count: 0, alone: 0, asNoun: 0, longer: new Set(), passages: 0, lastPassage: -1, first: passage };
    counted.count++;
    for (const phrase of longer) if (counted.longer.size < longerAtMost) counted.longer.add(phrase);
    if (counted.lastPassage !== passage) counted.passages++;
    counted.lastPassage = passage;
    this.#phrases.set(key, counted);
    if (this.#phrases.size > phrasesAtMost) this.#letGo();
    return counted;
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
   * @param isDefined whether the document defines it: then it is a term whatever its words are
   */
  async best(most: number, passages: number, lexicon: Lexicon, pause: () => Promise<void>, isName: (key: string) => boolean, isDefined: (key: string) => boolean): Promise<KeyTerm[]> {
    const plural = this.#plurals();
    const scored = new Map<string, number>();
    for (const [key, counted] of this.#phrases) {
      if (!key.includes(' ') && counted.asNoun < nounShare * counted.alone) continue;
      const singular = plural.get(key) ?? key;
      const other = singular === key ? undefined : this.#phrases.get(singular);
      if (counted.count < 2 && (other?.count ?? 0) < 2 && passages > 2) continue;
      scored.set(singular, (scored.get(singular) ?? 0) + this.#score(key, counted, passages));
    }
    const ranked = [...scored].filter(([, score]) => score > 0).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const kept: KeyTerm[] = [];
    const top = ranked[0]?.[1] ?? 1;
    for (const [at, [key, score]] of ranked.slice(0, termsTagged).entries()) {
      if (at % taggedAtOnce === 0) await pause();
      if (kept.length === most) break;
      if (isName(key) || kept.some((one) => this.#saysTheSame(one.key, key)) || !(isDefined(key) || lexicon.isNounPhrase(key))) continue;
      kept.push({ key, weight: Math.min(1, score / top) });
    }
    return kept;
  }

  countOf(key: string): number {
    return this.#phrases.get(key)?.count ?? 0;
  }

  /** How often a phrase stands for itself: without the times that it is a part of the longer phrase which it is a part of most. */
  #own({ count, longer }: Counted): number {
    return count - Math.max(0, ...[...longer].map((phrase) => this.#phrases.get(phrase)?.count ?? 0));
  }

  #score(key: string, counted: Counted, of: number): number {
    const words = key.split(' ').length;
    // One word says less than two: it must be met more often to count as much.
    const length = words === 1 ? 0.5 : Math.log2(words + 1);
    const spread = 0.5 + 0.5 * Math.min(1, counted.passages / Math.max(1, Math.min(of, 12)));
    const early = 1 + 0.5 * Math.exp(-counted.first / Math.max(2, of / 20));
    return length * Math.max(0, this.#own(counted)) * spread * early;
  }

  /** "Table" says nothing beside "water table" where it is hardly ever met alone; "intact water table" little more. */
  #saysTheSame(kept: string, key: string): boolean {
    const [before, counted] = [this.#phrases.get(kept), this.#phrases.get(key)];
    if (before === undefined || counted === undefined) return false;
    if (` ${kept} `.includes(` ${key} `)) return this.#own(counted) < 0.6 * counted.count;
    return ` ${key} `.includes(` ${kept} `) && kept.includes(' ') && counted.count < 0.5 * before.count;
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
  if (/^\p{Lu}\.?$/u.test(word.text) || /\.$/.test(word.text) || titles.has(key)) return false;
  return isContentWord(key) || (generalWords.has(key) && key.length > 2);
}

function pluralsOf(key: string): string[] {
  if (/[^aeiou]y$/.test(key)) return [`${key.slice(0, -1)}ies`];
  if (/(?:s|x|z|ch|sh)$/.test(key)) return [`${key}es`];
  return [`${key}s`];
}
