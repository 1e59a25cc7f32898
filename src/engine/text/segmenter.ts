import { InfolioError } from '../../contract/errors.ts';
import { charactersPerToken, lookAheadInSegments, maxTokensOfSegment } from './limits.ts';
import { firstSegment } from './packing.ts';
import type { Cut, TokenSource, View } from './packing.ts';
import type { Sentence } from './sentences.ts';
import { concatTokens } from './tokenizer.ts';
import type { Tokenizer, Tokens } from './tokenizer.ts';

/**
 * A stretch of a document that the model reads at once. The segments of a document follow one another without gap or
 * overlap: the first starts at 0, each starts where the one before ends, the last ends at the end of the text.
 * All offsets are UTF-16 units of the document's text.
 */
export interface Segment {
  /** From 0, over the document. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** The document's text from `start` to `end`, with the white space that follows its last sentence. */
  readonly text: string;
  /** What tokenizing `text` gives, at most `maxTokens`; none at all where the text is only white space. */
  readonly tokens: Tokens;
  /** Without white space around them. A sentence too long for a segment appears as its part here. */
  readonly sentences: readonly Sentence[];
}

/** Where the next segment begins. */
export interface Position {
  readonly offset: number;
  readonly index: number;
}

/**
 * Cuts a document into segments as its text comes in. The segments depend on the text alone, not on how it is cut into
 * appends, nor on whether the work was taken up again in between. Calls are worked through one after the other.
 *
 * A call that fails (`cancelled`) has given out no segment: `position` is as before it, and the text is kept.
 */
export interface Segmenter {
  /** The segments that are complete with this text. `final` says that it was the last. */
  append(text: string, options?: { readonly final?: boolean }): Promise<Segment[]>;
  /** The segments of whatever is left. */
  finish(): Promise<Segment[]>;
  /** The first character that is in no segment yet, and the index of its segment: enough to go on from. */
  readonly position: Position;
}

export interface SegmenterOptions {
  /** Without the [CLS] and [SEP] that the model adds; at least 8. */
  readonly maxTokens?: number;
  /** Go on from here: the text appended first is the document's from `offset` on. */
  readonly from?: Position;
  readonly signal?: AbortSignal;
}

/** A segmenter for one document. Errors: `bad_argument` for fewer than 8 tokens; `cancelled` once the signal fires. */
export function createSegmenter(tokenizer: Tokenizer, options: SegmenterOptions = {}): Segmenter {
  const { maxTokens = maxTokensOfSegment, from = { offset: 0, index: 0 }, signal } = options;
  if (!(maxTokens >= 8)) throw new InfolioError('bad_argument', `A segment of ${maxTokens} tokens is too short; ask for 8 or more.`);
  const lookAhead = lookAheadInSegments * charactersPerToken * maxTokens;
  let position: Position = from;
  /** The document's text from `position.offset` on. */
  let rest = '';
  let ended = false;
  let running: Promise<unknown> = Promise.resolve();
  const known = new Map<number, { readonly end: number; readonly tokens: Tokens }>();

  const viewFrom = (offset: number): View => {
    const text = rest.slice(offset - position.offset, offset - position.offset + lookAhead);
    if (text.length === lookAhead) return { text, extent: 'full' };
    return { text, extent: ended ? 'closed' : 'partial' };
  };

  const cutAll = async (): Promise<Segment[]> => {
    const segments: Segment[] = [];
    let { offset, index } = position;
    while (true) {
      if (signal?.aborted) throw new InfolioError('cancelled', 'Stopped on request; what was read so far is kept.', { cause: signal.reason });
      const view = viewFrom(offset);
      if (view.text === '') break;
      const cut = await firstSegment(view, maxTokens, sourceFor(view.text, offset));
      if (!cut) break;
      segments.push(segmentOf(view.text, cut, { offset, index }));
      offset += cut.end;
      index += 1;
      for (const start of known.keys()) if (start < offset) known.delete(start);
    }
    rest = rest.slice(offset - position.offset);
    position = { offset, index };
    return segments;
  };

  /** Sentences that did not fit into one segment come again in the next: their tokens are kept until then. */
  const sourceFor = (text: string, offset: number): TokenSource => {
    const find = ({ start, end }: Sentence): Tokens | undefined => {
      const found = known.get(offset + start);
      return found?.end === offset + end ? found.tokens : undefined;
    };
    return {
      known: find,
      encode: async (parts) => {
        const unknown = parts.filter((part) => !find(part));
        const encoded = await tokenizer.encodeBatch(unknown.map(({ start, end }) => text.slice(start, end)));
        unknown.forEach(({ start, end }, i) => {
          const tokens = encoded[i];
          if (tokens) known.set(offset + start, { end: offset + end, tokens });
        });
      },
    };
  };

  const append = (text: string, final: boolean): Promise<Segment[]> => {
    const result = running.then(() => {
      rest += text;
      ended ||= final;
      const decidesNothing = !ended && rest.length < lookAhead && !text.includes('\n');
      return decidesNothing ? [] : cutAll();
    });
    running = result.catch(() => undefined);
    return result;
  };

  return {
    append: (text, { final = false } = {}) => append(text, final),
    finish: () => append('', true),
    get position() {
      return position;
    },
  };
}

function segmentOf(view: string, { end, pieces }: Cut, { offset, index }: Position): Segment {
  return {
    index,
    start: offset,
    end: offset + end,
    text: view.slice(0, end),
    tokens: concatTokens(pieces.map(({ tokens, start }) => ({ tokens, shift: offset + start }))),
    sentences: pieces.map((piece) => ({ start: offset + piece.start, end: offset + piece.end })),
  };
}
