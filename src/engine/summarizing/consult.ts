import type { AskContext } from '../asking/index.ts';
import type { Library, PassageRow } from '../library/index.ts';
import type { Consulted } from '../model/index.ts';
import type { Tokens } from '../text/index.ts';
import { passagesAtOnce } from './limits.ts';
import type { Pause } from './pause.ts';

/** Under which kind what the network said to the last query is kept: another length or another part costs nothing then. */
const kind = 'importance';

/** Kept as whole 256ths of a logit, little-endian, base64: four bytes a sentence. */
const fractions = 256;

/** What the network says to a sentence behind a query, as logits. */
export interface SentenceLogits {
  /** The mean of its tokens' importance. */
  readonly importance: number;
  /** The best first and last token of an answer in it, over "not here". */
  readonly answer: number;
}

export interface ConsultOptions {
  /** Only passages before this one. */
  readonly passages: number;
  readonly pause: Pause;
  readonly onProgress: (done: number, of: number) => void;
}

/**
 * What the network says to every sentence behind a query: each passage is read again behind the query, with the memory. By
 * passage, then by sentence.
 */
export async function consultSentences(library: Library, context: AskContext, query: string, ids: Int32Array, options: ConsultOptions): Promise<SentenceLogits[][]> {
  const { document, network, tokenizer, memory } = context;
  const count = Math.min(options.passages, document.passageCount);
  const recipe = JSON.stringify([2, network.model.hash, network.precision, count, query]);
  const kept = unpacked(library, document.record.id, recipe, document.passages(0, count).map((passage) => passage.sentences.length));
  if (kept !== undefined) return kept;
  const found: SentenceLogits[][] = [];
  for (let at = 0; at < count; at += passagesAtOnce) {
    await options.pause();
    const batch = document.passages(at, Math.min(at + passagesAtOnce, count));
    const tokens = await tokenizer.encodeBatch(batch.map((passage) => passage.text));
    const read = await network.consult(ids, batch.map(({ index }, k) => ({ ids: tokens[k]?.ids ?? new Int32Array(), index })), memory);
    batch.forEach((passage, k) => {
      found.push(logitsOf(passage, tokens[k], read[k]));
    });
    options.onProgress(found.length, count);
  }
  library.made.keep(document.record.id, kind, recipe, packed(found));
  return found;
}

function logitsOf(passage: PassageRow, tokens: Tokens | undefined, read: Consulted | undefined): SentenceLogits[] {
  return passage.sentences.map(({ start, end }) => {
    const inside = (_: number, i: number): boolean => within(tokens?.starts[i], start - passage.start, end - passage.start);
    if (read === undefined) return { importance: 0, answer: 0 };
    const importance = read.importance.filter(inside);
    if (importance.length === 0) return { importance: 0, answer: 0 };
    const answer = Math.max(...read.start.filter(inside)) + Math.max(...read.end.filter(inside)) - read.absent;
    return { importance: importance.reduce((sum, each) => sum + each, 0) / importance.length, answer };
  });
}

function within(offset: number | undefined, start: number, end: number): boolean {
  return offset !== undefined && offset >= start && offset < end;
}

function packed(found: readonly (readonly SentenceLogits[])[]): string {
  const all = found.flatMap((each) => each.flatMap(({ importance, answer }) => [importance, answer]));
  const bytes = Buffer.alloc(2 * all.length);
  all.forEach((value, i) => bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(value * fractions))), 2 * i));
  return bytes.toString('base64');
}

/** What is kept for the recipe, parted by passages; undefined if it is for another or does not fit the document. */
function unpacked(library: Library, document: string, recipe: string, sentences: readonly number[]): SentenceLogits[][] | undefined {
  const kept = library.made.get(document, kind);
  if (kept?.recipe !== recipe || typeof kept.value !== 'string') return undefined;
  const bytes = Buffer.from(kept.value, 'base64');
  if (bytes.length !== 4 * sentences.reduce((sum, count) => sum + count, 0)) return undefined;
  let at = 0;
  const next = (): number => bytes.readInt16LE(2 * at++) / fractions;
  return sentences.map((count) => Array.from({ length: count }, () => ({ importance: next(), answer: next() })));
}
