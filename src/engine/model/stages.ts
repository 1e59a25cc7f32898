import './without-telemetry.ts';
import { Tensor } from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import { lowerFeeds, pack } from './batch.ts';
import type { Sequence } from './batch.ts';
import type { ModelConfig } from './config.ts';
import type { Recipe } from './graph/context.ts';
import { holdMemory, letGo } from './held-memory.ts';
import { loadGraph } from './load-graph.ts';
import type { GraphSource } from './load-graph.ts';
import { openLower } from './lower.ts';
import { outputsOf, settle } from './session.ts';
import type { Session } from './session.ts';

/** A network cut in parts. */
export interface Parts {
  readonly lower: GraphSource;
  /** Makes it, each time anew: both stages have one. */
  readonly middle: () => Promise<GraphSource>;
  readonly upper: GraphSource;
}

/**
 * The reader on a CPU in two stages, each on half of the threads: what needs no memory runs for the next sequences while the rest runs
 * for this one. Threads that share each operator wait for one another some hundred times a segment; these do once. Where the restoring
 * branch follows, the first stage has the middle part too, else the second one has: so both have as much to do. Throws what onnxruntime
 * throws if a graph cannot be loaded.
 */
export async function openStages(config: ModelConfig, parts: Parts, recipe: Recipe, threads: number): Promise<Session> {
  const below = Math.floor(threads / 2);
  const theirs = parts.middle().then((middle) => openLower({ lower: parts.lower, middle, threads: below }));
  // It is awaited below, after what may fail before it.
  theirs.catch(() => undefined);
  let ours: readonly [middle: InferenceSession, upper: InferenceSession];
  try {
    ours = await openAll([await parts.middle(), parts.upper], threads - below);
  } catch (error) {
    await theirs.then((lower) => lower.close(), () => undefined);
    throw error;
  }
  const [middle, upper] = ours;
  const lower = await theirs.catch(async (error: unknown) => {
    for (const session of ours) await session.release();
    throw error;
  });
  const begun = new WeakMap<Sequence, Begun>();

  function begin(sequence: Sequence, inner: boolean): Begun {
    const known = begun.get(sequence);
    if (known !== undefined) return known;
    const outer = lower.run({ ...lowerFeeds(sequence), middle: inner });
    // What was begun and is then not wanted, since its reading was cancelled, fails for nobody.
    outer.catch(() => undefined);
    const started = { outer, isInner: inner };
    begun.set(sequence, started);
    return started;
  }

  /** What the layers before the cut give. */
  async function innerOf(sequence: Sequence, wanted: boolean): Promise<Tensor> {
    const { outer: coming, isInner } = begin(sequence, wanted);
    const outer = new Tensor('float32', await coming, [1, sequence.ids.length, config.width]);
    begun.delete(sequence);
    if (isInner) return outer;
    const { inner } = await middle.run({ outer });
    letGo(outer);
    if (inner === undefined) throw new RangeError('the middle part gave nothing');
    return inner;
  }

  return {
    recipe,
    threads: threads - below,
    keepsMemory: false,
    most: 1,
    hold: (memory) => holdMemory(config, memory, null),
    expect(sequences, inner) {
      for (const sequence of sequences) begin(sequence, inner);
    },
    async run(sequences, memory, write, wantsInner = false) {
      const [sequence] = sequences;
      if (sequence === undefined || sequences.length > 1) throw new RangeError('stages run one sequence at a time');
      const { feeds: { mask, writable }, length } = pack(config, sequences, { write, padded: false });
      const inner = await innerOf(sequence, wantsInner);
      const wanted = upper.outputNames.filter((name) => write || name !== 'memoryAfter');
      const results = await upper.run({ inner, mask, writable, memory: memory.tensor('reader') }, wanted);
      settle(results, memory, 'reader', write);
      return outputsOf({ ...results, inner }, length, wantsInner ? inner : null);
    },
    async release() {
      await lower.close();
      for (const session of ours) await session.release();
    },
  };
}

/** A sequence that the first stage has, and whether the middle part runs there, too. */
interface Begun {
  readonly outer: Promise<Float32Array>;
  readonly isInner: boolean;
}

/** Both or none. */
async function openAll([middle, upper]: readonly [GraphSource, GraphSource], threads: number): Promise<[InferenceSession, InferenceSession]> {
  const first = await loadGraph(middle, 'cpu', threads);
  try {
    return [first, await loadGraph(upper, 'cpu', threads)];
  } catch (error) {
    await first.release();
    throw error;
  }
}
