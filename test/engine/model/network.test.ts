import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeMemory, emptyMemory, encodeMemory } from '../../../src/engine/memory/index.ts';
import { createNetwork, openModel } from '../../../src/engine/model/index.ts';
import type { ModelFiles, Network, Precision, SegmentTokens } from '../../../src/engine/model/index.ts';
import { parseConfig } from '../../../src/engine/model/config.ts';
import { buildLower, buildMiddle, buildUpper } from '../../../src/engine/model/graph/transformer.ts';
import { readSafetensors } from '../../../src/engine/model/safetensors.ts';
import { openStages } from '../../../src/engine/model/stages.ts';
import { apart, cosine, item, readTiny, safetensorsOf, tinyFolder, tinyWeights } from './tiny.ts';

let folder: Awaited<ReturnType<typeof tinyFolder>>;
let model: ModelFiles;
let segments: readonly SegmentTokens[];
let question: Int32Array;

beforeAll(async () => {
  folder = await tinyFolder();
  model = await openModel(folder.path);
  const { expected } = await readTiny();
  // Six segments of different lengths, so that every batch but the longest is padded.
  segments = [...expected.segments, ...expected.segments].map((ids, index) => ({ ids: Int32Array.from(ids, (id) => (id + index) % 100), index }));
  question = Int32Array.from(expected.question);
});
afterAll(() => folder[Symbol.asyncDispose]());

function open(precision: Precision): Promise<Network> {
  return createNetwork(model, { device: 'cpu', precision, threads: 1 });
}

async function readOneByOne(network: Network, list: readonly SegmentTokens[]) {
  const outputs = [];
  let memory = emptyMemory(model.config);
  for (const segment of list) {
    const out = await network.read([segment], memory);
    memory = out.memory;
    outputs.push(out);
  }
  return { outputs, memory };
}

describe.each(['fp32', 'int8'] as const)('in %s', (precision) => {
  let network: Network;
  beforeAll(async () => {
    network = await open(precision);
  });
  afterAll(() => network.close());

  test('segments read in one run give what they give one by one, however much they are padded', async () => {
    const together = await network.read(segments, emptyMemory(model.config));
    const { outputs, memory } = await readOneByOne(network, segments);
    expect(apart(together.memory.data, memory.data)).toBeLessThan(1e-5);
    outputs.forEach((single, s) => {
      for (const part of ['vectors', 'importance', 'gates'] as const) {
        expect(apart(item(together[part], s), item(single[part])), `${part} of segment ${s}`).toBeLessThan(1e-5);
      }
    });
  });

  test('nothing of a later segment leaks into an earlier one', async () => {
    const changed = segments.map((s) => (s.index < 3 ? s : { ...s, ids: s.ids.map((id) => (id * 7 + 1) % 100) }));
    const before = await network.read(segments, emptyMemory(model.config));
    const after = await network.read(changed, emptyMemory(model.config));
    for (const s of [0, 1, 2]) expect(apart(item(before.vectors, s), item(after.vectors, s))).toBe(0);
    expect(apart(item(before.vectors, 4), item(after.vectors, 4))).toBeGreaterThan(1e-3);
  });

  test('what was read before changes a question and its answers, and forgetting it changes them back', async () => {
    const { memory } = await network.read(segments, emptyMemory(model.config));
    const [remembered, forgotten] = await Promise.all([network.consult(question, segments, memory), network.consult(question, segments, emptyMemory(model.config))]);
    expect(apart(item(remembered).start, item(forgotten).start)).toBeGreaterThan(1e-2);
    expect(apart(await network.question(question, memory), await network.question(question, emptyMemory(model.config)))).toBeGreaterThan(1e-3);
  });

  test('consulting writes nothing and needs no company: a passage alone gives what it gives among others', async () => {
    const { memory } = await network.read(segments, emptyMemory(model.config));
    const copy = memory.data.slice();
    const all = await network.consult(question, segments, memory);
    for (const [s, segment] of segments.entries()) {
      const alone = item(await network.consult(question, [segment], memory));
      expect(apart(alone.start, item(all, s).start)).toBeLessThan(1e-5);
      expect(alone.start.length).toBe(segment.ids.length);
    }
    expect(apart(memory.data, copy)).toBe(0);
  });

  test('a reading that goes on from a saved memory equals the uninterrupted one', async () => {
    const whole = await network.read(segments, emptyMemory(model.config));
    const first = await network.read(segments.slice(0, 2), emptyMemory(model.config));
    const saved = encodeMemory(first.memory, model.hash, 2);
    await using other = await open(precision);
    const { memory, segmentsRead } = decodeMemory(saved, model.hash);
    const rest = await other.read(segments.slice(segmentsRead), memory);
    expect(apart(rest.memory.data, whole.memory.data)).toBeLessThan(1e-5);
    expect(apart(item(rest.vectors, 3), item(whole.vectors, 5))).toBeLessThan(1e-5);
  });

  test('more segments than one run takes are read in several', async () => {
    const many = Array.from({ length: 37 }, (_, index) => ({ ids: item(segments, index % 6).ids, index }));
    const out = await network.read(many, emptyMemory(model.config));
    expect(out.vectors).toHaveLength(37);
    expect(apart(out.memory.data, (await readOneByOne(network, many)).memory.data)).toBeLessThan(1e-4);
  });
});

describe('the other precisions stay near fp32', () => {
  test.each([['fp16', 0.9999, 0.01], ['int8', 0.995, 0.4]] as const)('%s', async (precision, nearest, logits) => {
    await using exact = await open('fp32');
    await using rough = await open(precision);
    const [a, b] = [await exact.read(segments, emptyMemory(model.config)), await rough.read(segments, emptyMemory(model.config))];
    a.vectors.forEach((v, s) => { expect(cosine(v, item(b.vectors, s))).toBeGreaterThan(nearest); });
    const [c, d] = [await exact.consult(question, segments, a.memory), await rough.consult(question, segments, b.memory)];
    c.forEach((pair, s) => { expect(apart(pair.start, item(d, s).start)).toBeLessThan(logits); });
  });
});

describe('in two stages, each on half of the threads', () => {
  // A network that can be cut: nothing before the restoring branch has a memory.
  const changed = { memoryLayers: [2] };

  test.each(['fp32', 'int8'] as const)('it gives what one stage gives, expected or not, in %s', async (precision) => {
    await using other = await tinyFolder(changed);
    const files = await openModel(other.path);
    await using one = await createNetwork(files, { device: 'cpu', precision, threads: 1 });
    await using two = await createNetwork(files, { device: 'cpu', precision, threads: 2 });
    expect(two.trials.at(-1)?.reason).toContain('in two stages');
    expect(one.trials.at(-1)?.reason).not.toContain('stage');
    const empty = emptyMemory(files.config);
    const wanted = await one.read(segments, empty);
    two.expect(segments.slice(0, 4));
    const first = await two.read(segments.slice(0, 3), empty);
    // Expected as another segment than it is read as: what was begun is of no use then.
    two.expect(segments.slice(3).map((s) => ({ ...s, index: s.index + 7 })));
    const rest = await two.read(segments.slice(3), first.memory);
    expect(apart(rest.memory.data, wanted.memory.data)).toBe(0);
    for (const part of ['vectors', 'importance', 'gates'] as const) {
      [...first[part], ...rest[part]].forEach((v, s) => { expect(apart(v, item(wanted[part], s)), `${part} of segment ${s}`).toBe(0); });
    }
    expect(apart(await two.question(question, rest.memory), await one.question(question, wanted.memory))).toBe(0);
    const [here, there] = [await one.consult(question, segments, wanted.memory), await two.consult(question, segments, rest.memory)];
    here.forEach((pair, s) => { expect(apart(pair.start, item(there, s).start)).toBe(0); });
    const masked = [{ ids: Int32Array.of(5, 103, 7), places: [1] }];
    expect(apart(item(item(await two.restore(masked, rest.memory))), item(item(await one.restore(masked, wanted.memory))))).toBe(0);
  });

  test('what was expected and never read is no harm, nor what does not fit', async () => {
    await using other = await tinyFolder(changed);
    const files = await openModel(other.path);
    const network = await createNetwork(files, { device: 'cpu', precision: 'fp32', threads: 2 });
    network.expect([...segments, { ids: Int32Array.of(4000), index: 0 }, { ids: new Int32Array(90).fill(5), index: 1 }]);
    expect(await network.question(question, emptyMemory(files.config))).toHaveLength(files.config.width);
    network.expect(segments);
    await network.close();
    network.expect(segments);
    await expect(network.read(segments, emptyMemory(files.config))).rejects.toMatchObject({ code: 'internal' });
  });
});

test('a stage that cannot be loaded is told, whichever it is, and leaves nothing behind', async () => {
  const { config: json } = await readTiny();
  const config = parseConfig({ ...json, memoryLayers: [2] });
  const weights = readSafetensors(await tinyWeights(), 'tiny');
  const recipe = { precision: 'fp32', operators: 'unpadded', segments: 1, weightBits: 8, layers: false } as const;
  const middle = () => Promise.resolve(buildMiddle(config, weights, recipe));
  const parts = () => ({ lower: buildLower(config, weights, recipe), middle, upper: buildUpper(config, weights, recipe) });
  const broken = () => Promise.resolve(Uint8Array.of(1, 2, 3));
  await expect(openStages(config, { ...parts(), middle: broken }, recipe, 2)).rejects.toThrow(/model/i);
  await expect(openStages(config, { ...parts(), lower: Uint8Array.of(1, 2, 3) }, recipe, 2)).rejects.toThrow(/model/i);
  await expect(openStages(config, { ...parts(), upper: Uint8Array.of(1, 2, 3) }, recipe, 2)).rejects.toThrow(/model/i);
  const session = await openStages(config, parts(), recipe, 2);
  expect(session.threads).toBe(1);
  await session.release();
});

describe('steps that are known beforehand', () => {
  /** Steps for the tiny network's inputs, `wide` times as wide as its numbers ever are. */
  async function withSteps(wide: number, config: Readonly<Record<string, unknown>> = {}) {
    const { config: { width, layers } } = await readTiny();
    const names = [...Array.from({ length: layers }, (_, i) => `layers.${i}`), 'restore.layer'].flatMap((layer) => ['q', 'o', 'up'].map((part) => `${layer}.${part}.steps`));
    const data = Float32Array.from({ length: 2 * width }, (_, i) => (i < width ? 0.1 * Math.sin(i) : (wide * (5 + (i % 3))) / 127));
    const bytes = safetensorsOf(new Map(names.map((name) => [name, { shape: [2, width], data }])));
    const other = await tinyFolder({ steps: createHash('sha256').update(bytes).digest('hex'), ...config });
    await writeFile(join(other.path, 'steps.safetensors'), bytes);
    return other;
  }

  test('int8 stays near fp32 with them, and follows them', async () => {
    await using exact = await open('fp32');
    const wanted = await exact.read(segments, emptyMemory(model.config));
    const near: number[] = [];
    for (const wide of [1, 40]) {
      await using other = await withSteps(wide);
      await using network = await createNetwork(await openModel(other.path), { device: 'cpu', precision: 'int8', threads: 1 });
      const { vectors } = await network.read(segments, emptyMemory(model.config));
      near.push(Math.min(...vectors.map((v, s) => cosine(v, item(wanted.vectors, s)))));
    }
    expect(item(near)).toBeGreaterThan(0.99);
    // Steps of forty times the width leave a number two or three of them.
    expect(item(near, 1)).toBeLessThan(item(near) - 0.01);
  });

  test('a file that is missing or is not the one that the config means is refused', async () => {
    await using wrong = await withSteps(1, { steps: '0'.repeat(64) });
    await expect(openModel(wrong.path)).rejects.toMatchObject({ code: 'model_damaged', message: expect.stringContaining('steps.safetensors') as string });
    await using absent = await tinyFolder({ steps: '0'.repeat(64) });
    await expect(openModel(absent.path)).rejects.toMatchObject({ code: 'model_missing', message: expect.stringContaining('steps.safetensors') as string });
  });
});

describe('what is asked must fit the model', () => {
  let network: Network;
  beforeAll(async () => {
    network = await open('fp32');
  });

  test('a segment that is too long, an unknown token, a foreign memory', async () => {
    const empty = emptyMemory(model.config);
    await expect(network.read([{ ids: new Int32Array(23).fill(5), index: 0 }], empty)).rejects.toMatchObject({ code: 'bad_argument' });
    await expect(network.read([{ ids: Int32Array.of(120), index: 0 }], empty)).rejects.toMatchObject({ code: 'bad_argument' });
    await expect(network.question(Int32Array.of(-1), empty)).rejects.toMatchObject({ code: 'bad_argument' });
    await expect(network.consult(new Int32Array(50).fill(5), segments, empty)).rejects.toMatchObject({ code: 'bad_argument' });
    await expect(network.read(segments, { ...empty, features: 3 })).rejects.toMatchObject({ code: 'bad_argument' });
  });

  test('a segment without tokens and a list without segments are no harm', async () => {
    const empty = emptyMemory(model.config);
    const none = await network.read([{ ids: new Int32Array(0), index: 0 }], empty);
    expect(item(none.importance)).toHaveLength(0);
    expect((await network.read([], empty)).memory).toBe(empty);
    expect(await network.consult(question, [], empty)).toEqual([]);
  });

  test('a closed network refuses', async () => {
    await network.close();
    await network.close();
    await expect(network.question(question, emptyMemory(model.config))).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('devices', () => {
  test('on its own it runs somewhere, and says what was tried and why not', async () => {
    await using network = await createNetwork(model);
    expect(network.trials.at(-1)).toMatchObject({ device: network.device, precision: network.precision, usable: true });
    for (const trial of network.trials) expect(trial.reason).not.toBe('');
    expect(network.trials.filter((t) => t.device !== network.device).every((t) => !t.usable)).toBe(true);
  });

  test('the CPU is there at every precision', async () => {
    for (const precision of ['fp32', 'fp16', 'int8'] as const) {
      await using network = await createNetwork(model, { device: 'cpu', precision });
      expect(network.precision).toBe(precision);
    }
  });

  test('a device that is not there is refused with the reason', async () => {
    const absent = process.platform === 'darwin' ? 'dml' : 'coreml';
    await expect(createNetwork(model, { device: absent })).rejects.toMatchObject({ code: 'device_unavailable', message: expect.stringContaining(absent) as string });
    await expect(createNetwork(model, { device: 'webgpu', precision: 'int8' })).rejects.toMatchObject({ code: 'device_unavailable' });
  });
});

describe.each([
  { memoryFeatures: 'dpfp', memoryRule: 'normalised' },
  { memoryFeatures: 'elu1', memoryRule: 'delta' },
  { memoryFeatures: 'relu', memoryRule: 'linear' },
  { memoryGated: false, memoryThreshold: 0 },
])('with %o in its config', (changed) => {
  test('batches still equal single runs, and the memory is used', async () => {
    await using other = await tinyFolder(changed);
    const files = await openModel(other.path);
    await using network = await createNetwork(files, { device: 'cpu', precision: 'fp32', threads: 1 });
    const empty = emptyMemory(files.config);
    const together = await network.read(segments.slice(0, 2), empty);
    const second = await network.read(segments.slice(1, 2), (await network.read(segments.slice(0, 1), empty)).memory);
    expect(apart(together.memory.data, second.memory.data)).toBeLessThan(1e-5);
    expect(apart(item(second.vectors), item((await network.read(segments.slice(1, 2), empty)).vectors))).toBeGreaterThan(1e-4);
  });
});
