import type { Value } from '../../onnx/builder.ts';
import type { Context } from '../context.ts';
import { product } from '../products.ts';
import type { MixerConfig } from './config.ts';

/** What the mixers are written with. S segments of T tokens a run, d the width, H heads of c = d / H. */
export interface MixerContext extends Context {
  readonly own: MixerConfig;
  /** Segments of a run that the sparse mixers take at a time; must divide S. Bounds the keys that are laid out at once. */
  readonly group: number;
}

/** A mixer's sum for the residual stream, and what it hands to the next run. */
export interface Mixed {
  readonly y: Value;
  readonly after?: Value;
}

/** One of the layer's d x d products with bias: x [..., d] -> [..., d]. */
export function project(c: Context, layer: string, part: string, x: Value): Value {
  const { width } = c.config;
  return product(c, x, `${layer}.mix.${part}.weight`, width, width, `${layer}.mix.${part}.bias`);
}

/**
 * Softmax(q k^T / sqrt(c) + bias) v a head by onnxruntime's own attention: q [B, I, d], k, v [B, J, d]; `seen` int32 [B, J] is
 * 1 for keys that count; `bias` to [B, H, I, J]. Without either, scores are never laid out whole (flash attention).
 */
export function attend(c: Context, q: Value, k: Value, v: Value, mask: { readonly seen?: Value; readonly bias?: Value } = {}): Value {
  const inputs = [q, k, v, null, mask.seen ?? null, mask.bias ?? null];
  while (inputs.at(-1) === null) inputs.pop();
  return c.g.op('MultiHeadAttention', inputs, { num_heads: c.config.heads });
}

/** Full attention inside each segment: x [S, T, d] -> [S, T, d], before `o`. */
export function local(c: Context, layer: string, x: Value): Value {
  return attend(c, project(c, layer, 'q', x), project(c, layer, 'k', x), project(c, layer, 'v', x));
}

/** The document as one row: [S, T, d] -> [1, S T, d]. */
export function asDocument(c: Context, x: Value): Value {
  return c.g.op('Reshape', [x, c.g.ints([1, -1, c.config.width])]);
}

/** The document's row in segments again. */
export function asSegments(c: MixerContext, x: Value): Value {
  return c.g.op('Reshape', [x, c.g.ints([-1, c.own.segment, c.config.width])]);
}

/** [B, I, d] -> [B, H, I, c]. */
export function splitHeads(c: Context, x: Value): Value {
  const { heads, width } = c.config;
  return c.g.op('Transpose', [c.g.op('Reshape', [x, c.g.ints([0, 0, heads, width / heads])])], { perm: [0, 2, 1, 3] });
}

/** [B, H, I, c] -> [B, I, d]. */
export function mergeHeads(c: Context, x: Value): Value {
  return c.g.op('Reshape', [c.g.op('Transpose', [x], { perm: [0, 2, 1, 3] }), c.g.ints([0, 0, c.config.width])]);
}

/** A parameter that is a vector over the width, in fp32. */
export function parameter(c: Context, name: string, shape: readonly number[]): Value {
  return c.g.tensor(name, 'float32', shape, () => c.weights.tensor(name, shape).data);
}

/** Rows `from` up to `to` along `axis`. */
export function slice(c: Context, x: Value, from: number, to: number, axis: number): Value {
  return c.g.op('Slice', [x, c.g.ints([from]), c.g.ints([to]), c.g.ints([axis])]);
}

/** Sines and cosines of positions [...] -> [..., d], sines first (Vaswani et al. 2017, arXiv 1706.03762). */
export function sinusoid(c: Context, positions: Value): Value {
  const { g, config } = c;
  const half = config.width / 2;
  const rates = g.tensor('sinusoid.rates', 'float32', [half], Float32Array.from({ length: half }, (_, i) => 10000 ** (-i / half)));
  const angles = g.op('Mul', [g.op('Unsqueeze', [positions, g.ints([-1])]), rates]);
  return g.op('Concat', [g.op('Sin', [angles]), g.op('Cos', [angles])], { axis: -1 });
}
