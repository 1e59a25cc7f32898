import '../src/engine/model/without-telemetry.ts';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { emptyMemory } from '../src/engine/memory/index.ts';
import { pack, segmentSequence } from '../src/engine/model/batch.ts';
import { holdMemory } from '../src/engine/model/held-memory.ts';
import { deviceTable } from '../src/engine/model/devices.ts';
import { buildGraph } from '../src/engine/model/graph/transformer.ts';
import { openModel, openWeights } from '../src/engine/model/index.ts';
import { GraphBuilder } from '../src/engine/model/onnx/builder.ts';
import { onCpu } from '../src/engine/model/load-graph.ts';

const event = z.object({
  cat: z.string(),
  name: z.string(),
  dur: z.number(),
  args: z.looseObject({
    op_name: z.string().optional(),
    input_type_shape: z.array(z.record(z.string(), z.array(z.number()))).optional(),
    output_type_shape: z.array(z.record(z.string(), z.array(z.number()))).optional(),
  }),
});

/** One operator of a profile: milliseconds a run and, for products, GFLOP/s. */
export interface ProfileLine {
  readonly operator: string;
  readonly nodes: number;
  readonly ms: number;
  readonly share: number;
  readonly gflops: number | null;
}

export interface Profile {
  readonly ms: number;
  readonly lines: readonly ProfileLine[];
  /** Of one product of 512 x 512 x 2048 through the same onnxruntime in the same minute. */
  readonly peakGflops: number;
  /** Of the products with weights, all together. */
  readonly productGflops: number;
  /** Share of the run's time that those products take. */
  readonly productShare: number;
}

const peakShape = { rows: 512, inner: 512, columns: 2048 };
const productOperators = new Set(['MatMul', 'MatMulIntegerToFloat']);

/**
 * Profiles runs of full segments, one by one as in reading, and in turns with them the plain product that shows what
 * the machine can do. Of each node's times the fastest counts, on both sides: what other programs take is left out.
 */
export async function profile(modelFolder: string, precision: 'fp32' | 'int8', threads: number, rounds: number, folder: string): Promise<Profile> {
  const model = await openModel(modelFolder);
  const cpu = deviceTable.find((entry) => entry.device === 'cpu');
  if (cpu === undefined) throw new RangeError('there is no CPU in the table of devices');
  const graph = buildGraph(model.config, await openWeights(model), { precision, operators: cpu.operators, segments: cpu.segments, weightBits: 8, layers: false });
  const network = await openProfiled(graph, threads, join(folder, `${precision}-network`));
  const peak = await openProfiled(peakGraph(precision), threads, join(folder, `${precision}-peak`));
  const length = model.config.segment - 2;
  const sequence = segmentSequence(model.config, Int32Array.from({ length }, (_, i) => 1000 + ((i * 7919) % 20_000)), 0);
  const memory = (await holdMemory(model.config, emptyMemory(model.config), null)).tensor('reader');
  const feeds = { ...pack(model.config, [sequence], { write: true, padded: false }).feeds, memory };
  const { rows, inner } = peakShape;
  const left = precision === 'int8' ? new Tensor('uint8', new Uint8Array(rows * inner).map((_, i) => (i * 31) % 256), [rows, inner]) : new Tensor('float32', noise(rows * inner), [rows, inner]);
  for (let round = 0; round < rounds; round++) {
    await network.run(feeds);
    for (let i = 0; i < 12; i++) await peak.run({ left });
  }
  for (const session of [network, peak]) {
    session.endProfiling();
    await session.release();
  }
  return summary(await nodesOf(folder, `${precision}-network`), await nodesOf(folder, `${precision}-peak`));
}

function openProfiled(graph: Uint8Array, threads: number, prefix: string): Promise<InferenceSession> {
  return InferenceSession.create(graph, {
    intraOpNumThreads: threads,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    extra: onCpu,
    enableProfiling: true,
    profileFilePrefix: prefix,
  });
}

function noise(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898));
}

function peakGraph(precision: 'fp32' | 'int8'): Uint8Array {
  const { rows, inner, columns } = peakShape;
  const g = new GraphBuilder();
  const left = g.input('left', precision === 'int8' ? 'uint8' : 'float32', [rows, inner]);
  const y =
    precision === 'int8'
      ? g.op('MatMulIntegerToFloat', [left, g.tensor('w', 'int8', [inner, columns], Int8Array.from(noise(inner * columns), (v) => v * 127)), g.scalar(1), g.tensor('t', 'float32', [columns], noise(columns)), g.tensor('zero', 'uint8', [], Uint8Array.of(0))])
      : g.op('MatMul', [left, g.tensor('w', 'float32', [inner, columns], noise(inner * columns))]);
  // One row leaves the session, so that no time goes into copying.
  g.output(g.op('Slice', [y, g.ints([0]), g.ints([1])]), 'y', 'float32', [1, columns]);
  return g.encode('peak');
}

interface Node {
  readonly operator: string;
  readonly operations: number | null;
  /** Microseconds, one a run. */
  readonly times: number[];
}

async function nodesOf(folder: string, prefix: string): Promise<Node[]> {
  const file = (await readdir(folder)).find((name) => name.startsWith(prefix));
  if (file === undefined) throw new RangeError(`onnxruntime wrote no profile ${prefix}`);
  const nodes = new Map<string, Node>();
  for (const raw of z.array(z.unknown()).parse(JSON.parse(await readFile(join(folder, file), 'utf8')))) {
    const parsed = event.safeParse(raw);
    if (!parsed.success || parsed.data.cat !== 'Node' || !parsed.data.name.endsWith('_kernel_time')) continue;
    const { name, dur, args } = parsed.data;
    const [input] = Object.values(args.input_type_shape?.[0] ?? {});
    const [output] = Object.values(args.output_type_shape?.[0] ?? {});
    const operator = args.op_name ?? '?';
    const inner = input?.at(-1) ?? 0;
    const operations = productOperators.has(operator) && output !== undefined ? 2 * inner * output.reduce((n, d) => n * d, 1) : null;
    const node = nodes.get(name) ?? { operator, operations, times: [] };
    node.times.push(dur);
    nodes.set(name, node);
  }
  return [...nodes.values()];
}

function summary(network: readonly Node[], peak: readonly Node[]): Profile {
  const timed = network.map(({ operator, operations, times }) => ({ operator, operations, us: Math.min(...times) }));
  const total = timed.reduce((sum, { us }) => sum + us, 0);
  const lines = [...Map.groupBy(timed, ({ operator }) => operator)]
    .map(([operator, nodes]) => {
      const us = nodes.reduce((sum, node) => sum + node.us, 0);
      const operations = nodes.reduce((sum, node) => sum + (node.operations ?? 0), 0);
      return { operator, nodes: nodes.length, ms: us / 1000, share: us / total, gflops: operations === 0 ? null : operations / us / 1000 };
    })
    .sort((a, b) => b.ms - a.ms);
  // The dominating ones: each takes three thousandths of the time or more (there are some 40 with weights of the layers' size).
  const products = timed.filter(({ operations, us }) => operations !== null && us >= 0.003 * total);
  const us = products.reduce((sum, node) => sum + node.us, 0);
  const plain = peak.find(({ operations }) => operations !== null);
  if (plain?.operations == null) throw new RangeError('the plain product is not in the profile');
  return {
    ms: total / 1000,
    lines,
    peakGflops: plain.operations / Math.min(...plain.times) / 1000,
    productGflops: products.reduce((sum, node) => sum + (node.operations ?? 0), 0) / us / 1000,
    productShare: us / total,
  };
}
