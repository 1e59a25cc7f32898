import './without-telemetry.ts';
import { createHash } from 'node:crypto';
import { Tensor } from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import type { Sequence } from './batch.ts';
import { cachedGraph } from './cache.ts';
import { withWeights } from './files.ts';
import type { ModelFiles } from './files.ts';
import { buildFilling, buildRestoring } from './graph/restoring.ts';
import { graphVersion } from './graph/transformer.ts';
import type { HeldMemory } from './held-memory.ts';
import { loadGraph } from './load-graph.ts';
import { letGoAll, numbersOf, settle } from './session.ts';
import type { Device } from './load-graph.ts';
import type { Outputs, Session } from './session.ts';

/** A place that a word is asked for: which row of the run, which token of it, [CLS] counted. */
export interface AskedPlace {
  readonly row: number;
  readonly token: number;
}

/** The restoring branch, on the reader's device. Both ways go on from a run of the reader that gave `inner`. */
export interface RestoringSession {
  /** Lets the sequences change the branch's memory. */
  write(sequences: readonly Sequence[], read: Outputs, memory: HeldMemory): Promise<void>;
  /** Logits of the words at each place asked for, [places, vocabulary], from the memory before the run, which stays as it is. */
  fill(sequences: readonly Sequence[], read: Outputs, memory: HeldMemory, asked: readonly AskedPlace[]): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Opens the restoring branch of a model beside the reader's session; null for a model without one. */
export async function openRestoring(model: ModelFiles, reader: Session, device: Device, cacheFolder: string | undefined): Promise<RestoringSession | null> {
  const { config } = model;
  if (config.restoreAfter === 0) return null;
  const { recipe } = reader;

  async function open(name: string, build: typeof buildRestoring, stay: readonly string[]): Promise<InferenceSession> {
    const key = createHash('sha256').update(JSON.stringify([name, graphVersion, model.hash, recipe])).digest('hex');
    const graph = await cachedGraph(cacheFolder, key, () => withWeights(model, (weights) => build(config, weights, recipe)));
    return loadGraph(graph, device, reader.threads, stay);
  }

  const branch = await open('restoring', buildRestoring, ['memoryAfter', 'outer']);
  /** Its table of words is large, and most readings fill nothing: it is opened when something is asked for. */
  let filling: Promise<InferenceSession> | null = null;

  async function run(sequences: readonly Sequence[], { inner, length }: Outputs, memory: HeldMemory, write: boolean): Promise<InferenceSession.ReturnType> {
    if (inner === null) throw new RangeError('the run of the reader gave nothing to go on from');
    const [rows = 0] = inner.dims;
    const mask = new Float32Array(rows * length);
    const writable = new Float32Array(rows * length);
    sequences.forEach((s, row) => {
      mask.fill(1, row * length, row * length + s.ids.length);
      // [CLS] and [SEP] stand for no word that could be asked for.
      if (write) writable.fill(1, row * length + 1, row * length + s.ids.length - 1);
    });
    const feeds = { inner, mask: new Tensor('float32', mask, [rows, length]), writable: new Tensor('float32', writable, [rows, length]), memory: memory.tensor('restoring') };
    const wanted = reader.keepsMemory ? branch.outputNames : [write ? 'memoryAfter' : 'outer'];
    const results = await branch.run(feeds, wanted);
    settle(results, memory, 'restoring', write);
    return results;
  }

  return {
    async write(sequences, read, memory) {
      letGoAll(await run(sequences, read, memory, true));
    },
    async fill(sequences, read, memory, asked) {
      filling ??= open('filling', buildFilling, []).catch((error: unknown) => {
        // The next one to ask tries again.
        filling = null;
        throw error;
      });
      const fill = await filling;
      const branched = await run(sequences, read, memory, false);
      const { outer } = branched;
      if (outer === undefined) throw new RangeError('the branch gave nothing to fill from');
      // Where no place is asked for, the first one is: onnxruntime's reductions (1.30) give empty inputs a wrong shape.
      const places = asked.length === 0 ? [0] : asked.map(({ row, token }) => row * read.length + token);
      const results = await fill.run({ outer, memory: memory.tensor('restoring'), asked: new Tensor('int32', Int32Array.from(places), [places.length]) });
      letGoAll(branched);
      return numbersOf(results)('restored');
    },
    async release() {
      await branch.release();
      await (await filling)?.release();
    },
  };
}
