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

/** Vectors as they are kept: number k of row r is scales[r] * steps[r * width + k]. */
export interface KeptVectors {
  readonly rows: number;
  readonly width: number;
  readonly scales: Float32Array;
  /** [rows, width]. */
  readonly steps: Int8Array;
}

/** Puts the bytes of vectors side by side as they are. Throws a RangeError if one is not as wide as the first. */
export function joinVectors(vectors: readonly Uint8Array[]): KeptVectors {
  const width = vectors[0] === undefined ? 0 : widthOf(vectors[0]);
  const scales = new Float32Array(vectors.length);
  const steps = new Int8Array(vectors.length * width);
  for (const [row, bytes] of vectors.entries()) {
    if (widthOf(bytes) !== width) throw new RangeError(`a vector has ${widthOf(bytes)} numbers, not ${width}`);
    scales[row] = new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
    steps.set(new Int8Array(bytes.buffer, bytes.byteOffset + 4, width), row * width);
  }
  return { rows: vectors.length, width, scales, steps };
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
