/** Whole numbers of eight bits with the scale that each of their groups was divided by. */
export interface Quantised {
  readonly values: Int8Array;
  readonly scales: Float32Array;
}

/** [rows, columns] -> [columns, rows]. */
export function transpose<T extends Float32Array | Int8Array>(data: T, rows: number, columns: number): T {
  const out = data.slice() as T;
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < columns; k++) out[k * rows + r] = data[r * columns + k] ?? 0;
  }
  return out;
}

/** Symmetric, one scale a row: data [rows, columns] in the same layout. */
export function quantiseRows(data: Float32Array, rows: number, columns: number, bits: 8 | 7 = 8): Quantised {
  const largest = bits === 8 ? 127 : 63;
  const values = new Int8Array(data.length);
  const scales = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    const end = (r + 1) * columns;
    let peak = 0;
    for (let i = r * columns; i < end; i++) peak = Math.max(peak, Math.abs(data[i] ?? 0));
    const scale = peak === 0 ? 1 : peak / largest;
    scales[r] = scale;
    for (let i = r * columns; i < end; i++) values[i] = Math.round((data[i] ?? 0) / scale);
  }
  return { values, scales };
}

/** Symmetric, one scale an output: weight [outputs, inputs] -> values [inputs, outputs], as a product wants its right side. */
export function quantiseColumns(weight: Float32Array, outputs: number, inputs: number, bits: 8 | 7): Quantised {
  const { values, scales } = quantiseRows(weight, outputs, inputs, bits);
  return { values: transpose(values, outputs, inputs), scales };
}
