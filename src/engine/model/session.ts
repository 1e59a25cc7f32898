import './without-telemetry.ts';
import { InferenceSession } from 'onnxruntime-node';
import type { Memory } from '../memory/memory.ts';
import { pack } from './batch.ts';
import type { Sequence } from './batch.ts';
import type { ModelConfig } from './config.ts';
import type { Recipe } from './graph/context.ts';

/** Where a graph can run. */
export type Device = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';

/** The graph, loaded on a device. */
export interface Session {
  readonly recipe: Recipe;
  /** Runs up to `most` sequences of one document in order; `write` lets them change the memory. */
  run(sequences: readonly Sequence[], memory: Memory, write: boolean): Promise<Outputs>;
  readonly most: number;
  release(): Promise<void>;
}

/** What a run gives, fp32, row-major: see buildGraph for the shapes. T is the padded length. */
export interface Outputs {
  readonly length: number;
  readonly vectors: Float32Array;
  readonly importance: Float32Array;
  readonly gates: Float32Array;
  readonly spans: Float32Array;
  readonly memory: Memory;
  /** Any output of the graph by name; throws RangeError if it has none of that name. */
  named(name: string): Float32Array;
}

/**
 * Segments that share a run at most. More gain nothing and cost memory, some 12 MB each at 256 tokens; on two cores 2 to 8
 * are as fast a token as 16 (bench/network.ts).
 */
export const mostSegments = 16;

/**
 * Fusions of onnxruntime that cost time on a CPU (1.30, 16 x 256 x 384, one core): SkipLayerNormalization takes 7.5 ms, Add
 * and LayerNormalization 1.6 ms; BiasGelu 5.7 ms, Add and Gelu 4.6 ms.
 */
export const slowOnCpu = 'SkipLayerNormFusion;BiasGeluFusion';

/** Loads a graph's bytes on a device. Throws what onnxruntime throws if it cannot. */
export async function openSession(config: ModelConfig, bytes: Uint8Array, recipe: Recipe, device: Device, threads: number): Promise<Session> {
  const session = await InferenceSession.create(bytes, {
    executionProviders: [device],
    intraOpNumThreads: threads,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    ...(device === 'cpu' ? { extra: { optimization: { disable_specified_optimizers: slowOnCpu } } } : {}),
    // DirectML refuses memory patterns.
    enableMemPattern: device !== 'dml',
    logSeverityLevel: 3,
  });
  const rows = recipe.segments === 'scan' ? 0 : recipe.segments;
  return {
    recipe,
    most: rows === 0 ? mostSegments : rows,
    async run(sequences, memory, write) {
      const { feeds, length } = pack(config, sequences, memory, { write, rows });
      const results = await session.run(feeds);
      const named = (name: string): Float32Array => {
        const data = results[name]?.data;
        if (!(data instanceof Float32Array)) throw new RangeError(`the graph has no output ${name}`);
        return data;
      };
      return {
        length,
        vectors: named('vectors'),
        importance: named('importance'),
        gates: named('gates'),
        spans: named('spans'),
        memory: { ...memory, data: named('memoryAfter') },
        named,
      };
    },
    release: () => session.release(),
  };
}
