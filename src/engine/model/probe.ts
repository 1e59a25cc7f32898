import './without-telemetry.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { emptyMemory } from '../memory/memory.ts';
import { segmentSequence } from './batch.ts';
import { parseConfig } from './config.ts';
import type { Precision, Recipe } from './graph/context.ts';
import { buildGraph } from './graph/transformer.ts';
import { GraphBuilder } from './onnx/builder.ts';
import { randomWeights } from './random.ts';
import { openSession, runGroups } from './session.ts';
import type { Device } from './load-graph.ts';

/** A network small enough to be built and run in milliseconds that has every operator of the real one. */
const tiny = parseConfig({
  vocabulary: 200, width: 64, layers: 2, heads: 2, feedForward: 128, positions: 64, types: 2, epsilon: 1e-12, segment: 32,
  memoryLayers: [1], memoryKey: 64, memoryValue: 16, memoryTop: 8, memoryGain: 1, memoryFloor: 0.05, memoryThreshold: 0,
  memoryRead: 1, memoryGate: 16, positionHidden: 8,
}); // prettier-ignore

/** How far the unit-length vectors and the memory of a trial may be from the CPU's in fp32. */
const tolerance: Readonly<Record<Precision, number>> = { fp32: 1e-3, fp16: 0.03, int8: 0.2 };

/** The recall vectors of a few segments, read in two runs, and the memory after them. */
async function runTiny(recipe: Recipe, device: Device): Promise<{ readonly vectors: Float32Array; readonly memory: Float32Array }> {
  const session = await openSession(tiny, buildGraph(tiny, randomWeights(1), recipe), recipe, device, 1);
  try {
    const segments = [30, 17, 24].map((length, index) => segmentSequence(tiny, Int32Array.from({ length }, (_, i) => (i * 37 + index * 11) % 100), index));
    const memory = await session.hold(emptyMemory(tiny));
    const vectors = new Float32Array(segments.length * tiny.width);
    for (let reading = 0; reading < 2; reading++) {
      let row = 0;
      for await (const { group, out } of runGroups(session, segments, memory, true)) {
        // Rows that a fixed number of segments adds are behind those that count.
        vectors.set(out.vectors.subarray(0, group.length * tiny.width), row * tiny.width);
        row += group.length;
      }
    }
    const { data } = await memory.numbers();
    memory.release();
    return { vectors, memory: data };
  } finally {
    await session.release();
  }
}

function furthest(a: Float32Array, b: Float32Array): number {
  return b.reduce((most, v, i) => Math.max(most, Number.isFinite(a[i]) ? Math.abs((a[i] ?? 0) - v) : Infinity), 0);
}

/** Runs a tiny network on a device and on the CPU. Gives what is wrong with the device, or null if they agree. */
export async function probe(device: Device, recipe: Recipe): Promise<string | null> {
  try {
    const theirs = await runTiny(recipe, device);
    const ours = await runTiny({ precision: 'fp32', operators: 'unpadded', segments: 1, weightBits: 8, layers: false }, 'cpu');
    const apart = Math.max(furthest(theirs.vectors, ours.vectors), furthest(theirs.memory, ours.memory));
    return apart <= tolerance[recipe.precision] ? null : `its numbers are up to ${apart.toPrecision(2)} away from the CPU's`;
  } catch (error) {
    return reasonOf(error);
  }
}

/** onnxruntime's messages are long and begin with the place in its source: the last line that says something. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (lines[0] ?? text).replace(/^OrtSessionOptionsAppendExecutionProvider_\w+: /, '').replace(/^\S*onnxruntime_src\S*\s.*?\s(?=\S+ was false)/, '').slice(0, 240);
}

/**
 * Whether this CPU's int8 product adds pairs in 16 bits and overflows (x86 without VNNI): then weights keep 7 bits, as
 * onnxruntime advises for such machines.
 */
export async function weightBitsOfCpu(): Promise<8 | 7> {
  const inner = 64;
  const g = new GraphBuilder();
  const a = g.input('a', 'uint8', [4, inner]);
  const b = g.tensor('b', 'int8', [inner, 16], new Int8Array(inner * 16).fill(127));
  g.output(g.op('MatMulInteger', [a, b]), 'sum', 'int32', [4, 16]);
  const session = await InferenceSession.create(g.encode('bits'), { intraOpNumThreads: 1 });
  try {
    const { sum } = await session.run({ a: new Tensor('uint8', new Uint8Array(4 * inner).fill(255), [4, inner]) });
    return sum?.data instanceof Int32Array && sum.data.every((v) => v === 255 * 127 * inner) ? 8 : 7;
  } finally {
    await session.release();
  }
}
