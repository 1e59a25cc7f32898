import './without-telemetry.ts';
import { Tensor } from 'onnxruntime-node';
import { lowerFeeds, pack } from './batch.ts';
import type { Sequence } from './batch.ts';
import type { ModelConfig } from './config.ts';
import type { Recipe } from './graph/context.ts';
import { holdMemory, letGo } from './held-memory.ts';
import { openLower } from './lower.ts';
import { loadGraph } from './load-graph.ts';
import type { GraphSource } from './load-graph.ts';
import { outputsOf, settle } from './session.ts';
import type { Session } from './session.ts';

/** Both parts of a network that is cut in two. */
export interface Parts {
  readonly lower: GraphSource;
  readonly upper: GraphSource;
}

/**
 * The reader on a CPU in two stages, each on half of the threads: what needs no memory runs for the next segments while the rest runs
 * for this one. Threads that share each operator wait for one another some hundred times a segment; these do once. Throws what
 * onnxruntime throws if a graph cannot be loaded.
 */
export async function openStages(config: ModelConfig, parts: Parts, recipe: Recipe, threads: number): Promise<Session> {
  const below = Math.floor(threads / 2);
  const [first, second] = await Promise.allSettled([openLower({ graph: parts.lower, threads: below, width: config.width }), loadGraph(parts.upper, 'cpu', threads - below)]);
  if (first.status === 'rejected' || second.status === 'rejected') {
    if (first.status === 'fulfilled') await first.value.close();
    if (second.status === 'fulfilled') await second.value.release();
    throw first.status === 'rejected' ? first.reason : second.status === 'rejected' ? second.reason : new RangeError('a stage is missing');
  }
  const [lower, upper] = [first.value, second.value];
  const begun = new WeakMap<Sequence, Promise<Float32Array>>();

  function begin(sequence: Sequence): Promise<Float32Array> {
    const known = begun.get(sequence);
    if (known !== undefined) return known;
    const inner = lower.run(lowerFeeds(sequence));
    // What was begun and is then not wanted, since its reading was cancelled, fails for nobody.
    inner.catch(() => undefined);
    begun.set(sequence, inner);
    return inner;
  }

  return {
    recipe,
    threads: threads - below,
    keepsMemory: false,
    most: 1,
    hold: (memory) => holdMemory(config, memory, null),
    expect(sequences) {
      for (const sequence of sequences) void begin(sequence);
    },
    async run(sequences, memory, write, wantsInner = false) {
      const [sequence] = sequences;
      if (sequence === undefined || sequences.length > 1) throw new RangeError('stages run one sequence at a time');
      const { feeds: { mask, writable }, length } = pack(config, sequences, { write, padded: false });
      const inner = new Tensor('float32', await begin(sequence), [1, length, config.width]);
      begun.delete(sequence);
      const wanted = upper.outputNames.filter((name) => write || name !== 'memoryAfter');
      const results = await upper.run({ inner, mask, writable, memory: memory.tensor('reader') }, wanted);
      settle(results, memory, 'reader', write);
      if (!wantsInner) letGo(inner);
      return outputsOf(results, length, wantsInner ? inner : null);
    },
    async release() {
      await lower.close();
      await upper.release();
    },
  };
}
