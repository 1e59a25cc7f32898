/** Whole numbers of eight bits with the scale that each of their groups was divided by. */
export interface Quantised {
  readonly values: Int8Array;
  readonly scales: Float32Array;
}

/** [rows, columns] -> [columns, rows]. */
export function transpose(data: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(data.length);
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
    const row = data.subarray(r * columns, (r + 1) * columns);
    const peak = row.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    const scale = peak === 0 ? 1 : peak / largest;
    scales[r] = scale;
    row.forEach((v, k) => (values[r * columns + k] = Math.round(v / scale)));
  }
  return { values, scales };
}

/** Symmetric, one scale an output: weight [outputs, inputs] -> [inputs, outputs], as a product wants its right side. */
export function quantiseColumns(weight: Float32Array, outputs: number, inputs: number, bits: 8 | 7): Quantised {
  const { values, scales } = quantiseRows(weight, outputs, inputs, bits);
  const turned = new Int8Array(values.length);
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < inputs; i++) turned[i * outputs + o] = values[o * inputs + i] ?? 0;
  }
  return { values: turned, scales };
}
