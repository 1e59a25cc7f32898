import './without-telemetry.ts';
import { InferenceSession } from 'onnxruntime-node';
import type { Tensor } from 'onnxruntime-node';
import type { Memory } from '../memory/memory.ts';
import { pack } from './batch.ts';
import type { Sequence } from './batch.ts';
import type { ModelConfig } from './config.ts';
import type { Recipe } from './graph/context.ts';
import { holdMemory, letGo, openShuttle } from './held-memory.ts';
import type { HeldMemory, MemoryPart } from './held-memory.ts';

/** Where a graph can run. */
export type Device = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';

/** The graph, loaded on a device. */
export interface Session {
  readonly recipe: Recipe;
  /** Whether memories stay on the device from one run to the next. */
  readonly keepsMemory: boolean;
  /** A memory for runs of this session; to be released. */
  hold(memory: Memory): Promise<HeldMemory>;
  /**
   * Runs up to `most` sequences of one document in order; `write` lets them change the memory, but for the restoring branch's
   * part of it. `inner` also gives what that branch starts from.
   */
  run(sequences: readonly Sequence[], memory: HeldMemory, write: boolean, inner?: boolean): Promise<Outputs>;
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
  /** What the restoring branch starts from, [S, T, d], where the device has it; null unless it was asked for. */
  readonly inner: Tensor | null;
  /** Any output of the graph by name; throws RangeError if there is none of that name, or it stayed on the device. */
  named(name: string): Float32Array;
  /** Gives its memory back at once; nothing of it may be used any more. */
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

/** Loads a graph's bytes on a device as every graph of ours is loaded; the outputs named by `stay` stay there, where the device can. Throws what onnxruntime throws if it cannot. */
export function loadGraph(bytes: Uint8Array, device: Device, threads: number, stay: readonly string[] = []): Promise<InferenceSession> {
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
    ...(keepsMemory(device) && stay.length > 0 ? { preferredOutputLocation: Object.fromEntries(stay.map((name) => [name, 'gpu-buffer' as const])) } : {}),
    logSeverityLevel: 3,
  });
}

/** Devices whose tensors onnxruntime-node (1.30) hands on from run to run. */
function keepsMemory(device: Device): boolean {
  return device === 'webgpu';
}

/** The float32 outputs of a run by name; throws RangeError for a name that there is none of. */
export function numbersOf(results: InferenceSession.ReturnType): (name: string) => Float32Array {
  return (name) => {
    const output = results[name];
    if (output?.location !== 'cpu' || !(output.data instanceof Float32Array)) throw new RangeError(`the graph has no output ${name} here`);
    return output.data;
  };
}

/** Puts the memory that a run gave in the place of the one it took, if it was to write; gives back what is not needed. */
export function settle(results: InferenceSession.ReturnType, memory: HeldMemory, part: MemoryPart, write: boolean): void {
  const { memoryAfter } = results;
  if (memoryAfter === undefined) return;
  if (write) memory.replace(part, memoryAfter);
  else letGo(memoryAfter);
}

/** Gives back what a run gave, but for its memory. */
export function letGoAll(results: InferenceSession.ReturnType): void {
  for (const [name, tensor] of Object.entries(results)) if (name !== 'memoryAfter') letGo(tensor);
}

/** The reader's graph on a device. Throws what onnxruntime throws if it cannot be loaded. */
export async function openSession(config: ModelConfig, bytes: Uint8Array, recipe: Recipe, device: Device, threads: number): Promise<Session> {
  const session = await loadGraph(bytes, device, threads, config.restoreAfter === 0 ? ['memoryAfter'] : ['memoryAfter', 'inner']);
  const shuttle = keepsMemory(device) ? await openShuttle() : null;
  const rows = recipe.segments === 'scan' ? 0 : recipe.segments;
  // What stays on the device costs nothing to be given, and onnxruntime-node takes the places of all outputs by their order.
  const wanted = (write: boolean, inner: boolean) => session.outputNames.filter((name) => shuttle !== null || ((inner || name !== 'inner') && (write || name !== 'memoryAfter')));
  return {
    recipe,
    keepsMemory: shuttle !== null,
    most: rows !== 0 ? rows : device === 'cpu' ? segmentsOnCpu(threads) : mostSegments,
    hold: (memory) => holdMemory(config, memory, shuttle),
    async run(sequences, memory, write, inner = false) {
      const { feeds, length } = pack(config, sequences, { write, rows });
      const results = await session.run({ ...feeds, memory: memory.tensor('reader') }, wanted(write, inner));
      settle(results, memory, 'reader', write);
      const named = numbersOf(results);
      return {
        length,
        vectors: named('vectors'),
        importance: named('importance'),
        gates: named('gates'),
        spans: named('spans'),
        inner: (inner ? results['inner'] : null) ?? null,
        named,
        release: () => { letGoAll(results); },
      };
    },
    async release() {
      await session.release();
      await shuttle?.release();
    },
  };
}
