import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeMemory, emptyMemory, encodeMemory } from '../../../src/engine/memory/index.ts';
import { createNetwork, openModel } from '../../../src/engine/model/index.ts';
import type { ModelFiles, Network, Precision, SegmentTokens } from '../../../src/engine/model/index.ts';
import { apart, cosine, item, readTiny, tinyFolder } from './tiny.ts';

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
