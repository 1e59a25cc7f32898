/** Lower case, without accents: how the palette and lists compare. */
export function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();
}

/**
 * How well `text` fits what was typed: 0 not at all, 1 exactly. Every typed word must be in the text; at the beginning of
 * the text or of a word counts more. Letters in order that
 * are not together count a little: "lse" finds "lease".
 */
export function fit(text: string, typed: string): number {
  const hay = folded(text);
  const words = folded(typed).split(/\s+/u).filter((word) => word !== '');
  if (words.length === 0) return 1;
  let least = 1;
  for (const word of words) {
    const at = hay.indexOf(word);
    const score = at === 0 ? 1 : at > 0 ? (/[\s\p{P}]/u.test(hay[at - 1] ?? '') ? 0.9 : 0.7) : inOrder(hay, word) ? 0.3 : 0;
    least = Math.min(least, score);
  }
  // Of two that fit alike the shorter one is meant.
  return least === 0 ? 0 : least - Math.min(0.05, hay.length / 10_000);
}

/** Those that fit, best first; ties stay in their order. */
export function filtered<T>(items: readonly T[], typed: string, textOf: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, score: fit(textOf(item), typed) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}

function inOrder(hay: string, word: string): boolean {
  let at = -1;
  for (const letter of word) {
    at = hay.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
