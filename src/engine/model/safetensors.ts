import { z } from 'zod';
import { InfolioError } from '../../contract/errors.ts';
import { giveBack } from '../memory/give-back.ts';
import { fromHalf } from './half.ts';

/** A tensor of a weight file in fp32, row-major. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The tensors of a weight file by name; each is converted when it is asked for. */
export interface WeightFile {
  readonly names: readonly string[];
  /** A copy, the caller's own. Throws `model_damaged` if there is no tensor of that name or it has another shape. */
  tensor(name: string, shape: readonly number[]): WeightTensor;
}

const bytesPer: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };

const entry = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});

type Entry = z.infer<typeof entry>;

/** No header of ours comes near this; a length beyond it means that the file is something else. */
const longestHeader = 16 * 1024 * 1024;

function damaged(label: string, what: string, cause?: unknown): InfolioError {
  return new InfolioError('model_damaged', `The weights in ${label} are damaged: ${what}. Install the model again.`, { cause });
}

function readHeader(bytes: Uint8Array, label: string): { entries: Map<string, Entry>; start: number } {
  if (bytes.byteLength < 8) throw damaged(label, `${bytes.byteLength} bytes are too few`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > longestHeader || 8 + length > bytes.byteLength) throw damaged(label, `its header claims ${length} bytes`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch (error) {
    throw damaged(label, 'its header is not JSON', error);
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(json);
  if (!parsed.success) throw damaged(label, 'its header is not a table of tensors', parsed.error);
  const entries = new Map<string, Entry>();
  for (const [name, value] of Object.entries(parsed.data)) {
    if (name === '__metadata__') continue;
    const tensor = entry.safeParse(value);
    if (!tensor.success) throw damaged(label, `tensor ${name} is not described`, tensor.error);
    entries.set(name, tensor.data);
  }
  return { entries, start: 8 + length };
}

function checkEntry(name: string, { dtype, shape, data_offsets: [from, to] }: Entry, available: number, label: string): void {
  const size = bytesPer[dtype];
  if (size === undefined) throw damaged(label, `tensor ${name} is of type ${dtype}; F32, F16 and BF16 are known`);
  const wanted = shape.reduce((n, d) => n * d, size);
  if (to < from || to - from !== wanted) throw damaged(label, `tensor ${name} spans ${to - from} bytes instead of ${wanted}`);
  if (to > available) throw damaged(label, `tensor ${name} ends ${to - available} bytes behind the end of the file`);
}

function toFloat32(bytes: Uint8Array, dtype: string): Float32Array {
  // A copy starts at offset 0 of its own buffer, which typed arrays of two and four bytes need.
  const own = new Uint8Array(bytes).buffer;
  if (dtype === 'F32') return new Float32Array(own);
  if (dtype === 'F16') {
    const halves = new Uint16Array(own);
    const data = fromHalf(halves);
    giveBack(halves);
    return data;
  }
  // bfloat16 is the upper half of a float32.
  return new Float32Array(Uint32Array.from(new Uint16Array(own), (half) => half << 16).buffer);
}

/**
 * Reads a safetensors file (https://github.com/huggingface/safetensors): 8 bytes length, a JSON header, the data.
 * Every offset is checked before anything is read. `label` names the file in errors (`model_damaged`).
 */
export function readSafetensors(bytes: Uint8Array, label: string): WeightFile {
  const { entries, start } = readHeader(bytes, label);
  for (const [name, described] of entries) checkEntry(name, described, bytes.byteLength - start, label);
  return {
    names: [...entries.keys()],
    tensor(name, shape) {
      const found = entries.get(name);
      if (found === undefined) throw damaged(label, `tensor ${name} is missing`);
      if (found.shape.join() !== shape.join()) throw damaged(label, `tensor ${name} is [${found.shape.join(', ')}] instead of [${shape.join(', ')}]`);
      const [from, to] = found.data_offsets;
      return { shape, data: toFloat32(bytes.subarray(start + from, start + to), found.dtype) };
    },
  };
}
