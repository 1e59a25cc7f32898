import { toHalf } from '../half.ts';
import type { Value } from '../onnx/builder.ts';
import { quantiseColumns, quantiseRows, transpose } from './quantise.ts';
import { activationType, vector } from './context.ts';
import type { Context, Steps } from './context.ts';

/**
 * x W^T + b at the precision of the graph: x [..., inputs], weight [outputs, inputs] as PyTorch keeps it -> [..., outputs].
 */
export function product(c: Context, x: Value, weight: string, outputs: number, inputs: number, bias?: string): Value {
  if (c.recipe.precision === 'int8') return int8Product(c, x, weight, outputs, inputs, bias);
  const type = activationType(c);
  const w = c.g.tensor(`${weight}.T`, type, [inputs, outputs], () => {
    const data = transpose(c.weights.tensor(weight, [outputs, inputs]).data, outputs, inputs);
    return type === 'float16' ? toHalf(data) : data;
  });
  const y = c.g.op('MatMul', [x, w]);
  return bias === undefined ? y : c.g.op('Add', [y, vector(c, bias, outputs)]);
}

/**
 * The product in whole numbers. A token x = s u + low with u = 0..255 has its own range: single tokens of BERT reach
 * values twenty times the usual, and with one range for a whole run they would leave the others few steps (errors of 5 %
 * in `down`, measured; 1.6 % so). A token's result also depends on no other token, so that batches equal single runs.
 * Weights w = t v with v = -127..127 have one scale t an output: x W^T = s t (u v) + low (t sum(v)).
 */
function int8Product(c: Context, x: Value, weight: string, outputs: number, inputs: number, bias: string | undefined): Value {
  const { g } = c;
  const { steps, scale, low } = quantised(c, x);
  const { values, scales, sums } = quantiseColumns(c.weights.tensor(weight, [outputs, inputs]).data, outputs, inputs, c.recipe.weightBits);
  const v = g.tensor(`${weight}.int8`, 'int8', [inputs, outputs], values);
  const t = g.tensor(`${weight}.scale`, 'float32', [outputs], scales);
  const scaled = g.op('Mul', [g.op('MatMulIntegerToFloat', [steps, v, g.scalar(1), t, zero(c)]), scale]); // [..., outputs]
  if (bias === undefined) return g.op('Add', [scaled, g.op('MatMul', [low, g.tensor(`${weight}.sums`, 'float32', [1, outputs], sums)])]);
  // low and 1 beside each other times sums and bias below each other: one pass adds both.
  const both = Float32Array.from([...sums, ...c.weights.tensor(bias, [outputs]).data]);
  const one = g.op('Concat', [low, g.op('Add', [g.op('Mul', [low, g.scalar(0)]), g.scalar(1)])], { axis: -1 }); // [..., 2]
  return g.op('Add', [scaled, g.op('MatMul', [one, g.tensor(`${weight}.sums`, 'float32', [2, outputs], both)])]);
}

function zero(c: Context): Value {
  return c.g.tensor('uint8:0', 'uint8', [], Uint8Array.of(0));
}

/** Each token in 256 steps of its own: x [..., n] -> steps [..., n] uint8, scale and low [..., 1]. */
function quantised(c: Context, x: Value): Steps {
  const before = c.quantised.get(x.name);
  if (before !== undefined) return before;
  const { g } = c;
  const low = g.op('ReduceMin', [x, g.ints([-1])], { keepdims: 1 });
  const high = g.op('ReduceMax', [x, g.ints([-1])], { keepdims: 1 });
  const scale = g.op('Max', [g.op('Mul', [g.op('Sub', [high, low]), g.scalar(1 / 255)]), g.scalar(1e-12)]);
  const steps = g.op('QuantizeLinear', [g.op('Div', [g.op('Sub', [x, low]), scale]), g.scalar(1), zero(c)]);
  const made = { steps, scale, low };
  c.quantised.set(x.name, made);
  return made;
}

/** x W^T + b in fp32, for the memory and the heads: small, and not to be rounded. `scale` multiplies the weights. */
export function exactProduct(
  c: Context,
  x: Value,
  weight: string,
  outputs: number,
  inputs: number,
  options: { readonly bias?: string; readonly scale?: number } = {},
): Value {
  const scale = options.scale ?? 1;
  const w = c.g.tensor(`${weight}.T32`, 'float32', [inputs, outputs], () => {
    const data = transpose(c.weights.tensor(weight, [outputs, inputs]).data, outputs, inputs);
    return scale === 1 ? data : data.map((v) => v * scale);
  });
  const y = c.g.op('MatMul', [x, w]);
  const { bias } = options;
  if (bias === undefined) return y;
  return c.g.op('Add', [y, c.g.tensor(`${bias}.32`, 'float32', [outputs], () => c.weights.tensor(bias, [outputs]).data)]);
}

/** Rows of an embedding: ids [S, T] -> [S, T, width]. In int8 each row has its own scale. */
export function lookUp(c: Context, ids: Value, table: string, rows: number, width: number): Value {
  const { precision } = c.recipe;
  const { data } = c.weights.tensor(table, [rows, width]);
  if (precision === 'fp32') return c.g.op('Gather', [c.g.tensor(table, 'float32', [rows, width], data), ids]);
  if (precision === 'fp16') return c.g.op('Gather', [c.g.tensor(table, 'float16', [rows, width], () => toHalf(data)), ids]);
  const { values, scales } = quantiseRows(data, rows, width);
  const row = c.g.op('Gather', [c.g.tensor(`${table}.int8`, 'int8', [rows, width], values), ids]);
  const scale = c.g.op('Gather', [c.g.tensor(`${table}.scale`, 'float32', [rows, 1], scales), ids]);
  return c.g.op('Mul', [c.g.op('Cast', [row], { to: 1 }), scale]);
}
