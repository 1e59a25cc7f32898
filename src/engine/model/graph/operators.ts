import type { Value } from '../onnx/builder.ts';
import { activationType, vector } from './context.ts';
import type { Context } from './context.ts';

/** x / (1 + e^-x), SiLU. */
export function silu(c: Context, x: Value): Value {
  return c.g.op('Mul', [x, c.g.op('Sigmoid', [x])]);
}

/** The mean of values of one shape; ai.onnx's own Mean runs on a CPU alone. */
export function mean(c: Context, values: readonly Value[]): Value {
  const [first, ...others] = values;
  if (first === undefined) throw new RangeError('a mean of nothing');
  return c.g.op('Mul', [others.reduce((sum, value) => c.g.op('Add', [sum, value]), first), c.g.scalar(1 / values.length)]);
}

/** Layer normalisation over the last dimension with the weights `name`: x [..., d] -> [..., d]. */
export function norm(c: Context, x: Value, name: string): Value {
  const d = c.config.width;
  const epsilon = { float: c.config.epsilon };
  return c.g.op('LayerNormalization', [x, vector(c, `${name}.weight`, d), vector(c, `${name}.bias`, d)], { epsilon });
}

/** Softmax(q k^T / sqrt(d / heads) + bias) v a head: q, k, v [S, T, d], bias [S, 1, T, T] or none -> [S, T, d]. */
export function attention(c: Context, q: Value, k: Value, v: Value, bias: Value | null): Value {
  const { heads, width } = c.config;
  if (c.recipe.operators === 'fused') return c.g.op('MultiHeadAttention', [q, k, v, null, null, bias], { num_heads: heads });
  if (bias === null) return c.g.op('MultiHeadAttention', [q, k, v], { num_heads: heads });
  if (c.recipe.operators === 'tiled') return tiledAttention(c, q, k, v, bias);
  const split = (x: Value, perm: readonly number[]) => c.g.op('Transpose', [c.g.op('Reshape', [x, c.g.ints([0, 0, heads, width / heads])])], { perm });
  const scale = c.g.scalar((width / heads) ** -0.5, c.recipe.precision === 'fp16' ? 'float16' : 'float32');
  const scores = c.g.op('MatMul', [c.g.op('Mul', [split(q, [0, 2, 1, 3]), scale]), split(k, [0, 2, 3, 1])]); // [S, heads, T, T]
  const mixed = c.g.op('MatMul', [c.g.op('Softmax', [c.g.op('Add', [scores, bias])], { axis: -1 }), split(v, [0, 2, 1, 3])]);
  return c.g.op('Reshape', [c.g.op('Transpose', [mixed], { perm: [0, 2, 1, 3] }), c.g.ints([0, 0, width])]);
}

/**
 * The same without a mask, for several segments of different lengths: WebGPU's MultiHeadAttention (1.30) takes the first segment's
 * mask for all, and a CPU's computes tile by tile without one. What a mask would add is carried by one more number in every head: 1 in q, 0 or -10000 in k.
 */
function tiledAttention(c: Context, q: Value, k: Value, v: Value, bias: Value): Value {
  const { g, config } = c;
  const { heads, width } = config;
  const size = width / heads;
  const first = g.op('Slice', [bias, g.ints([0]), g.ints([1]), g.ints([2])]); // [S, 1, 1, T]
  const key = g.op('Expand', [g.op('Reshape', [first, g.ints([0, -1, 1, 1])]), g.ints([1, 1, heads, 1])]); // [S, T, heads, 1]
  const type = activationType(c);
  const one = g.op('Add', [g.op('Mul', [key, g.scalar(0, type)]), g.scalar(1, type)]);
  const widened = (x: Value, added: Value) => g.op('Reshape', [g.op('Concat', [g.op('Reshape', [x, g.ints([0, 0, heads, size])]), added], { axis: -1 }), g.ints([0, 0, width + heads])]);
  return g.op('MultiHeadAttention', [widened(q, one), widened(k, key), v], { num_heads: heads, scale: { float: size ** -0.5 } });
}
