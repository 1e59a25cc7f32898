import type { Value } from '../../onnx/builder.ts';
import { asDocument, asSegments, attend, local, mergeHeads, parameter, project, sinusoid, splitHeads } from './parts.ts';
import type { Mixed, MixerContext } from './parts.ts';

/*
 * Mixers that see the whole document in one run: x [S, T, d], n = S T tokens.
 */

/** Every token sees every token (Vaswani et al. 2017, arXiv 1706.03762): n^2 products, by flash attention, scores never laid out whole. */
export function full(c: MixerContext, layer: string, x: Value): Mixed {
  return { y: asSegments(c, project(c, layer, 'o', local(c, layer, asDocument(c, x)))) };
}

/**
 * Linformer (Wang et al. 2020, arXiv 2006.04768): keys and values are projected from n tokens to `rank` rows by one matrix for
 * all heads, layers, keys and values. `shrink` [rank, n] belongs to a length, so it is fed with the document.
 */
export function linformer(c: MixerContext, layer: string, x: Value, shrink: Value): Mixed {
  const flat = asDocument(c, x);
  const few = (part: string) => c.g.op('MatMul', [shrink, project(c, layer, part, flat)]); // [1, rank, d]
  return { y: asSegments(c, project(c, layer, 'o', attend(c, project(c, layer, 'q', flat), few('k'), few('v')))) };
}

/**
 * Performer (FAVOR+: Choromanski et al. 2020, arXiv 2009.14794): softmax attention by positive orthogonal random features, m a
 * head, so that keys and values meet in an [m, c] product first.
 */
export function performer(c: MixerContext, layer: string, x: Value): Mixed {
  const { g } = c;
  const flat = asDocument(c, x);
  const one = (part: string) => splitHeads(c, project(c, layer, part, flat)); // [1, H, n, c]
  const q = favor(c, layer, one('q'), [-1]);
  const k = favor(c, layer, one('k'), [-2, -1]);
  const sum = g.op('Unsqueeze', [g.op('ReduceSum', [k, g.ints([-2])], { keepdims: 0 }), g.ints([-1])]); // [1, H, m, 1]
  const store = g.op('MatMul', [g.op('Transpose', [k], { perm: [0, 1, 3, 2] }), one('v')]); // [1, H, m, c]
  const y = g.op('Div', [g.op('MatMul', [q, store]), g.op('MatMul', [q, sum])]);
  return { y: asSegments(c, project(c, layer, 'o', mergeHeads(c, y))) };
}

/** exp(W u - |u|^2 / 2 - the largest score over `over`) + 1e-4, u scaled by c^-1/4: [1, H, n, c] -> [1, H, n, m]. */
function favor(c: MixerContext, layer: string, u: Value, over: readonly number[]): Value {
  const { g, own } = c;
  const head = own.width / own.heads;
  const scaled = g.op('Mul', [u, g.scalar(head ** -0.25)]);
  const random = parameter(c, `${layer}.mix.random`, [own.features, head]);
  const scores = g.op('MatMul', [scaled, g.op('Transpose', [random], { perm: [1, 0] })]);
  const half = g.op('Mul', [g.op('ReduceSumSquare', [scaled, g.ints([-1])], { keepdims: 1 }), g.scalar(0.5)]);
  const most = g.op('ReduceMax', [scores, g.ints(over)], { keepdims: 1 });
  return g.op('Add', [g.op('Exp', [g.op('Sub', [scores, g.op('Add', [half, most])])]), g.scalar(1e-4)]);
}

/**
 * Segment, then document (Hi-Transformer: Wu et al. 2021, arXiv 2106.01040), in every layer: attention inside each segment; one
 * vector a segment, pooled by attention; attention among these; every token gets what its segment's vector got. `places` [S].
 */
export function hierarchical(c: MixerContext, layer: string, x: Value, places: Value): Mixed {
  const { g, own } = c;
  const w = g.op('Reshape', [parameter(c, `${layer}.mix.pool.weight`, [1, own.width]), g.ints([own.width, 1])]);
  const scores = g.op('Add', [g.op('MatMul', [x, w]), parameter(c, `${layer}.mix.pool.bias`, [1])]); // [S, T, 1]
  const share = g.op('Transpose', [g.op('Softmax', [scores], { axis: 1 })], { perm: [0, 2, 1] }); // [S, 1, T]
  const pooled = g.op('Transpose', [g.op('MatMul', [share, x])], { perm: [1, 0, 2] }); // [1, S, d]
  const s = g.op('Add', [pooled, sinusoid(c, places)]);
  const seen = attend(c, project(c, layer, 'dq', s), project(c, layer, 'dk', s), project(c, layer, 'dv', s));
  const given = g.op('Transpose', [project(c, layer, 'do', seen)], { perm: [1, 0, 2] }); // [S, 1, d]
  return { y: g.op('Add', [project(c, layer, 'o', local(c, layer, x)), given]) };
}

