import { createHash } from 'node:crypto';
import type { Memory } from '../memory/memory.ts';
import { pack } from './batch.ts';
import type { Sequence } from './batch.ts';
import { cached } from './cache.ts';
import { openWeights } from './files.ts';
import type { ModelFiles } from './files.ts';
import { buildAnswering, graphVersion } from './graph/transformer.ts';
import { loadGraph, numbersOf } from './session.ts';
import type { Device, Session } from './session.ts';

/** The layers that read passages with a question, on the reading network's device. */
export interface AnsweringSession {
  /** Start and end logits of each token [S, T, 2], and T; of up to as many sequences as the reading network takes. */
  run(sequences: readonly Sequence[], memory: Memory): Promise<{ readonly spans: Float32Array; readonly length: number }>;
  release(): Promise<void>;
}

/** Opens a model's own reader beside the session that reads documents; null for a model without one. */
export async function openAnswering(model: ModelFiles, reading: Session, device: Device, threads: number, cacheFolder: string | undefined): Promise<AnsweringSession | null> {
  const { config } = model;
  if (!config.ownReader) return null;
  const { recipe } = reading;
  const key = createHash('sha256').update(JSON.stringify(['answering', graphVersion, model.hash, recipe])).digest('hex');
  const bytes = await cached(cacheFolder, key, async () => buildAnswering(config, await openWeights(model), recipe));
  const session = await loadGraph(bytes, device, threads);
  return {
    async run(sequences, memory) {
      const { feeds, length } = pack(config, sequences, memory, { write: false, rows: recipe.segments === 'scan' ? 0 : recipe.segments });
      const { ids, positions, kinds, mask, place, memory: before } = feeds;
      return { spans: numbersOf(await session.run({ ids, positions, kinds, mask, place, memory: before }))('spans'), length };
    },
    release: () => session.release(),
  };
}
