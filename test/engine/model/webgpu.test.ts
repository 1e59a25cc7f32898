import '../../../src/engine/model/without-telemetry.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { emptyMemory } from '../../../src/engine/memory/index.ts';
import { pack, segmentSequence } from '../../../src/engine/model/batch.ts';
import { parseConfig } from '../../../src/engine/model/config.ts';
import { deviceTable, whyAbsent } from '../../../src/engine/model/devices.ts';
import { buildGraph } from '../../../src/engine/model/graph/transformer.ts';
import { GraphBuilder } from '../../../src/engine/model/onnx/builder.ts';
import { readSafetensors } from '../../../src/engine/model/safetensors.ts';
import { openSession } from '../../../src/engine/model/session.ts';
import { apart, item, readTiny, tinyWeights } from './tiny.ts';

/** A driver that computes on the CPU builds the programs of a graph for half a minute. */
const patience = 300_000;
const closeEnough = 1e-4;

/** Why there is no WebGPU here, or null. A machine that was set up to have it says so, and then it must be there. */
async function whyNot(): Promise<string | null> {
  const absent = whyAbsent('webgpu');
  if (absent !== null) return absent;
  const g = new GraphBuilder();
  g.output(g.op('Neg', [g.input('x', 'float32', [1])]), 'y', 'float32', [1]);
  try {
    const session = await onWebgpu(g.encode('adapter'));
    await session.run({ x: new Tensor('float32', Float32Array.of(1), [1]) });
    await session.release();
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/adapter/i.test(message)) return message.split('\n', 1)[0] ?? message;
    throw error;
  }
}

/** A session in which no operator may fall back to the CPU. */
function onWebgpu(bytes: Uint8Array): Promise<InferenceSession> {
  return InferenceSession.create(bytes, { executionProviders: ['webgpu'], graphOptimizationLevel: 'all', logSeverityLevel: 4, extra: { session: { disable_cpu_ep_fallback: '1' } } });
}

const reason = await whyNot();
const wanted = process.env['INFOLIO_WEBGPU'] === 'required';

test.runIf(wanted)('there is a WebGPU adapter, as this machine was set up to have', () => {
  expect(reason).toBeNull();
});

test.skipIf(reason !== null)(`the whole network runs on WebGPU, no operator on the CPU, and gives the CPU's numbers${reason === null ? '' : ` (skipped: ${reason})`}`, async () => {
  const { config: json, expected } = await readTiny();
  const config = parseConfig(json);
  const weights = readSafetensors(await tinyWeights(), 'tiny');
  const entry = item(deviceTable.filter(({ device }) => device === 'webgpu'));
  const { operators, segments } = entry;
  if (segments === 'scan') throw new RangeError('WebGPU has no Scan');
  const session = await onWebgpu(buildGraph(config, weights, { precision: 'fp32', operators, segments, weightBits: 8, layers: false }));
  // Segments of different lengths, so that rows are padded; the second run reads with what the first wrote.
  const sequences = expected.segments.map((ids, index) => segmentSequence(config, Int32Array.from(ids), index));
  const again = sequences.map((s) => ({ ...s, index: (s.index ?? 0) + sequences.length }));
  const first = await session.run(pack(config, sequences, emptyMemory(config), { write: true, rows: segments }).feeds);
  const { feeds, length } = pack(config, again, emptyMemory(config), { write: true, rows: segments });
  const memory = first['memoryAfter'];
  if (memory === undefined) throw new RangeError('the graph gave no memory');
  const second = await session.run({ ...feeds, memory });

  const recipe = { precision: 'fp32', operators: 'fused', segments: 'scan', weightBits: 8, layers: false } as const;
  const cpu = await openSession(config, buildGraph(config, weights, recipe), recipe, 'cpu', 1);
  const cpuFirst = await cpu.run(sequences, emptyMemory(config), true);
  const cpuSecond = await cpu.run(again, cpuFirst.memory, true);
  expect(length).toBe(cpuSecond.length);
  for (const [name, size] of [['vectors', 0], ['importance', 1], ['gates', 1], ['spans', 2]] as const) {
    const theirs = second[name]?.data;
    if (!(theirs instanceof Float32Array)) throw new RangeError(`the graph gave no ${name}`);
    const ours = cpuSecond.named(name);
    const width = size === 0 ? config.width : length * size;
    again.forEach((s, row) => {
      const count = size === 0 ? config.width : s.ids.length * size;
      expect(apart(theirs.subarray(row * width, row * width + count), ours.subarray(row * width, row * width + count)), `${name} of segment ${row}`).toBeLessThan(closeEnough);
    });
  }
  const after = second['memoryAfter']?.data;
  expect(after instanceof Float32Array ? apart(after, cpuSecond.named('memoryAfter')) : Infinity).toBeLessThan(closeEnough);
  await session.release();
  await cpu.release();
}, patience);
