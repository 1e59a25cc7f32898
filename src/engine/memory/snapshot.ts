import { createHash } from 'node:crypto';
import { InfolioError } from '../../contract/errors.ts';
import { fromHalf, toHalf } from '../model/half.ts';
import type { Memory } from './memory.ts';

/*
 * A memory as bytes, little-endian:
 *   0  "IFMEM" + version byte + two zero bytes     8  SHA-256 over everything behind it
 *  40  the model's hash (32 bytes)                72  segments read, layers, features, values (uint32 each)
 *  88  the memory: float32 in version 1, float16 in version 2
 */
const magic = Buffer.from('IFMEM', 'ascii');
const versions = { fp32: 1, fp16: 2 } as const;
const checkedFrom = 40;
const modelAt = 40;
const countsAt = 72;
const dataAt = 88;

export type SnapshotPrecision = keyof typeof versions;

/** A memory read back, with how much of the document it holds. */
export interface Snapshot {
  readonly memory: Memory;
  readonly segmentsRead: number;
}

function modelBytes(modelHash: string): Buffer {
  const bytes = Buffer.from(modelHash, 'hex');
  if (bytes.byteLength !== 32) throw new InfolioError('bad_argument', `"${modelHash}" is not a model's hash of 64 hexadecimal digits.`);
  return bytes;
}

/** SHA-256 over the bytes behind the checksum. */
function checksum(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes.subarray(checkedFrom)).digest();
}

/**
 * Writes a memory as bytes that carry their version, checksum and the model they belong to. In fp16 they are half as many
 * and off by 5e-4 of each number: enough to ask, while a reading goes on from fp32 alone.
 */
export function encodeMemory(memory: Memory, modelHash: string, segmentsRead: number, precision: SnapshotPrecision = 'fp32'): Uint8Array {
  const data = precision === 'fp32' ? memory.data : toHalf(memory.data);
  const bytes = Buffer.alloc(dataAt + data.byteLength);
  magic.copy(bytes);
  bytes.writeUInt8(versions[precision], magic.length);
  modelBytes(modelHash).copy(bytes, modelAt);
  [segmentsRead, memory.layers, memory.features, memory.values].forEach((count, i) => bytes.writeUInt32LE(count, countsAt + 4 * i));
  // Every platform that we run on is little-endian.
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).copy(bytes, dataAt);
  checksum(bytes).copy(bytes, 8);
  // A plain Uint8Array: a Buffer's slice() would share what it was cut from.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** In which precision a snapshot is written, by its version. */
export function precisionOf(bytes: Uint8Array): SnapshotPrecision {
  return bytes[magic.length] === versions.fp16 ? 'fp16' : 'fp32';
}

function damaged(what: string): InfolioError {
  return new InfolioError('library_damaged', `A document's memory is damaged: ${what}. Read the document again.`);
}

/**
 * Reads what encodeMemory wrote. Throws `library_damaged` if a byte is wrong, `library_too_new` if a later version
 * wrote it, and `bad_argument` if it belongs to another model (its numbers would mean nothing here).
 */
export function decodeMemory(bytes: Uint8Array, modelHash: string): Snapshot {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.byteLength < dataAt) throw damaged(`${buffer.byteLength} bytes are too few`);
  if (!buffer.subarray(0, magic.length).equals(magic)) throw damaged('it does not begin like one');
  const found = buffer.readUInt8(magic.length);
  if (found > versions.fp16) throw new InfolioError('library_too_new', `A document's memory has version ${found}; this Infolio knows ${versions.fp16}. Update Infolio.`);
  if (!checksum(buffer).equals(buffer.subarray(8, checkedFrom))) throw damaged('its checksum is wrong');
  const owner = buffer.subarray(modelAt, countsAt);
  if (!owner.equals(modelBytes(modelHash))) {
    throw new InfolioError('bad_argument', `A document's memory was made by the model ${owner.toString('hex', 0, 6)}..., not ${modelHash.slice(0, 12)}... Read the document again with this model.`);
  }
  const [segmentsRead, layers, features, values] = [0, 4, 8, 12].map((at) => buffer.readUInt32LE(countsAt + at)) as [number, number, number, number];
  const width = found === versions.fp16 ? 2 : 4;
  if (buffer.byteLength !== dataAt + width * layers * features * values) throw damaged('its length is wrong');
  // A copy starts at offset 0 of its own buffer, which typed arrays of two and four bytes need.
  const own = new Uint8Array(buffer.subarray(dataAt)).buffer;
  const data = width === 2 ? fromHalf(new Uint16Array(own)) : new Float32Array(own);
  return { memory: { layers, features, values, data }, segmentsRead };
}
