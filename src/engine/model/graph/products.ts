import { giveBack } from '../../memory/give-back.ts';
import { toHalf } from '../half.ts';
import type { Value } from '../onnx/builder.ts';
import { activationType, vector } from './context.ts';
import type { Context } from './context.ts';
import { int8Product } from './int8.ts';
import { quantiseRows, transpose } from './quantise.ts';

/**
 * x W^T + b at the precision of the graph: x [..., inputs], weight [outputs, inputs] as PyTorch keeps it -> [..., outputs].
 */
export function product(c: Context, x: Value, weight: string, outputs: number, inputs: number, bias?: string): Value {
  if (c.recipe.layers) c.g.output(x, `input of ${weight}`, 'float32', ['S', 'T', inputs]);
  if (c.recipe.precision === 'int8') return int8Product(c, x, weight, outputs, inputs, bias);
  const type = activationType(c);
  const w = c.g.tensor(`${weight}.T`, type, [inputs, outputs], () => {
    const data = transpose(c.weights.tensor(weight, [outputs, inputs]).data, outputs, inputs);
    return type === 'float16' ? toHalf(data) : data;
  });
  const y = c.g.op('MatMul', [x, w]);
  return bias === undefined ? y : c.g.op('Add', [y, vector(c, bias, outputs)]);
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
  giveBack(data);
  const row = c.g.op('Gather', [c.g.tensor(`${table}.int8`, 'int8', [rows, width], values), ids]);
  const scale = c.g.op('Gather', [c.g.tensor(`${table}.scale`, 'float32', [rows, 1], scales), ids]);
  return c.g.op('Mul', [c.g.op('Cast', [row], { to: 1 }), scale]);
}
