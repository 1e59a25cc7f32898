import { readFileSync } from 'node:fs';
import { Tokenizer as RustTokenizer } from 'tokenizers';
import type { JsEncoding } from 'tokenizers';
import { InfolioError } from '../../contract/errors.ts';
import { utf16OffsetOf } from './offsets.ts';

/** The tokens of a text; `text.slice(starts[i], ends[i])` is what token `i` was made from (UTF-16 offsets). */
export interface Tokens {
  readonly ids: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/**
 * The vocabulary of the model. The library tokenizes on its own threads, so encoding is asynchronous; what comes out
 * depends on the text alone.
 */
export interface Tokenizer {
  readonly vocabularySize: number;
  readonly clsId: number;
  readonly sepId: number;
  readonly padId: number;
  readonly unkId: number;
  readonly maskId: number;
  /** How the vocabulary writes a token: "##ing" for a piece that goes on a word. Throws RangeError for an id that it does not have. */
  word(id: number): string;
  /** Without special tokens; never truncated, never padded. */
  encode(text: string): Promise<Tokens>;
  /** As `encode`, for many texts in one call: several times faster than one at a time. */
  encodeBatch(texts: readonly string[]): Promise<Tokens[]>;
}

const withoutSpecialTokens = { addSpecialTokens: false };

/**
 * Loads a Hugging Face `tokenizer.json`.
 *
 * Truncation and padding are switched off, whatever the file says. Words such as "[SEP]" in a document are ordinary
 * text here: a document cannot forge the model's own marks.
 *
 * Errors: `model_missing` if there is no such file, `model_damaged` if it is no tokenizer or lacks a special token.
 */
export function loadTokenizer(tokenizerJsonPath: string): Tokenizer {
  const library = parse(read(tokenizerJsonPath), tokenizerJsonPath);
  const idOf = (token: string): number => {
    const id = library.tokenToId(token);
    if (id === null) throw damaged(tokenizerJsonPath, `its vocabulary lacks ${token}`);
    return id;
  };
  const encodeBatch = async (texts: readonly string[]): Promise<Tokens[]> => {
    if (texts.length === 0) return [];
    const encodings = await library.encodeBatch([...texts], withoutSpecialTokens);
    return encodings.map((encoding, index) => tokensOf(encoding, texts[index] ?? ''));
  };
  return {
    vocabularySize: library.getVocabSize(true),
    clsId: idOf('[CLS]'),
    sepId: idOf('[SEP]'),
    padId: idOf('[PAD]'),
    unkId: idOf('[UNK]'),
    maskId: idOf('[MASK]'),
    word(id) {
      const word = library.idToToken(id);
      if (word === null) throw new RangeError(`the vocabulary has no token ${id}`);
      return word;
    },
    encode: async (text) => tokensOf(await library.encode(text, null, withoutSpecialTokens), text),
    encodeBatch,
  };
}

/** The tokens of `parts` one after the other, the offsets of each part moved by its `shift`. */
export function concatTokens(parts: readonly { readonly tokens: Tokens; readonly shift: number }[]): Tokens {
  const count = parts.reduce((sum, { tokens }) => sum + tokens.ids.length, 0);
  const ids = new Int32Array(count);
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  let at = 0;
  for (const { tokens, shift } of parts) {
    ids.set(tokens.ids, at);
    for (let i = 0; i < tokens.ids.length; i++, at++) {
      starts[at] = (tokens.starts[i] ?? 0) + shift;
      ends[at] = (tokens.ends[i] ?? 0) + shift;
    }
  }
  return { ids, starts, ends };
}

const mark = /\p{M}/u;

function tokensOf(encoding: JsEncoding, text: string): Tokens {
  const ids = Int32Array.from(encoding.getIds());
  const starts = new Int32Array(ids.length);
  const ends = new Int32Array(ids.length);
  const utf16 = utf16OffsetOf(text);
  encoding.getOffsets().forEach(([start = 0, end = 0], i) => {
    starts[i] = utf16(start);
    ends[i] = utf16(end);
  });
  if (mark.test(text)) takeInMarks(text, starts, ends);
  return { ids, starts, ends };
}

/** The library leaves a combining accent at the end of a word outside its token; here it belongs to the word. */
function takeInMarks(text: string, starts: Int32Array, ends: Int32Array): void {
  for (let i = 0; i < ends.length; i++) {
    const limit = starts[i + 1] ?? text.length;
    let end = ends[i] ?? 0;
    while (end < limit) {
      const character = String.fromCodePoint(text.codePointAt(end) ?? 0);
      if (!mark.test(character)) break;
      end += character.length;
    }
    ends[i] = end;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new InfolioError('model_missing', `The tokenizer ${path} cannot be read; install the model again.`, { cause });
  }
}

function parse(json: string, path: string): RustTokenizer {
  try {
    const settings = JSON.parse(json) as Record<string, unknown>;
    return RustTokenizer.fromString(JSON.stringify({ ...settings, truncation: null, padding: null, added_tokens: [] }));
  } catch (cause) {
    throw damaged(path, 'it is not a tokenizer.json', cause);
  }
}

function damaged(path: string, what: string, cause?: unknown): InfolioError {
  return new InfolioError('model_damaged', `The tokenizer ${path} is damaged: ${what}; install the model again.`, { cause });
}
