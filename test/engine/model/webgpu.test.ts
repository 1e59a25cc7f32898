import '../../../src/engine/model/without-telemetry.ts';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { emptyMemory } from '../../../src/engine/memory/index.ts';
import { segmentSequence } from '../../../src/engine/model/batch.ts';
import { parseConfig } from '../../../src/engine/model/config.ts';
import { deviceTable, whyAbsent } from '../../../src/engine/model/devices.ts';
import { buildFilling, buildRestoring } from '../../../src/engine/model/graph/restoring.ts';
import { buildGraph } from '../../../src/engine/model/graph/transformer.ts';
import { createNetwork, openModel } from '../../../src/engine/model/index.ts';
import { GraphBuilder } from '../../../src/engine/model/onnx/builder.ts';
import { readSafetensors } from '../../../src/engine/model/safetensors.ts';
import { openSession } from '../../../src/engine/model/session.ts';
import { apart, item, readTiny, tinyFolder, tinyWeights } from './tiny.ts';

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

const skipped = reason === null ? '' : ` (skipped: ${reason})`;

test.skipIf(reason !== null)(`the network's graphs have no operator that WebGPU leaves to the CPU${skipped}`, async () => {
  const { config: json } = await readTiny();
  const config = parseConfig(json);
  const weights = readSafetensors(await tinyWeights(), 'tiny');
  const { operators, segments } = item(deviceTable.filter(({ device }) => device === 'webgpu'));
  const recipe = { precision: 'fp32', operators, segments, weightBits: 8, layers: false } as const;
  for (const graph of [buildGraph, buildRestoring, buildFilling].map((build) => build(config, weights, recipe))) await (await onWebgpu(graph)).release();
}, patience);

test.skipIf(reason !== null)(`a memory stays on the device from run to run${skipped}`, async () => {
  const { config: json, expected } = await readTiny();
  const config = parseConfig(json);
  const { operators, segments } = item(deviceTable.filter(({ device }) => device === 'webgpu'));
  const recipe = { precision: 'fp32', operators, segments, weightBits: 8, layers: false } as const;
  const session = await openSession(config, buildGraph(config, readSafetensors(await tinyWeights(), 'tiny'), recipe), recipe, 'webgpu', 1);
  expect(session.keepsMemory).toBe(true);
  const held = await session.hold(emptyMemory(config));
  const before = held.tensor('reader');
  expect(before.location).toBe('gpu-buffer');
  const out = await session.run([segmentSequence(config, Int32Array.from(item(expected.segments)), 0)], held, true, true);
  const after = held.tensor('reader');
  expect(after).not.toBe(before);
  expect([after.location, out.inner?.location]).toEqual(['gpu-buffer', 'gpu-buffer']);
  out.release();
  expect((await held.numbers()).data.some((v) => v !== 0)).toBe(true);
  held.release();
  await session.release();
}, patience);

test.skipIf(reason !== null)(`on WebGPU reading, asking and filling give the CPU's numbers${skipped}`, async () => {
  await using folder = await tinyFolder();
  const model = await openModel(folder.path);
  const { expected } = await readTiny();
  await using theirs = await createNetwork(model, { device: 'webgpu', precision: 'fp32', cacheFolder: join(folder.path, 'cache') });
  await using ours = await createNetwork(model, { device: 'cpu', precision: 'fp32' });
  // Segments of different lengths, so that rows are padded; more than a run takes.
  const segments = Array.from({ length: 20 }, (_, index) => ({ ids: Int32Array.from(item(expected.segments, index % expected.segments.length), (id) => (id + index) % 100), index }));
  const parts = [segments.slice(0, 12), segments.slice(12)];
  let [there, here] = [emptyMemory(model.config), emptyMemory(model.config)];
  const close = (a: ArrayLike<number>, b: ArrayLike<number>, what: string) => { expect(apart(a, b), what).toBeLessThan(closeEnough); };
  for (const part of parts) {
    const [a, b] = [await theirs.read(part, there), await ours.read(part, here)];
    part.forEach(({ index }, s) => {
      for (const name of ['vectors', 'importance', 'gates'] as const) close(item(a[name], s), item(b[name], s), `${name} of segment ${index}`);
    });
    close(a.memory.data, b.memory.data, `the memory after segment ${item(part, part.length - 1).index}`);
    [there, here] = [a.memory, b.memory];
  }
  const question = Int32Array.from(expected.question);
  close(await theirs.question(question, there), await ours.question(question, here), 'the vector of a question');
  const [a, b] = [await theirs.consult(question, segments, there), await ours.consult(question, segments, here)];
  a.forEach((pair, s) => {
    close(pair.start, item(b, s).start, `starts of answers in segment ${s}`);
    close(pair.end, item(b, s).end, `ends of answers in segment ${s}`);
  });
  const masked = [{ ids: Int32Array.from(expected.restoring.masked), places: expected.restoring.places }];
  const [[filled = []], [wanted = []]] = [await theirs.restore(masked, there), await ours.restore(masked, here)];
  filled.forEach((logits, i) => { close(logits, item(wanted, i), `the words of mask ${i}`); });
  // An older memory is taken up again, not the one that the device still has.
  close(await theirs.question(question, emptyMemory(model.config)), await ours.question(question, emptyMemory(model.config)), 'a question to an empty memory');
}, patience);
