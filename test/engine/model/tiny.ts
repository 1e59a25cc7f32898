import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelConfig } from '../../../src/engine/model/index.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

/** What PyTorch computed with the tiny network (models/training/fixtures.py). */
export interface Expected {
  readonly segments: readonly (readonly number[])[];
  /** [layer][segment], specials included. */
  readonly hidden: readonly (readonly (readonly number[])[])[];
  /** [memory layer][segment], specials included. */
  readonly gates: readonly (readonly (readonly number[])[])[];
  readonly memory: readonly number[];
  readonly restoring: {
    readonly gates: readonly (readonly number[])[];
    readonly memory: readonly number[];
    readonly masked: readonly number[];
    readonly places: readonly number[];
    readonly logits: readonly (readonly number[])[];
  };
  readonly vectors: readonly (readonly number[])[];
  readonly importance: readonly (readonly number[])[];
  readonly question: readonly number[];
  readonly questionVector: readonly number[];
  readonly pairs: readonly { readonly start: readonly number[]; readonly end: readonly number[]; readonly absent: number }[];
}

export interface Tiny {
  readonly config: ModelConfig;
  readonly expected: Expected;
}

export async function readTiny(): Promise<Tiny> {
  return JSON.parse(await readFile(join(fixtures, 'tiny.json'), 'utf8')) as Tiny;
}

export function tinyWeights(): Promise<Buffer> {
  return readFile(join(fixtures, 'tiny.safetensors'));
}

/** A model folder with the tiny network, some fields of its config changed; removed when disposed. */
export async function tinyFolder(changed: Readonly<Record<string, unknown>> = {}): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'infolio-model-'));
  await writeFile(join(path, 'config.json'), JSON.stringify({ name: 'tiny', ...(await readTiny()).config, ...changed }));
  await writeFile(join(path, 'model.safetensors'), await tinyWeights());
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A safetensors file of fp32 tensors. */
export function safetensorsOf(tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>): Buffer {
  let offset = 0;
  const header = Buffer.from(JSON.stringify(Object.fromEntries([...tensors].map(([name, { shape, data }]) => [name, { dtype: 'F32', shape, data_offsets: [offset, (offset += data.byteLength)] }]))));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([size, header, ...[...tensors.values()].map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))]);
}

/** The largest distance between two lists of numbers. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Math.max(0, ...Array.from(a, (v, i) => (Number.isFinite(v) ? Math.abs(v - (b[i] ?? NaN)) : Infinity)));
}

export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    [ab, aa, bb] = [ab + x * y, aa + x * x, bb + y * y];
  }
  return ab / Math.sqrt(aa * bb);
}

/** The first item, or the one at `at`; a test that asks for one that is not there fails. */
export function item<T>(list: readonly T[], at = 0): T {
  const found = list[at];
  if (found === undefined) throw new RangeError(`there is no item ${at} of ${list.length}`);
  return found;
}
