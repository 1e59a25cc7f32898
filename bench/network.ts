/**
 * How fast the network reads: tokens a second for each precision, with random weights of infolio-1's size.
 *
 *   node bench/network.ts [--precision int8,fp32] [--segments 8,16] [--threads 2] [--tokens 256] [--profile folder]
 */
import '../src/engine/model/without-telemetry.ts';
import { parseArgs } from 'node:util';
import { InferenceSession } from 'onnxruntime-node';
import { emptyMemory } from '../src/engine/memory/index.ts';
import { pack, segmentSequence } from '../src/engine/model/batch.ts';
import { holdMemory } from '../src/engine/model/held-memory.ts';
import { parseConfig } from '../src/engine/model/config.ts';
import type { Precision, Recipe } from '../src/engine/model/graph/context.ts';
import { buildGraph } from '../src/engine/model/graph/transformer.ts';
import { defaultThreads } from '../src/engine/model/index.ts';
import { randomWeights } from '../src/engine/model/random.ts';
import { slowOnCpu } from '../src/engine/model/load-graph.ts';

const { values } = parseArgs({
  options: {
    precision: { type: 'string', default: 'int8,fp32' },
    segments: { type: 'string', default: '1,8,16' },
    tokens: { type: 'string', default: '256' },
    threads: { type: 'string', default: String(defaultThreads()) },
    profile: { type: 'string' },
  },
});

const config = parseConfig({
  vocabulary: 30522, width: 384, layers: 6, heads: 12, feedForward: 1536, positions: 512, types: 2, epsilon: 1e-12, segment: 256,
  memoryLayers: [1, 3, 5], memoryKey: 384, memoryValue: 64, memoryTop: 48, memoryGain: 1, memoryFloor: 0.05, memoryThreshold: 0,
  memoryRead: 1, memoryGate: 96, positionHidden: 32,
}); // prettier-ignore

/** Multiplications and additions of one token's large products: projections, feed-forward, attention, memory query. */
function operations(tokens: number): number {
  const { width: d, feedForward, layers, memoryLayers, memoryKey } = config;
  return layers * 2 * (4 * d * d + 2 * d * feedForward + 2 * tokens * d) + memoryLayers.length * 2 * d * memoryKey;
}

const tokens = Number(values.tokens);
for (const precision of values.precision.split(',') as Precision[]) {
  const recipe: Recipe = { precision, operators: 'tiled', segments: 'scan', weightBits: 8, layers: false };
  let start = performance.now();
  const bytes = buildGraph(config, randomWeights(1), recipe);
  const built = performance.now() - start;
  start = performance.now();
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: Number(values.threads),
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // Threads that spin while they wait would count as work.
    extra: { session: { intra_op: { allow_spinning: '0' } }, optimization: { disable_specified_optimizers: slowOnCpu } },
    ...(values.profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: `${values.profile}/${precision}` }),
  });
  console.log(`${precision}: graph of ${(bytes.byteLength / 1e6).toFixed(0)} MB built in ${built.toFixed(0)} ms, loaded in ${(performance.now() - start).toFixed(0)} ms`);
  for (const count of values.segments.split(',').map(Number)) {
    const segments = Array.from({ length: count }, (_, index) => segmentSequence(config, Int32Array.from({ length: tokens - 2 }, (_t, i) => (i * 7919 + index * 104729) % config.vocabulary), index));
    const memory = (await holdMemory(config, emptyMemory(config), null)).tensor('reader');
    const feeds = { ...pack(config, segments, { write: true, padded: true }).feeds, memory };
    const times: number[] = [];
    const busy: number[] = [];
    for (let run = 0; run < 8; run++) {
      start = performance.now();
      const cpu = process.cpuUsage();
      await session.run(feeds);
      times.push(performance.now() - start);
      const { user, system } = process.cpuUsage(cpu);
      busy.push((user + system) / 1000);
    }
    const best = Math.min(...times);
    const rate = (count * tokens * 1000) / best;
    const rss = process.memoryUsage().rss / 2 ** 20;
    console.log(`  ${count} segments of ${tokens}: ${best.toFixed(0)} ms, ${rate.toFixed(0)} tokens/s, ${((rate * operations(tokens)) / 1e9).toFixed(0)} GFLOP/s, ${Math.min(...busy).toFixed(0)} ms of CPU, ${rss.toFixed(0)} MiB resident`);
  }
  if (values.profile !== undefined) session.endProfiling();
  await session.release();
}
