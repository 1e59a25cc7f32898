import type { PassageRow } from '../library/index.ts';
import { tellingWords } from '../library/index.ts';
import type { Tokenizer } from '../text/index.ts';
import { asksForHeading } from './headings.ts';
import { lettersCompared, questionTokens, wordsNear } from './limits.ts';

/** A question as it is put to passages. */
export interface PutQuestion {
  /** Its tokens, at most `questionTokens`. */
  readonly ids: Int32Array;
  /** The beginnings of its telling words. */
  readonly words: ReadonlySet<string>;
  /** Whether headings may answer it. */
  readonly forHeading: boolean;
}

/** The tokens of a question that are read. */
export async function tokensOf(tokenizer: Tokenizer, question: string): Promise<Int32Array> {
  return (await tokenizer.encode(question)).ids.slice(0, questionTokens);
}

/** A question with its tokens and words. */
export async function putQuestion(tokenizer: Tokenizer, text: string): Promise<PutQuestion> {
  return { ids: await tokensOf(tokenizer, text), words: new Set(tellingWords(text).map(beginning)), forHeading: asksForHeading(text) };
}

/**
 * The share of a question's words, 0..1, that stand in a passage within `wordsNear` words of a range of the document's text, the
 * range's own left out: of two spans with like logits the one that the question's words surround is right more often.
 */
export function coverage({ words }: Pick<PutQuestion, 'words'>, { text, start }: Pick<PassageRow, 'text' | 'start'>, range: { readonly start: number; readonly end: number }): number {
  if (words.size === 0) return 0;
  const before = wordsOf(text.slice(0, range.start - start)).slice(-wordsNear);
  const after = wordsOf(text.slice(range.end - start)).slice(0, wordsNear);
  const near = new Set([...before, ...after].map(beginning));
  let there = 0;
  for (const one of words) if (near.has(one)) there++;
  return there / words.size;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

/** So much of a word as its forms share: "founded" and "founding" are one. */
function beginning(word: string): string {
  return word.slice(0, lettersCompared);
}
