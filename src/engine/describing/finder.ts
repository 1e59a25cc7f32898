import type { Word } from './words.ts';

/** Finds many phrases at once in the words of sentences. Times: one look-up a word. */
export class Finder<T> {
  readonly #heads = new Map<string, { readonly words: readonly string[]; readonly value: T }[]>();
  readonly #exact: boolean;

  /** @param exact "Term" is not "term", and "Lease" is not named in "Lease Year" where that is looked for too */
  constructor(exact: boolean) {
    this.#exact = exact;
  }

  #key(word: string): string {
    const plain = word.replace(/\.$/, '');
    return this.#exact ? plain : plain.toLowerCase();
  }

  /** Looks for these words too. They are to be split as the sentences are. */
  add(words: readonly string[], value: T): void {
    const [head, ...rest] = words.map((word) => this.#key(word));
    if (head === undefined) return;
    const known = this.#heads.get(head) ?? [];
    known.push({ words: rest, value });
    known.sort((a, b) => b.words.length - a.words.length);
    this.#heads.set(head, known);
  }

  /** Every place where one of them stands; of several that begin at one word the longest of each value. */
  find(words: readonly Word[]): { readonly value: T; readonly start: number; readonly end: number }[] {
    const found: { value: T; start: number; end: number }[] = [];
    words.forEach((word, at) => {
      const seen = new Set<T>();
      for (const { words: rest, value } of this.#heads.get(this.#key(word.text)) ?? []) {
        if (seen.has(value) || !rest.every((each, k) => this.#key(words[at + 1 + k]?.text ?? '') === each)) continue;
        seen.add(value);
        const last = words[at + rest.length] ?? word;
        found.push({ value, start: word.start, end: last.end - (last.text.endsWith('.') ? 1 : 0) });
      }
    });
    return this.#exact ? found.filter((one) => !found.some((other) => other.start <= one.start && one.end <= other.end && other.end - other.start > one.end - one.start)) : found;
  }
}
