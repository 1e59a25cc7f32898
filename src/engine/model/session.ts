import './without-telemetry.ts';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Memory } from '../memory/memory.ts';
import { pack } from './batch.ts';
import type { Sequence } from './batch.ts';
import type { ModelConfig } from './config.ts';
import type { Recipe } from './graph/context.ts';
import { holdMemory, letGo, openShuttle } from './held-memory.ts';
import type { HeldMemory, MemoryPart } from './held-memory.ts';
import { keepsMemory, loadGraph } from './load-graph.ts';
import type { Device, GraphSource } from './load-graph.ts';

/** The graph, loaded on a device. */
export interface Session {
  readonly recipe: Recipe;
  /** Of a CPU: threads for a graph that runs beside it in turns. */
  readonly threads: number;
  /** Whether memories stay on the device from one run to the next. */
  readonly keepsMemory: boolean;
  /** A memory for runs of this session; to be released. */
  hold(memory: Memory): Promise<HeldMemory>;
  /**
   * Runs up to `most` sequences of one document in order; `write` lets them change the memory, but for the restoring branch's
   * part of it. `inner` also gives what that branch starts from.
   */
  run(sequences: readonly Sequence[], memory: HeldMemory, write: boolean, inner?: boolean): Promise<Outputs>;
  /** Begins what needs no memory of sequences that will be run soon, beside the run in progress, where that can be; `inner` as they will be run. */
  expect?(sequences: readonly Sequence[], inner: boolean): void;
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
export async function openSession(config: ModelConfig, graph: GraphSource, recipe: Recipe, device: Device, threads: number): Promise<Session> {
  const session = await loadGraph(graph, device, threads, config.restoreAfter === 0 ? ['memoryAfter'] : ['memoryAfter', 'inner']);
  const shuttle = keepsMemory(device) ? await openShuttle() : null;
  const rows = recipe.segments === 'scan' ? 0 : recipe.segments;
  // What stays on the device costs nothing to be given, and onnxruntime-node takes the places of all outputs by their order.
  const wanted = (write: boolean, inner: boolean) => session.outputNames.filter((name) => shuttle !== null || ((inner || name !== 'inner') && (write || name !== 'memoryAfter')));
  return {
    recipe,
    threads,
    keepsMemory: shuttle !== null,
    most: rows === 0 ? mostSegments : rows,
    hold: (memory) => holdMemory(config, memory, shuttle),
    async run(sequences, memory, write, inner = false) {
      const { feeds, length } = pack(config, sequences, { write, rows, padded: recipe.operators !== 'unpadded' });
      const results = await session.run({ ...feeds, memory: memory.tensor('reader') }, wanted(write, inner));
      settle(results, memory, 'reader', write);
      return outputsOf(results, length, (inner ? results['inner'] : null) ?? null);
    },
    async release() {
      await session.release();
      await shuttle?.release();
    },
  };
}

/** A run's results as outputs; `inner` is one of them, or null where it was not asked for. */
export function outputsOf(results: InferenceSession.ReturnType, length: number, inner: Tensor | null): Outputs {
  const named = numbersOf(results);
  return {
    length,
    vectors: named('vectors'),
    importance: named('importance'),
    gates: named('gates'),
    spans: named('spans'),
    inner,
    named,
    release: () => { letGoAll(results); },
  };
}

/** Runs sequences in groups that one run can take, the next ones expected, and gives each group's outputs, which are to be released. */
export async function* runGroups(session: Session, sequences: readonly Sequence[], memory: HeldMemory, write: boolean, inner = false): AsyncGenerator<{ readonly group: readonly Sequence[]; readonly out: Outputs }> {
  const groups = Array.from({ length: Math.ceil(sequences.length / session.most) }, (_, i) => sequences.slice(i * session.most, (i + 1) * session.most));
  for (const [i, group] of groups.entries()) {
    for (const soon of groups.slice(i, i + expectedGroups)) session.expect?.(soon, inner);
    yield { group, out: await session.run(group, memory, write, inner) };
  }
}

/** This one and two more: the other stage always has one to begin with. */
const expectedGroups = 3;
