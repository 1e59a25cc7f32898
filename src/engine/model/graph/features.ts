import type { Value } from '../onnx/builder.ts';
import type { Context } from './context.ts';

/** Features before they are brought to length 1, and their length: [..., F] and [..., 1]. */
export interface Features {
  readonly features: Value;
  readonly length: Value;
}

/** Shortest length that is divided by, as in model.py. */
const shortest = 1e-6;

/**
 * Features of keys and queries u [..., n], all non-negative:
 * dpfp: r * roll(r, 1), r = [relu(u), relu(-u)], 2n of them (DPFP-1, Schlag et al. 2021, arXiv 2102.11174);
 * elu1: elu(u) + 1 (the map of the Infini-attention paper); relu: relu(u).
 */
export function features(c: Context, u: Value): Features {
  const { g, config } = c;
  const raw = config.memoryFeatures === 'dpfp' ? dpfp(c, u) : config.memoryFeatures === 'elu1' ? g.op('Add', [g.op('Elu', [u]), g.scalar(1)]) : g.op('Relu', [u]);
  const length = g.op('Max', [g.op('ReduceL2', [raw, g.ints([-1])], { keepdims: 1 }), g.scalar(shortest)]);
  return { features: raw, length };
}

/** [..., n] -> [..., 2n]. */
function dpfp(c: Context, u: Value): Value {
  const { g } = c;
  const n = 2 * c.config.memoryKey;
  const r = g.op('Concat', [g.op('Relu', [u]), g.op('Relu', [g.op('Neg', [u])])], { axis: -1 });
  const last = g.op('Slice', [r, g.ints([n - 1]), g.ints([n]), g.ints([-1])]);
  const others = g.op('Slice', [r, g.ints([0]), g.ints([n - 1]), g.ints([-1])]);
  return g.op('Mul', [r, g.op('Concat', [last, others], { axis: -1 })]);
}

/** Features of length 1. */
export function normalised(c: Context, { features: raw, length }: Features): Value {
  return c.g.op('Div', [raw, length]);
}
