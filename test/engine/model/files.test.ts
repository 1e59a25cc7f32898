import '../../../src/engine/model/without-telemetry.ts';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { cachedGraph } from '../../../src/engine/model/cache.ts';
import { fromHalf, toHalf } from '../../../src/engine/model/half.ts';
import { createNetwork, openModel } from '../../../src/engine/model/index.ts';
import { loadGraph } from '../../../src/engine/model/load-graph.ts';
import type { GraphSource } from '../../../src/engine/model/load-graph.ts';
import { GraphBuilder } from '../../../src/engine/model/onnx/builder.ts';
import { readSafetensors } from '../../../src/engine/model/safetensors.ts';
import { tinyFolder, tinyWeights } from './tiny.ts';

/** A safetensors file with the header and as many zero bytes. */
function made(header: unknown, size: number): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.byteLength));
  return Buffer.concat([length, text, Buffer.alloc(size)]);
}

describe('a model folder', () => {
  test('opens with its name, numbers and hash', async () => {
    await using folder = await tinyFolder({ calibration: { temperature: 1.5 } });
    const model = await openModel(folder.path);
    expect(model).toMatchObject({ name: 'tiny', config: { width: 32, memoryFeatures: 'dpfp', calibration: { temperature: 1.5 } } });
    expect(model.hash).toMatch(/^[0-9a-f]{64}$/);
    expect((await openModel(folder.path)).hash).toBe(model.hash);
  });

  test('that is not there or lacks a file is missing', async () => {
    await using folder = await tinyFolder();
    await expect(openModel(join(folder.path, 'nothing'))).rejects.toMatchObject({ code: 'model_missing' });
    await rm(join(folder.path, 'model.safetensors'));
    await expect(openModel(folder.path)).rejects.toMatchObject({ code: 'model_missing' });
  });

  test.each([
    ['no JSON', '{'],
    ['a width that is no number', JSON.stringify({ width: 'wide' })],
  ])('with a config of %s is damaged', async (_, text) => {
    await using folder = await tinyFolder();
    await writeFile(join(folder.path, 'config.json'), text);
    await expect(openModel(folder.path)).rejects.toMatchObject({ code: 'model_damaged' });
  });

  test('with a config that does not fit the weights is damaged', async () => {
    await using folder = await tinyFolder({ feedForward: 65 });
    await expect(openModel(folder.path)).rejects.toMatchObject({ code: 'model_damaged' });
  });

  test('with a flipped bit in weights whose SHA-256 its config has is damaged, and sound without it', async () => {
    const weights = await tinyWeights();
    await using folder = await tinyFolder({ weights: createHash('sha256').update(weights).digest('hex') });
    await expect(openModel(folder.path)).resolves.toMatchObject({ name: 'tiny' });
    for (const at of [weights.length - 1, Math.floor(weights.length / 2)]) {
      const flipped = Buffer.from(weights);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 4, at);
      await writeFile(join(folder.path, 'model.safetensors'), flipped);
      await expect(openModel(folder.path)).rejects.toMatchObject({ code: 'model_damaged', message: expect.stringMatching(/model\.safetensors are damaged[^\n]*Install the model again\.$/u) as string });
    }
  });

  test('with weights cut short is damaged', async () => {
    await using folder = await tinyFolder();
    await truncate(join(folder.path, 'model.safetensors'), 50_000);
    await expect(openModel(folder.path)).rejects.toMatchObject({ code: 'model_damaged' });
  });
});

describe('safetensors', () => {
  test.each([
    ['nothing', new Uint8Array(3)],
    ['a header longer than the file', new Uint8Array(16).fill(1)],
    ['no JSON', made('not json', 0)],
    ['a list', made([1], 0)],
    ['a tensor without offsets', made({ a: { dtype: 'F32', shape: [1] } }, 4)],
    ['an unknown type', made({ a: { dtype: 'I4', shape: [1], data_offsets: [0, 4] } }, 4)],
    ['offsets that do not fit the shape', made({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, 4)],
    ['offsets behind the end', made({ a: { dtype: 'F32', shape: [2], data_offsets: [4, 12] } }, 8)],
  ])('%s is damaged', (_, bytes) => {
    expect(() => readSafetensors(bytes, 'x')).toThrow(expect.objectContaining({ code: 'model_damaged' }) as Error);
  });

  test('gives fp32, fp16 and bf16 as fp32', () => {
    const bytes = made({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] }, b: { dtype: 'F16', shape: [1], data_offsets: [4, 6] }, c: { dtype: 'BF16', shape: [1], data_offsets: [6, 8] } }, 0);
    const file = readSafetensors(Buffer.concat([bytes, Buffer.from(Float32Array.of(1.5).buffer), Buffer.from([0x00, 0xc1, 0xc0, 0x3f])]), 'x');
    expect([...file.tensor('a', [1]).data, ...file.tensor('b', [1]).data, ...file.tensor('c', [1]).data]).toEqual([1.5, -2.5, 1.5]);
    expect(() => file.tensor('d', [1])).toThrow('missing');
    expect(() => file.tensor('a', [2])).toThrow('instead of');
  });

  test('reads every tensor of a file from PyTorch', async () => {
    const file = readSafetensors(await tinyWeights(), 'tiny');
    expect(file.names).toContain('layers.2.memory.o.weight');
    expect(file.tensor('words.weight', [120, 32]).data.every(Number.isFinite)).toBe(true);
  });
});

test('half precision goes there and back: every number, and rounding to the nearest even', () => {
  const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits).filter((bits) => (bits & 0x7c00) !== 0x7c00 || (bits & 0x3ff) === 0);
  expect(toHalf(fromHalf(all))).toEqual(all);
  const halves = fromHalf(toHalf(Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 1e6, -1e-9, 2 ** -25 * 1.5, NaN)));
  expect([...halves]).toEqual([1, 1 + 2 ** -9, Infinity, -0, 2 ** -24, NaN]);
});

describe('the cache of graphs', () => {
  /** x plus weights that are all `value`, which are large enough to lie apart. */
  function graphOf(value: number): Uint8Array {
    const g = new GraphBuilder();
    g.output(g.op('Add', [g.input('x', 'float32', [1]), g.tensor('w', 'float32', [5000], new Float32Array(5000).fill(value))]), 'y', 'float32', [5000]);
    return g.encode('adding');
  }

  /** What a graph from the cache gives for 0. */
  async function run(graph: GraphSource): Promise<number | undefined> {
    const session = await loadGraph(graph, 'cpu', 1);
    const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(0), [1]) });
    await session.release();
    expect(new Set(y?.data as Float32Array).size).toBe(1);
    return (y?.data as Float32Array)[4999];
  }

  test('builds once, and again if one of its files was damaged', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'infolio-cache-'));
    let built = 0;
    const get = () => cachedGraph(folder, 'key', () => Promise.resolve(graphOf(++built)));
    expect(await run(await get())).toBe(1);
    expect(await run(await get())).toBe(1);
    const names = await readdir(folder);
    expect(names.toSorted()).toEqual(['key.onnx', 'key.sha256', 'key.weights']);
    for (const [i, name] of names.entries()) {
      const bytes = await readFile(join(folder, name));
      bytes[bytes.length - 2] = (bytes[bytes.length - 2] ?? 0) ^ 1;
      await writeFile(join(folder, name), bytes);
      expect(await run(await get())).toBe(2 + 2 * i);
      await truncate(join(folder, name), 5);
      expect(await run(await get())).toBe(3 + 2 * i);
    }
    expect(await readdir(folder)).toHaveLength(3);
    await rm(folder, { recursive: true });
  });

  test('that cannot be written is done without', async () => {
    expect(await run(await cachedGraph(join(import.meta.filename, 'below-a-file'), 'key', () => Promise.resolve(graphOf(7))))).toBe(7);
  });

  test('serves a network at its second start', async () => {
    await using folder = await tinyFolder();
    const model = await openModel(folder.path);
    const cacheFolder = join(folder.path, 'cache');
    for (let start = 0; start < 2; start++) {
      await using network = await createNetwork(model, { device: 'cpu', precision: 'int8', cacheFolder });
      expect(network.precision).toBe('int8');
    }
    // The reader's graph and the restoring branch's, three files each.
    expect(await readdir(cacheFolder)).toHaveLength(6);
  });
});
