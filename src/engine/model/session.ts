import './without-telemetry.ts';
import { InferenceSession } from 'onnxruntime-node';
import { giveBack } from '../memory/give-back.ts';
import { joinMemory, splitMemory } from '../memory/memory.ts';
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
  /**
   * Runs up to `most` sequences of one document in order; `write` lets them change the memory, but for the restoring branch's
   * part of it. `inner` also gives what that branch starts from.
   */
  run(sequences: readonly Sequence[], memory: Memory, write: boolean, inner?: boolean): Promise<Outputs>;
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
  /** Gives the memory of all but `memory` back at once; nothing of it may be used any more. */
  release(): void;
}

/** Segments that share a run at most, on devices that gain from many. More cost memory, some 12 MB each at 256 tokens. */
const mostSegments = 16;

/**
 * Segments that share a run on a CPU. Alone, a segment needs no padding and what it computes stays in the core's cache: on
 * one core 8 segments of 190 to 254 tokens took 277 ms of CPU one by one and 324 ms together at fp32, 164 and 174 ms at int8.
 * Several threads each need enough to do between two waits for one another.
 */
export function segmentsOnCpu(threads: number): number {
  return threads === 1 ? 1 : Math.min(8, 2 * threads);
}

/**
 * Fusions of onnxruntime that cost time on a CPU (1.30, 16 x 256 x 384, one core): SkipLayerNormalization takes 7.5 ms, Add
 * and LayerNormalization 1.6 ms; BiasGelu 5.7 ms, Add and Gelu 4.6 ms.
 */
export const slowOnCpu = 'SkipLayerNormFusion;BiasGeluFusion';

/** Threads that spin while they wait take a core from the page extraction beside them, and from other programs: half as much CPU time again. */
export const onCpu = { session: { intra_op: { allow_spinning: '0' } }, optimization: { disable_specified_optimizers: slowOnCpu } };

/** Loads a graph's bytes on a device as every graph of ours is loaded. Throws what onnxruntime throws if it cannot. */
export function loadGraph(bytes: Uint8Array, device: Device, threads: number): Promise<InferenceSession> {
  return InferenceSession.create(bytes, {
    executionProviders: [device],
    intraOpNumThreads: threads,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    ...(device === 'cpu' ? { extra: onCpu } : {}),
    // On a CPU malloc is as fast as onnxruntime's arena, and it keeps less: the arena grows with each new longest run, by powers of
    // two, and a pattern is kept for every length of a run. DirectML refuses patterns.
    ...(device === 'cpu' ? { enableCpuMemArena: false } : {}),
    enableMemPattern: device !== 'cpu' && device !== 'dml',
    logSeverityLevel: 3,
  });
}

/** The float32 outputs of a run by name; throws RangeError for a name that there is none of. */
export function numbersOf(results: InferenceSession.ReturnType): (name: string) => Float32Array {
  return (name) => {
    const data = results[name]?.data;
    if (!(data instanceof Float32Array)) throw new RangeError(`the graph has no output ${name}`);
    return data;
  };
}

/** Gives back what a run gave. */
export function giveBackAll(results: InferenceSession.ReturnType): void {
  for (const { data } of Object.values(results)) if (ArrayBuffer.isView(data)) giveBack(data);
}

/** The reader's graph on a device. Throws what onnxruntime throws if it cannot be loaded. */
export async function openSession(config: ModelConfig, bytes: Uint8Array, recipe: Recipe, device: Device, threads: number): Promise<Session> {
  const session = await loadGraph(bytes, device, threads);
  const rows = recipe.segments === 'scan' ? 0 : recipe.segments;
  const withoutInner = session.outputNames.filter((name) => name !== 'inner');
  return {
    recipe,
    most: rows !== 0 ? rows : device === 'cpu' ? segmentsOnCpu(threads) : mostSegments,
    async run(sequences, memory, write, inner = false) {
      const { feeds, length } = pack(config, sequences, memory, { write, rows });
      const { reader, restoring } = splitMemory(config, memory);
      const results = await session.run(feeds, inner ? session.outputNames : withoutInner);
      const named = numbersOf(results);
      return {
        length,
        vectors: named('vectors'),
        importance: named('importance'),
        gates: named('gates'),
        spans: named('spans'),
        memory: joinMemory({ ...reader, data: named('memoryAfter') }, restoring),
        named,
        release: () => { giveBackAll(results); },
      };
    },
    release: () => session.release(),
  };
}
