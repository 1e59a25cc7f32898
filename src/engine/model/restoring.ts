import './without-telemetry.ts';
import { createHash } from 'node:crypto';
import { Tensor } from 'onnxruntime-node';
import { giveBack } from '../memory/give-back.ts';
import type { Sequence } from './batch.ts';
import { cached } from './cache.ts';
import { withWeights } from './files.ts';
import type { ModelFiles } from './files.ts';
import { buildRestoring } from './graph/restoring.ts';
import { graphVersion } from './graph/transformer.ts';
import type { HeldMemory } from './held-memory.ts';
import { letGoAll, loadGraph, numbersOf, settle } from './session.ts';
import type { Device, Outputs, Session } from './session.ts';

/** A place that a word is asked for: which row of the run, which token of it, [CLS] counted. */
export interface AskedPlace {
  readonly row: number;
  readonly token: number;
}

export interface Restored {
  /** How strongly each token was written into the branch's memory, [S, T]. */
  readonly gates: Float32Array;
  /** Logits of the words at each place asked for, [places, vocabulary]. */
  readonly logits: Float32Array;
  /** Gives its memory back at once; nothing of it may be used any more. */
  release(): void;
}

/** The restoring branch, on the reader's device. */
export interface RestoringSession {
  /** Goes on from a run of the reader that gave `inner`. `write` lets the sequences change the branch's memory. */
  run(sequences: readonly Sequence[], read: Outputs, memory: HeldMemory, write: boolean, asked: readonly AskedPlace[]): Promise<Restored>;
  release(): Promise<void>;
}

/** Opens the restoring branch of a model beside the reader's session; null for a model without one. */
export async function openRestoring(model: ModelFiles, reader: Session, device: Device, threads: number, cacheFolder: string | undefined): Promise<RestoringSession | null> {
  const { config } = model;
  if (config.restoreAfter === 0) return null;
  const { recipe } = reader;
  const key = createHash('sha256').update(JSON.stringify(['restoring', graphVersion, model.hash, recipe])).digest('hex');
  const bytes = await cached(cacheFolder, key, () => withWeights(model, (weights) => buildRestoring(config, weights, recipe)));
  const session = await loadGraph(bytes, device, threads, ['memoryAfter']).finally(() => { giveBack(bytes); });
  return {
    async run(sequences, read, memory, write, asked) {
      const { inner, length } = read;
      if (inner === null) throw new RangeError('the run of the reader gave nothing to go on from');
      const [rows = 0] = inner.dims;
      const mask = new Float32Array(rows * length);
      const writable = new Float32Array(rows * length);
      sequences.forEach((s, row) => {
        mask.fill(1, row * length, row * length + s.ids.length);
        // [CLS] and [SEP] stand for no word that could be asked for.
        if (write) writable.fill(1, row * length + 1, row * length + s.ids.length - 1);
      });
      // Where no place is asked for, the first one is: onnxruntime's reductions (1.30) give empty inputs a wrong shape.
      const places = asked.length === 0 ? [{ row: 0, token: 0 }] : asked;
      const feeds = {
        inner,
        mask: new Tensor('float32', mask, [rows, length]),
        writable: new Tensor('float32', writable, [rows, length]),
        memory: memory.tensor('restoring'),
        asked: new Tensor('int32', Int32Array.from(places, ({ row, token }) => row * length + token), [places.length]),
      };
      const results = await session.run(feeds);
      settle(results, memory, 'restoring', write);
      const named = numbersOf(results);
      return { gates: named('gates'), logits: named('restored'), release: () => { letGoAll(results); } };
    },
    release: () => session.release(),
  };
}
