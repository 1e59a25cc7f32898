import { giveBack } from '../../memory/give-back.ts';
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
 * The product in whole numbers. A token has its own range: single tokens of BERT reach values twenty times the usual, and
 * with one range for a whole run they would leave the others few steps (errors of 5 % in `down`, measured; 1.6 % so). A
 * token's result also depends on no other token, so that batches equal single runs. Weights w = t v with v = -127..127 have
 * one scale t an output.
 */
function int8Product(c: Context, x: Value, weight: string, outputs: number, inputs: number, bias: string | undefined): Value {
  const { data } = c.weights.tensor(weight, [outputs, inputs]);
  const w = { name: weight, outputs, inputs, ...quantiseColumns(data, outputs, inputs, c.recipe.weightBits) };
  giveBack(data);
  const zero = fixedZeros[weight.split('.').at(-2) ?? ''];
  return zero === undefined ? fittedProduct(c, x, w, bias) : fixedProduct(c, x, w, bias, zero);
}

interface WholeWeight extends ReturnType<typeof quantiseColumns> {
  readonly name: string;
  readonly outputs: number;
  readonly inputs: number;
}

/**
 * Which step stands for 0, by the product that is asked for. These inputs lose nothing by it, measured on the sample documents
 * (vectors 6.5e-4 from fp32's in cosine either way): those of `o` and `up` lie evenly around 0, and GELU, before
 * `down`, hardly goes below. Those of q, k and v lose half their accuracy, so their ranges are fitted.
 */
const fixedZeros: Readonly<Record<string, number>> = { o: 128, up: 128, down: 16 };

/** A token x = s (u - zero) with u = 0..255:  x W^T + b = s (t (u - zero) v) + b, two passes over the result. */
function fixedProduct(c: Context, x: Value, w: WholeWeight, bias: string | undefined, zero: number): Value {
  const { g } = c;
  const { low, high } = range(c, x);
  const scale = g.op('Max', [g.op('Mul', [high, g.scalar(1 / (255 - zero))]), g.op('Mul', [low, g.scalar(-1 / zero)]), g.scalar(smallestScale)]);
  const nought = g.tensor(`uint8:${zero}`, 'uint8', [], Uint8Array.of(zero));
  const steps = inSteps(c, x, w.inputs, scale, g.op('Expand', [nought, g.op('Shape', [scale])]));
  const y = g.op('Mul', [wholeProduct(c, steps, w, nought), scale]);
  return bias === undefined ? y : g.op('Add', [y, vector(c, bias, w.outputs)]);
}

/** A token x = s u + low with u = 0..255 over just its own range:  x W^T + b = s (t u v) + low (t sum(v)) + b. */
function fittedProduct(c: Context, x: Value, w: WholeWeight, bias: string | undefined): Value {
  const { g } = c;
  const { name, outputs, inputs, sums } = w;
  const { steps, scale, rest } = fitted(c, x, inputs);
  const scaled = g.op('Mul', [wholeProduct(c, steps, w, zero(c)), scale]); // [..., outputs]
  // Sums and bias below each other times low and 1 beside each other: one pass makes both.
  const both = Float32Array.from([...sums, ...(bias === undefined ? new Float32Array(outputs) : c.weights.tensor(bias, [outputs]).data)]);
  return g.op('Add', [scaled, g.op('MatMul', [rest, g.tensor(`${name}.sums`, 'float32', [2, outputs], both)])]);
}

/** Each token over its own range; q, k and v share one. */
function fitted(c: Context, x: Value, inputs: number): Steps {
  const before = c.quantised.get(x.name);
  if (before !== undefined) return before;
  const { g } = c;
  const { low, high } = range(c, x);
  const scale = g.op('Max', [g.op('Mul', [g.op('Sub', [high, low]), g.scalar(1 / 255)]), g.scalar(smallestScale)]);
  const nought = g.op('QuantizeLinear', [g.op('Div', [g.op('Neg', [low]), scale]), g.scalar(1), zero(c)]); // [..., 1]
  const steps = inSteps(c, x, inputs, scale, nought);
  // Where the steps really begin, since 0 falls on a whole one.
  const begin = g.op('Neg', [g.op('Mul', [g.op('Cast', [nought], { to: 1 }), scale])]);
  const one = g.op('Add', [g.op('Mul', [low, g.scalar(0)]), g.scalar(1)]);
  const made = { steps, scale, rest: g.op('Concat', [begin, one], { axis: -1 }) };
  c.quantised.set(x.name, made);
  return made;
}

/** A token of zeros alone still has a scale. */
const smallestScale = 1e-12;

function zero(c: Context): Value {
  return c.g.tensor('uint8:0', 'uint8', [], Uint8Array.of(0));
}

/** The least and the greatest value of each token, 0 among them: [..., n] -> [..., 1] each. */
function range({ g }: Context, x: Value): { readonly low: Value; readonly high: Value } {
  const low = g.op('Min', [g.op('ReduceMin', [x, g.ints([-1])], { keepdims: 1 }), g.scalar(0)]);
  const high = g.op('Max', [g.op('ReduceMax', [x, g.ints([-1])], { keepdims: 1 }), g.scalar(0)]);
  return { low, high };
}

/** round(x / scale) + nought as uint8, in one pass: x [..., inputs], scale and nought [..., 1]. */
function inSteps(c: Context, x: Value, inputs: number, scale: Value, nought: Value): Value {
  return c.g.op('QuantizeLinear', [x, scale, nought], { axis: -1, block_size: inputs });
}

/** t ((u - nought) v): [..., inputs] uint8 -> [..., outputs] fp32. */
function wholeProduct(c: Context, steps: Value, { name, outputs, inputs, values, scales }: WholeWeight, nought: Value): Value {
  const { g } = c;
  const v = g.tensor(`${name}.int8`, 'int8', [inputs, outputs], values);
  const t = g.tensor(`${name}.scale`, 'float32', [outputs], scales);
  return g.op('MatMulIntegerToFloat', [steps, v, g.scalar(1), t, nought]);
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
