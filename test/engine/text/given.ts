import * as fc from 'fast-check';
import { fileURLToPath } from 'node:url';
import { createSegmenter, loadTokenizer } from '../../../src/engine/text/index.ts';
import type { Position, Segment } from '../../../src/engine/text/index.ts';

export const tokenizerPath = fileURLToPath(new URL('../../../models/infolio-1/tokenizer.json', import.meta.url));
export const tokenizer = loadTokenizer(tokenizerPath);

/** Pieces of prose, contracts, papers and nonsense that meet at every kind of boundary. */
const fragment = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('The Licensee shall pay. ', 'It rains! ', 'Why? ', 'He left, she stayed; they ', 'of the fee ') },
  { weight: 3, arbitrary: fc.constantFrom('\n\n', '\n', ' ', '\n \n', '\t', '  ', '\u00a0', '\u2028', '\r\n', '\f', '\u200b', '\ufeff', '\u0085') },
  { weight: 3, arbitrary: fc.constantFrom('No. 5 ', '(a) ', '1. ', '4.2. ', '(see Fig. 2. ', ') ', '“', '” ', '… ', '...', '[12] ', 'U.S. ') },
  { weight: 2, arbitrary: fc.constantFrom('漢字です。', '🙂', '👩‍👩‍👧 ', 'e\u0301tude ', 'İstanbul ', 'ﬁne ', '한국어 ', '\u0301', 'ΑΣ ', 'क़ ') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom('\ud83d', '\ude42', '\u0000', '\ud834\udd65') },
  { weight: 1, arbitrary: fc.constantFrom('ab'.repeat(70), 'x.'.repeat(90), 'word '.repeat(70), ' '.repeat(600), 'Z'.repeat(900), '.'.repeat(90)) },
);

export const someText = fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join(''));

/** A text long enough for several looks ahead. */
export const longText = fc.array(fragment, { minLength: 60, maxLength: 150 }).map((parts) => parts.join(''));

/** The segments of a text that comes in as these appends, and where the segmenter stood after each. */
export async function segmentsOf(
  appends: readonly string[],
  options: { readonly maxTokens?: number; readonly from?: Position } = {},
): Promise<{ readonly segments: Segment[]; readonly positions: Position[] }> {
  const segmenter = createSegmenter(tokenizer, options);
  const segments: Segment[] = [];
  const positions: Position[] = [];
  for (const text of appends) {
    segments.push(...(await segmenter.append(text)));
    positions.push(segmenter.position);
  }
  segments.push(...(await segmenter.finish()));
  return { segments, positions };
}

/** `text` cut at these shares of its length. */
export function cutAt(text: string, shares: readonly number[]): string[] {
  const places = [0, ...shares.map((share) => Math.floor(share * text.length)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((place, i) => text.slice(places[i], place));
}
