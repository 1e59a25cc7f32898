import { cutOf } from './cuts.ts';
import {
  charactersPerToken,
  encodedAheadPerToken,
  fullEnough,
  leftAfterHeadings,
  maxCharactersOfHeading,
  maxHeadingsInRow,
} from './limits.ts';
import { splitsPair } from './offsets.ts';
import { eachSentence, trimmedSpan } from './sentences.ts';
import type { Sentence } from './sentences.ts';
import { concatTokens } from './tokenizer.ts';
import type { Tokens } from './tokenizer.ts';

/** The text from the first character that is in no segment yet. */
export interface View {
  readonly text: string;
  /**
   * `closed`: the document ends where the text ends. `full`: `lookAhead` characters, enough to decide whatever
   * follows. `partial`: text to come may still change its last line.
   */
  readonly extent: 'closed' | 'full' | 'partial';
}

/** A sentence, or a part of a long one, with its tokens; their offsets count from `start`. */
export interface Piece extends Sentence {
  readonly tokens: Tokens;
}

/** The first segment of a view: `text.slice(0, end)`. */
export interface Cut {
  readonly end: number;
  readonly pieces: readonly Piece[];
}

/** Gives the tokens of parts of the view, their offsets counted from the part's start. */
export interface TokenSource {
  /** Undefined if they have not been encoded yet. */
  known(part: Sentence): Tokens | undefined;
  /** Makes the tokens of these parts known. */
  encode(parts: readonly Sentence[]): Promise<void>;
}

const paragraphBreak = /\n\s*\n/;
const endsLikeSentence = /[.!?;,。！？]["'”’)\]]*$/u;

/**
 * The first segment of the view, or undefined if it takes more text to know where that ends.
 *
 * As many sentences as fit; but a segment that is full enough ends before a paragraph that does not fit, and headings
 * at the end move on to what they head. A sentence too long for any segment is cut.
 *
 * Where the segment ends depends on the text alone, not on how much of it is in view.
 */
export async function firstSegment(view: View, maxTokens: number, source: TokenSource): Promise<Cut | undefined> {
  const { pieces, next } = await fittingPieces(view, maxTokens, source);
  if (!next) {
    if (view.extent === 'partial') return undefined;
    return { end: view.extent === 'closed' ? view.text.length : hardEnd(view.text, maxTokens), pieces };
  }
  const startsParagraph = (index: number): boolean => {
    const before = pieces[index - 1];
    const after = pieces[index] ?? next;
    return before !== undefined && paragraphBreak.test(view.text.slice(before.end, after.start));
  };
  const tokensBefore = (index: number): number =>
    pieces.slice(0, index).reduce((sum, piece) => sum + piece.tokens.ids.length, 0);
  const upTo = (index: number): Cut => ({ end: (pieces[index] ?? next).start, pieces: pieces.slice(0, index) });

  let count = pieces.length;
  if (!startsParagraph(count)) {
    let paragraph = count - 1;
    while (paragraph > 0 && !startsParagraph(paragraph)) paragraph--;
    const filled = tokensBefore(count);
    if (paragraph > 0 && tokensBefore(paragraph) >= fullEnough * maxTokens) count = paragraph;
    else if (count === 0 || (filled < fullEnough * maxTokens && isTooLong(next, maxTokens))) {
      return (await withPartOf(next, pieces, view, maxTokens, source)) ?? upTo(count);
    }
  }
  for (let headings = 0; headings < maxHeadingsInRow; headings++) {
    if (!isHeading(view.text, pieces[count - 1]) || !startsParagraph(count) || !startsParagraph(count - 1)) break;
    if (tokensBefore(count - 1) < leftAfterHeadings * maxTokens) break;
    count--;
  }
  return upTo(count);
}

/** The sentences that fit into one segment, and the first that does not; its tokens as far as a segment reaches. */
async function fittingPieces(
  { text, extent }: View,
  maxTokens: number,
  source: TokenSource,
): Promise<{ readonly pieces: readonly Piece[]; readonly next?: Piece }> {
  const settled = extent === 'partial' ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  const sentences = eachSentence(settled);
  const ahead: Sentence[] = [];
  const lookTo = (index: number, offset: number): void => {
    while (ahead.length <= index || (ahead.at(-1)?.start ?? 0) < offset) {
      const { done, value } = sentences.next();
      if (done) return;
      ahead.push(value);
    }
  };
  const pieces: Piece[] = [];
  let count = 0;
  for (let index = 0; ; index++) {
    lookTo(index + 1, 0);
    const sentence = ahead[index];
    if (!sentence) return { pieces };
    const part = clipped(sentence, maxTokens);
    if (!source.known(part)) {
      lookTo(index, sentence.start + encodedAheadPerToken * maxTokens);
      await source.encode(ahead.slice(index).map((each) => clipped(each, maxTokens)));
    }
    const piece = { ...sentence, tokens: source.known(part) ?? concatTokens([]) };
    count += piece.tokens.ids.length;
    const seenWhole = extent !== 'full' || index < ahead.length - 1;
    if (count > maxTokens || piece.end > charactersPerToken * maxTokens || !seenWhole) return { pieces, next: piece };
    pieces.push(piece);
  }
}

/** As much of a sentence as could ever stand in one segment. */
function clipped({ start, end }: Sentence, maxTokens: number): Sentence {
  return { start, end: Math.min(end, start + charactersPerToken * maxTokens) };
}

function isTooLong(piece: Piece, maxTokens: number): boolean {
  return piece.tokens.ids.length > maxTokens || piece.end - piece.start > charactersPerToken * maxTokens;
}

/** The segment of all `pieces` and as much of the next sentence as there is room for, or undefined if none of it is. */
async function withPartOf(
  next: Piece,
  pieces: readonly Piece[],
  { text }: View,
  maxTokens: number,
  source: TokenSource,
): Promise<Cut | undefined> {
  const room = maxTokens - pieces.reduce((sum, piece) => sum + piece.tokens.ids.length, 0);
  const tokens = concatTokens([{ tokens: next.tokens, shift: next.start }]);
  const end = cutOf(text, next.start, tokens, room, charactersPerToken * maxTokens);
  if (end === undefined && pieces.length > 0) return undefined;
  for (let cut = end ?? hardEnd(text, maxTokens); ; ) {
    const part = trimmedSpan(text, Math.min(next.start, cut), cut);
    if (!part) return { end: cut, pieces };
    if (!source.known(part)) await source.encode([part]);
    const tokensOfPart = source.known(part) ?? concatTokens([]);
    if (tokensOfPart.ids.length <= room) return { end: cut, pieces: [...pieces, { ...part, tokens: tokensOfPart }] };
    // A word of more than a hundred characters is one unknown token, but its beginning may be many.
    const shorter = cutOf(text, part.start, concatTokens([{ tokens: tokensOfPart, shift: part.start }]), room, cut - 1);
    if (shorter === undefined && pieces.length > 0) return undefined;
    cut = shorter ?? part.start + Math.ceil((cut - part.start) / 2);
    if (splitsPair(text, cut)) cut--;
  }
}

/** Where a segment ends that has nothing in it to end at. */
function hardEnd(text: string, maxTokens: number): number {
  const end = Math.min(charactersPerToken * maxTokens, text.length);
  return splitsPair(text, end) ? end - 1 : end;
}

function isHeading(text: string, piece: Piece | undefined): boolean {
  if (!piece || piece.end - piece.start > maxCharactersOfHeading) return false;
  return !endsLikeSentence.test(text.slice(piece.start, piece.end));
}
