import { countWords } from '../reading/passages.ts';

/** Words that say nothing by themselves. Sentences are compared by the others. */
const empty = new Set(
  `a about above after again against all also although am among an and any are as at be because been before being below between both but by can cannot could
  did do does doing down during each either else ever every few for from further get got had has have having he her here hers herself him himself his how however
  i if in into is it its itself just like may me might more most much must my myself no nor not now of off on once one only or other our ours out over own per
  said same say says shall she should since so some such than that the their theirs them themselves then there these they this those through thus to too under
  until up upon us very was we well were what when where whether which while who whom whose why will with within without would yet you your yours s t don ll ve re`.split(/\s+/),
);

const word = /[\p{L}\p{N}]+/gu;

/** The words of a text in lower case, without marks. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(word) ?? [];
}

/** The words of a text that say something, cut to their stems as far as that is safe: "clauses" and "clause" are one. */
export function termsOf(text: string): string[] {
  return wordsOf(text)
    .filter((one) => !empty.has(one) && (one.length > 1 || /\p{N}|\p{Lo}/u.test(one)))
    .map(stem);
}

/** Plural and possessive endings only: longer ones ("-ing", "-ed") are part of what a word means often enough. */
function stem(one: string): string {
  if (one.length > 4 && one.endsWith('ies')) return `${one.slice(0, -3)}y`;
  if (one.length > 4 && /(?:ss|sh|ch|x|z)es$/u.test(one)) return one.slice(0, -2);
  if (one.length > 3 && one.endsWith('s') && !/(?:ss|us|is)$/u.test(one)) return one.slice(0, -1);
  return one;
}

/** Words of a text for a limit of words: never fewer than a reader would count, with or without the signs between spaces. */
export function lengthOf(text: string): number {
  return Math.max(countWords(text), text.trim().split(/\s+/u).length);
}
