/*
 * A vector in 8 bits a number: four bytes of scale (fp32, little-endian), then one signed byte a number. A quarter of
 * fp32: the vectors of a book would otherwise take more than its text.
 */
const largest = 127;

/** The bytes of a vector. */
export function encodeVector(vector: Float32Array): Uint8Array {
  const bytes = Buffer.alloc(4 + vector.length);
  const scale = Math.fround(vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / largest);
  bytes.writeFloatLE(scale, 0);
  vector.forEach((value, i) => bytes.writeInt8(scale === 0 ? 0 : Math.max(-largest, Math.min(largest, Math.round(value / scale))), 4 + i));
  return bytes;
}

/** How many numbers the bytes hold. */
export function widthOf(bytes: Uint8Array): number {
  return Math.max(0, bytes.byteLength - 4);
}

/** Writes the numbers into `out` from `at` on. Throws a RangeError if they are not `width`. */
export function decodeVector(bytes: Uint8Array, width: number, out: Float32Array, at: number): void {
  if (widthOf(bytes) !== width) throw new RangeError(`a vector has ${widthOf(bytes)} numbers, not ${width}`);
  const scale = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat32(0, true);
  const steps = new Int8Array(bytes.buffer, bytes.byteOffset + 4, width);
  for (let i = 0; i < width; i++) out[at + i] = scale * (steps[i] ?? 0);
}
