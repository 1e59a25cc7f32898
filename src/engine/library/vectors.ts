/*
 * Vectors in 8 bits a number: four bytes of scale (fp32, little-endian), then one signed byte a number, row after row.
 * A quarter of fp32: the vectors of a book would otherwise take more than its text.
 */
const largest = 127;

/** The bytes of vectors that are all of one width. */
export function encodeVectors(vectors: readonly Float32Array[]): Uint8Array {
  const width = vectors[0]?.length ?? 0;
  const bytes = Buffer.alloc(vectors.length * (4 + width));
  vectors.forEach((vector, row) => {
    const base = row * (4 + width);
    const scale = Math.fround(vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / largest);
    bytes.writeFloatLE(scale, base);
    vector.forEach((value, i) => bytes.writeInt8(scale === 0 ? 0 : Math.max(-largest, Math.min(largest, Math.round(value / scale))), base + 4 + i));
  });
  return bytes;
}

/** Writes the rows of `bytes` into `out` from row `first` on; how many there were. Throws a RangeError if they do not fit. */
export function decodeVectors(bytes: Uint8Array, width: number, out: Float32Array, first: number): number {
  const rows = bytes.byteLength / (4 + width);
  if (!Number.isInteger(rows) || (first + rows) * width > out.length) throw new RangeError('vectors of a wrong length');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let row = 0; row < rows; row++) {
    const base = row * (4 + width);
    const scale = view.getFloat32(base, true);
    for (let i = 0; i < width; i++) out[(first + row) * width + i] = scale * view.getInt8(base + 4 + i);
  }
  return rows;
}
