import { InfolioError } from '../../contract/errors.ts';
import type { NewPassage } from '../library/index.ts';
import type { Segment } from '../text/index.ts';
import type { ReadSegments } from './network.ts';

/** A word with its apostrophes, points and hyphens inside; a Chinese or Japanese character counts as one. */
const word = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}])[\p{L}\p{N}\p{M}])+(?:['’.,\-‐](?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}])[\p{L}\p{N}\p{M}])+)*/gu;

/** Words in a text, as a reader would count them. */
export function countWords(text: string): number {
  return text.match(word)?.length ?? 0;
}

/** The segments with what the network made of them, as the library keeps them. */
export function passagesOf(segments: readonly Segment[], read: ReadSegments): NewPassage[] {
  return segments.map((segment, i) => {
    const [vector, importance, gates] = [read.vectors[i], read.importance[i], read.gates[i]];
    const count = segment.tokens.ids.length;
    if (vector === undefined || importance?.length !== count || gates?.length !== count) {
      throw new InfolioError('internal', `The network's answer does not fit segment ${segment.index}.`);
    }
    return {
      index: segment.index,
      start: segment.start,
      text: segment.text,
      words: countWords(segment.text),
      tokens: count,
      sentences: segment.sentences,
      importance: segment.sentences.map(({ start, end }) => mean(importance.filter((_, k) => within(segment.tokens.starts[k], start, end)))),
      gate: mean(gates),
      vector,
    };
  });
}

function within(offset: number | undefined, start: number, end: number): boolean {
  return offset !== undefined && offset >= start && offset < end;
}

/** 0 of nothing: neither important nor not. */
function mean(numbers: Float32Array): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
