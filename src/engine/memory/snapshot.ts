import { createHash } from 'node:crypto';
import { InfolioError } from '../../contract/errors.ts';
import type { Memory } from './memory.ts';

/*
 * A memory as bytes, little-endian:
 *   0  "IFMEM" + version byte + two zero bytes     8  SHA-256 over everything behind it
 *  40  the model's hash (32 bytes)                72  segments read, layers, features, values (uint32 each)
 *  88  the memory, float32
 */
const magic = Buffer.from('IFMEM', 'ascii');
const version = 1;
const checkedFrom = 40;
const modelAt = 40;
const countsAt = 72;
const dataAt = 88;

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

/** Writes a memory as bytes that carry their version, checksum and the model they belong to. */
export function encodeMemory(memory: Memory, modelHash: string, segmentsRead: number): Uint8Array {
  const bytes = Buffer.alloc(dataAt + memory.data.byteLength);
  magic.copy(bytes);
  bytes.writeUInt8(version, magic.length);
  modelBytes(modelHash).copy(bytes, modelAt);
  [segmentsRead, memory.layers, memory.features, memory.values].forEach((count, i) => bytes.writeUInt32LE(count, countsAt + 4 * i));
  // Every platform that we run on is little-endian.
  Buffer.from(memory.data.buffer, memory.data.byteOffset, memory.data.byteLength).copy(bytes, dataAt);
  checksum(bytes).copy(bytes, 8);
  // A plain Uint8Array: a Buffer's slice() would share what it was cut from.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
  if (found > version) throw new InfolioError('library_too_new', `A document's memory has version ${found}; this Infolio knows ${version}. Update Infolio.`);
  if (!checksum(buffer).equals(buffer.subarray(8, checkedFrom))) throw damaged('its checksum is wrong');
  const owner = buffer.subarray(modelAt, countsAt);
  if (!owner.equals(modelBytes(modelHash))) {
    throw new InfolioError('bad_argument', `A document's memory was made by the model ${owner.toString('hex', 0, 6)}..., not ${modelHash.slice(0, 12)}... Read the document again with this model.`);
  }
  const [segmentsRead, layers, features, values] = [0, 4, 8, 12].map((at) => buffer.readUInt32LE(countsAt + at)) as [number, number, number, number];
  if (buffer.byteLength !== dataAt + 4 * layers * features * values) throw damaged('its length is wrong');
  const data = new Float32Array(new Uint8Array(buffer.subarray(dataAt)).buffer);
  return { memory: { layers, features, values, data }, segmentsRead };
}
