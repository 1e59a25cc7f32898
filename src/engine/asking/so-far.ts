import { InfolioError } from '../../contract/errors.ts';
import type { Memory } from '../memory/index.ts';
import type { AskContext } from './context.ts';
import { memoriesKept, segmentsAtOnce } from './limits.ts';

/** Memories of the beginnings of documents that were asked lately: the next question from the same page finds its own. */
export class MemoriesSoFar {
  readonly #kept: { readonly document: string; readonly segments: number; readonly memory: Memory }[] = [];

  /** The latest one of the document that holds no more than its first `segments`. */
  nearest(document: string, segments: number): { readonly segments: number; readonly memory: Memory } | undefined {
    return this.#kept.filter((one) => one.document === document && one.segments <= segments).sort((a, b) => b.segments - a.segments)[0];
  }

  keep(document: string, segments: number, memory: Memory): void {
    if (this.#kept.some((one) => one.document === document && one.segments === segments)) return;
    this.#kept.push({ document, segments, memory });
    if (this.#kept.length > memoriesKept) this.#kept.shift();
  }
}

export interface SoFarOptions {
  readonly signal?: AbortSignal;
  /** Segments read on so far, of how many. */
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * The context of somebody who has read the document up to a page: only passages that end there or before count, and the
 * memory holds exactly those. It is read on from the nearest one that is kept, so it knows nothing of what comes after.
 *
 * @param empty the memory before the first segment
 */
export async function contextUpTo(context: AskContext, page: number, empty: Memory, memories: MemoriesSoFar, options: SoFarOptions = {}): Promise<AskContext> {
  const { document, network, tokenizer } = context;
  const passages = document.passagesUpTo(page);
  if (passages >= document.passageCount) return context;
  const { id } = document.record;
  const kept = document.memory(passages);
  const held = memories.nearest(id, passages);
  const stored = kept === undefined ? { segments: 0, memory: empty } : { segments: kept.segmentsRead, memory: kept.memory };
  const from = held !== undefined && held.segments > stored.segments ? held : stored;
  let { memory } = from;
  for (let at = from.segments; at < passages; at += segmentsAtOnce) {
    await new Promise(setImmediate);
    if (options.signal?.aborted === true) throw new InfolioError('cancelled', 'Stopped on request; what was read so far is kept.');
    const batch = document.passages(at, Math.min(at + segmentsAtOnce, passages));
    const tokens = await tokenizer.encodeBatch(batch.map((passage) => passage.text));
    // A passage's own tokens fit; tokenized without its neighbours it may have one or two more.
    const room = network.model.config.segment - 2;
    const segments = batch.map(({ index }, i) => ({ ids: tokens[i]?.ids.slice(0, room) ?? new Int32Array(), index }));
    memory = (await network.read(segments, memory)).memory;
    options.onProgress?.(Math.min(at + segmentsAtOnce, passages) - from.segments, passages - from.segments);
  }
  memories.keep(id, passages, memory);
  return { ...context, memory, passages };
}
