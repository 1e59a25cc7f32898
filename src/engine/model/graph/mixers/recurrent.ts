import { GraphBuilder } from '../../onnx/builder.ts';
import type { Value } from '../../onnx/builder.ts';
import { carry, gate, read, write } from '../memory.ts';
import { product } from '../products.ts';
import { attend, local, mergeHeads, parameter, project, sinusoid, slice, splitHeads } from './parts.ts';
import type { Mixed, MixerContext } from './parts.ts';

/*
 * Mixers that read segment by segment with a state of fixed size: S segments of a document in a run, x [S, T, d], and the
 * layer's state before the first of them.
 */

/**
 * Transformer-XL (Dai et al. 2019, arXiv 1901.02860): a segment also sees the layer's input at the segment before, with the
 * paper's relative positions; both directions inside the segment. `state` [T, d]; `known` int32 [S], 1 where there is a
 * segment before.
 */
export function transformerXl(c: MixerContext, layer: string, x: Value, state: Value, known: Value): Mixed {
  const { g, own } = c;
  const { segment: t, width, heads } = own;
  const head = width / heads;
  const all = g.op('Concat', [g.op('Unsqueeze', [state, g.ints([0])]), x], { axis: 0 }); // [S + 1, T, d]
  const before = slice(c, all, 0, -1, 0); // [S, T, d]
  const after = g.op('Squeeze', [slice(c, all, -1, Number.MAX_SAFE_INTEGER, 0), g.ints([0])]); // [T, d]
  const both = g.op('Concat', [before, x], { axis: 1 }); // [S, 2T, d]
  const q = project(c, layer, 'q', x);
  const u = g.op('Add', [q, parameter(c, `${layer}.mix.bu`, [width])]);
  const v = g.op('Add', [q, parameter(c, `${layer}.mix.bv`, [width])]);
  const span = 3 * t - 1;
  const apart = g.tensor('xl.apart', 'float32', [1, span], Float32Array.from({ length: span }, (_, i) => 2 * t - 1 - i));
  const far = product(c, sinusoid(c, apart), `${layer}.mix.r.weight`, width, width); // [1, 3T - 1, d], distance falling
  const place = g.op('MatMul', [splitHeads(c, v), g.op('Transpose', [splitHeads(c, far)], { perm: [0, 1, 3, 2] })]); // [S, H, T, 3T - 1]
  // Entry (i, j) is place (i, T - 1 - i + j): rows moved against each other by reading them as one.
  const line = slice(c, g.op('Reshape', [place, g.ints([0, heads, t * span])]), t - 1, t - 1 + t * (span - 1), 2);
  const relative = slice(c, g.op('Reshape', [line, g.ints([0, heads, t, span - 1])]), 0, 2 * t, 3); // [S, H, T, 2T]
  const bias = g.op('Mul', [relative, g.scalar(head ** -0.5)]);
  const none = g.op('Mul', [g.op('Sub', [g.op('Cast', [known], { to: 1 }), g.scalar(1)]), g.scalar(1e4)]); // [S]
  const old = g.tensor('xl.old', 'float32', [1, 1, 1, 2 * t], Float32Array.from({ length: 2 * t }, (_, j) => (j < t ? 1 : 0)));
  const masked = g.op('Add', [bias, g.op('Mul', [g.op('Unsqueeze', [none, g.ints([1, 2, 3])]), old])]);
  const y = attend(c, u, project(c, layer, 'k', both), project(c, layer, 'v', both), { bias: masked });
  return { y: project(c, layer, 'o', y), after };
}

/**
 * Infini-attention as published (Munkhdalai et al. 2024, arXiv 2404.07143): the attention's own queries, keys and values,
 * features elu + 1, one gate beta a head, linear or delta writing. `state` [H, c, c + 1]: the memory, and in its last column
 * the normaliser.
 */
export function infini(c: MixerContext, layer: string, x: Value, state: Value): Mixed {
  const { g, own } = c;
  const head = own.width / own.heads;
  const [q, k, v] = ['q', 'k', 'v'].map((part) => project(c, layer, part, x)) as [Value, Value, Value];
  const positive = (u: Value) => g.op('Add', [g.op('Elu', [splitHeads(c, u)]), g.scalar(1)]); // [S, H, T, c]
  const parts = splitHeads(c, v);
  const first = slice(c, parts, 0, 1, 3);
  const ones = g.op('Add', [g.op('Mul', [first, g.scalar(0)]), g.scalar(1)]); // [S, H, T, 1]
  const values = g.op('Concat', [parts, ones], { axis: 3 }); // [S, H, T, c + 1]
  const { before, after } = carryInfini(c, layer, positive(k), values, state);
  const found = divided(g, g.op('MatMul', [positive(q), before]), head); // [S, H, T, c]
  const betas = c.weights.tensor(`${layer}.mix.beta`, [own.heads]).data;
  const share = Float32Array.from({ length: own.width }, (_, i) => 1 / (1 + Math.exp(-(betas[Math.floor(i / head)] ?? 0))));
  const remembered = g.op('Mul', [mergeHeads(c, found), g.tensor(`${layer}.beta`, 'float32', [own.width], share)]);
  const seen = g.op('Mul', [attend(c, q, k, v), g.tensor(`${layer}.beta.rest`, 'float32', [own.width], share.map((s) => 1 - s))]);
  return { y: project(c, layer, 'o', g.op('Add', [remembered, seen])), after };
}

/** The first `head` columns over the last one, which is 0 while nothing was written: [..., c + 1] -> [..., c]. */
function divided(g: GraphBuilder, x: Value, head: number): Value {
  const [sums, load] = g.ops('Split', [x, g.ints([head, 1])], 2, { axis: -1 });
  return g.op('Div', [sums ?? x, g.op('Max', [load ?? x, g.scalar(1e-6)])]);
}

/** The states before each segment [S, H, c, c + 1] and after the last: keys' features [S, H, T, c], values [S, H, T, c + 1]. */
function carryInfini(c: MixerContext, layer: string, features: Value, values: Value, state: Value): { readonly before: Value; readonly after: Value } {
  const { heads, segment, width, mixer } = c.own;
  const head = width / heads;
  const body = new GraphBuilder(`${layer}/step/`);
  const m = body.input('state', 'float32', [heads, head, head + 1]);
  const key = body.input('features', 'float32', [heads, segment, head]);
  const value = body.input('values', 'float32', [heads, segment, head + 1]);
  let written = value;
  if (mixer === 'infini-delta') {
    const known = divided(body, body.op('MatMul', [key, m]), head);
    written = body.op('Sub', [value, body.op('Pad', [known, body.ints([0, 0, 0, 0, 0, 1])])]);
  }
  const next = body.op('Add', [m, body.op('MatMul', [body.op('Transpose', [key], { perm: [0, 2, 1] }), written])]);
  body.output(next, 'after', 'float32', [heads, head, head + 1]);
  body.output(m, 'before', 'float32', [heads, head, head + 1]);
  const [after, before] = c.g.ops('Scan', [state, features, values], 2, { num_scan_inputs: 2, body: body.graph('step') });
  return { before: before ?? state, after: after ?? state };
}

/** infolio-1's own: local attention, and the memory of graph/memory.ts. `state` [F, dv]. */
export function ours(c: MixerContext, layer: string, x: Value, state: Value): Mixed {
  const { g } = c;
  const writable = g.op('Add', [g.op('Mul', [g.op('Squeeze', [slice(c, x, 0, 1, 2), g.ints([2])]), g.scalar(0)]), g.scalar(1)]); // [S, T]
  const name = `${layer}.memory`;
  const { before, after } = carry(c, write(c, name, x, gate(c, name, x, writable)), state);
  const y = g.op('Add', [project(c, layer, 'o', local(c, layer, x)), read(c, name, x, before)]);
  return { y, after };
}

