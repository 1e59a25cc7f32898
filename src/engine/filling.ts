import { InfolioError } from '../contract/errors.ts';
import { emptyMemory } from './memory/index.ts';
import type { Memory } from './memory/index.ts';
import type { Network } from './model/index.ts';
import type { Tokenizer } from './text/index.ts';

/** A word that may stand in a blank. */
export interface FilledWord {
  readonly word: string;
  /** 0..1, out of the whole vocabulary. */
  readonly probability: number;
}

/** One token of a blank: the likeliest words with the document's memory, and without any. */
export interface FilledToken {
  readonly withMemory: readonly FilledWord[];
  readonly without: readonly FilledWord[];
}

/** What stands for a blank in a text; several in a row ask for as many tokens. */
export const blank = '[MASK]';

const wordsShown = 5;

/**
 * Fills the blanks of a text from a document's memory alone: no passage is found or read again. One blank is one token: a
 * common word, or a piece of a rare one or of a number. Throws `bad_argument` for a text without blanks, for one that is too
 * long and for a model without a restoring branch.
 */
export async function fill({ network, tokenizer, memory }: { readonly network: Network; readonly tokenizer: Tokenizer; readonly memory: Memory }, text: string): Promise<readonly FilledToken[]> {
  const parts = text.split(blank);
  if (parts.length < 2) throw new InfolioError('bad_argument', `There is no ${blank} in the text to fill; write it where words are wanted.`);
  const ids: number[] = [];
  const places: number[] = [];
  for (const [i, part] of (await tokenizer.encodeBatch(parts)).entries()) {
    if (i > 0) {
      places.push(ids.length);
      ids.push(tokenizer.maskId);
    }
    ids.push(...part.ids);
  }
  const asked = [{ ids: Int32Array.from(ids), places }];
  const [filled = []] = await network.restore(asked, memory);
  const [empty = []] = await network.restore(asked, emptyMemory(network.model.config));
  return places.map((_, i) => ({ withMemory: likeliest(filled[i] ?? new Float32Array(), tokenizer), without: likeliest(empty[i] ?? new Float32Array(), tokenizer) }));
}

/** The words of the highest logits, with their share of all. */
function likeliest(logits: Float32Array, tokenizer: Tokenizer): readonly FilledWord[] {
  const highest = logits.reduce((most, v) => Math.max(most, v), -Infinity);
  const sum = logits.reduce((all, v) => all + Math.exp(v - highest), 0);
  return [...logits.keys()]
    .sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0))
    .slice(0, wordsShown)
    .map((id) => ({ word: tokenizer.word(id), probability: Math.exp((logits[id] ?? 0) - highest) / sum }));
}
