/** Words as ROUGE counts them: lower case, letters and digits, no stemming. */
export function rougeWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

export type Grams = ReadonlyMap<string, number>;

/** How often each run of `n` words occurs. */
export function grams(words: readonly string[], n: number): Grams {
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= words.length; at++) {
    const gram = words.slice(at, at + n).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** F of a text's runs of words with a reference's, 0..1. */
export function gramF(text: Grams, reference: Grams): number {
  let [same, left, right] = [0, 0, 0];
  for (const [gram, count] of text) {
    left += count;
    same += Math.min(count, reference.get(gram) ?? 0);
  }
  for (const count of reference.values()) right += count;
  return same === 0 ? 0 : (2 * same) / (left + right);
}

export interface Rouge {
  readonly rouge1: number;
  readonly rouge2: number;
}

/** References, counted once for many comparisons. */
export type References = readonly { readonly one: Grams; readonly two: Grams }[];

export function counted(references: readonly string[]): References {
  return references.map((text) => rougeWords(text)).map((words) => ({ one: grams(words, 1), two: grams(words, 2) }));
}

/** ROUGE-1 and ROUGE-2 F of a text, each with the closest of the references, 0..1. */
export function rouge(text: string, references: References): Rouge {
  const words = rougeWords(text);
  const [one, two] = [grams(words, 1), grams(words, 2)];
  return {
    rouge1: Math.max(0, ...references.map((reference) => gramF(one, reference.one))),
    rouge2: Math.max(0, ...references.map((reference) => gramF(two, reference.two))),
  };
}
