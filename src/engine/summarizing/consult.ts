import type { AskContext } from '../asking/index.ts';
import type { Library } from '../library/index.ts';
import { passagesAtOnce } from './limits.ts';
import type { Pause } from './pause.ts';

/** Under which kind the importance for the last query is kept: another length or another part costs nothing then. */
const kind = 'importance';

/** Kept as whole 256ths of a logit, little-endian, base64: two bytes a sentence. */
const fractions = 256;

export interface ConsultOptions {
  /** Only passages before this one. */
  readonly passages: number;
  readonly pause: Pause;
  readonly onProgress: (done: number, of: number) => void;
}

/**
 * How important every sentence is to a query: each passage is read again behind the query, with the memory, and a sentence
 * gets the mean of its tokens' logits. By passage, then by sentence.
 */
export async function queryImportance(library: Library, context: AskContext, query: string, ids: Int32Array, options: ConsultOptions): Promise<Float32Array[]> {
  const { document, network, tokenizer, memory } = context;
  const count = Math.min(options.passages, document.passageCount);
  const recipe = JSON.stringify([1, network.model.hash, network.precision, count, query]);
  const sentences = document.passages(0, count).map((passage) => passage.sentences.length);
  const kept = unpacked(library, document.record.id, recipe, sentences);
  if (kept !== undefined) return kept;
  const found: Float32Array[] = [];
  for (let at = 0; at < count; at += passagesAtOnce) {
    await options.pause();
    const batch = document.passages(at, Math.min(at + passagesAtOnce, count));
    const tokens = await tokenizer.encodeBatch(batch.map((passage) => passage.text));
    const read = await network.consult(ids, batch.map(({ index }, k) => ({ ids: tokens[k]?.ids ?? new Int32Array(), index })), memory);
    batch.forEach((passage, k) => {
      const [starts, logits] = [tokens[k]?.starts ?? [], read[k]?.importance ?? new Float32Array()];
      found.push(Float32Array.from(passage.sentences, ({ start, end }) => mean(logits.filter((_, i) => within(starts[i], start - passage.start, end - passage.start)))));
    });
    options.onProgress(found.length, count);
  }
  library.made.keep(document.record.id, kind, recipe, packed(found));
  return found;
}

function within(offset: number | undefined, start: number, end: number): boolean {
  return offset !== undefined && offset >= start && offset < end;
}

function mean(logits: Float32Array): number {
  return logits.length === 0 ? 0 : logits.reduce((sum, each) => sum + each, 0) / logits.length;
}

function packed(found: readonly Float32Array[]): string {
  const all = found.flatMap((each) => [...each]);
  const bytes = Buffer.alloc(2 * all.length);
  all.forEach((value, i) => bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(value * fractions))), 2 * i));
  return bytes.toString('base64');
}

/** What is kept for the recipe, parted by passages; undefined if it is for another or does not fit the document. */
function unpacked(library: Library, document: string, recipe: string, sentences: readonly number[]): Float32Array[] | undefined {
  const kept = library.made.get(document, kind);
  if (kept?.recipe !== recipe || typeof kept.value !== 'string') return undefined;
  const bytes = Buffer.from(kept.value, 'base64');
  if (bytes.length !== 2 * sentences.reduce((sum, count) => sum + count, 0)) return undefined;
  let at = 0;
  return sentences.map((count) => Float32Array.from({ length: count }, () => bytes.readInt16LE(2 * at++) / fractions));
}
