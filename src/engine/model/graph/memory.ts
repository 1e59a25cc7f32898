import { memoryFeatureCount } from '../config.ts';
import { GraphBuilder } from '../onnx/builder.ts';
import type { Value } from '../onnx/builder.ts';
import type { Context } from './context.ts';
import { toFloat32 } from './context.ts';
import { features, normalised } from './features.ts';
import { silu } from './operators.ts';
import { exactProduct, product } from './products.ts';

/*
 * One layer's compressive memory M [F, dv], in fp32. Infini-attention: Munkhdalai et al. 2024, arXiv 2404.07143. Write
 * rule: the sequential delta rule over a segment's salient tokens, solved at once (DeltaNet; ARMT, arXiv 2407.04841).
 * S segments of T tokens, of which n are written; d the width of the network.
 */

/** What the segments of a run would write: keys' features [S, n, F], values [S, n, dv], solution [S, n, n]. */
export interface Writing {
  readonly phi: Value;
  readonly values: Value;
  readonly solution: Value;
  /** What is left of the memory when a segment begins, [S, 1, 1]; absent where nothing fades. */
  readonly kept?: Value | undefined;
}

/** What is left of the memory when each segment begins, for a memory that fades: writable [S, T] -> [S, 1, 1]. Where nothing may be written nothing fades. */
export function kept({ g, config }: Context, writable: Value): Value | undefined {
  if (config.memoryDecay === 1) return undefined;
  const written = g.op('Unsqueeze', [g.op('ReduceMax', [writable, g.ints([1])], { keepdims: 1 }), g.ints([2])]); // [S, 1, 1]
  return g.op('Sub', [g.scalar(1), g.op('Mul', [written, g.scalar(1 - config.memoryDecay)])]);
}

/** How strongly each token is written, 0..1, by the weights `name`: x [S, T, d], writable [S, T] (0 or 1) -> [S, T]. */
export function gate(c: Context, name: string, x: Value, writable: Value): Value {
  const { g, config } = c;
  if (!config.memoryGated) return writable;
  const { width, memoryGate: hidden, memoryFloor: floor, memoryGain: gain, memoryThreshold: threshold } = config;
  const h = silu(c, exactProduct(c, toFloat32(c, x), `${name}.g1.weight`, hidden, width, { bias: `${name}.g1.bias` })); // [S, T, hidden]
  const logit = exactProduct(c, h, `${name}.g2.weight`, 1, hidden, { bias: `${name}.g2.bias` }); // [S, T, 1]
  const open = g.op('Sigmoid', [g.op('Squeeze', [logit, g.ints([-1])])]); // [S, T]
  // gain * relu((1 + floor) * open - floor): a gate that can close wholly.
  const strength = g.op('Sub', [g.op('Mul', [open, g.scalar(gain * (1 + floor))]), g.scalar(gain * floor)]);
  const w = g.op('Mul', [g.op('Clip', [strength, g.scalar(0), g.scalar(1)]), writable]);
  return threshold > 0 ? g.op('Mul', [w, g.op('Cast', [g.op('Greater', [w, g.scalar(threshold)])], { to: 1 })]) : w;
}

/** What the n most salient tokens of each segment write, in their order: x [S, T, d], strength w [S, T]. */
export function write(c: Context, name: string, x: Value, w: Value): Writing {
  const { config } = c;
  const { xs, ws } = c.recipe.operators === 'unpadded' ? strongestOfOne(c, x, w) : strongest(c, x, w);
  const key = exactProduct(c, xs, `${name}.k.weight`, config.memoryKey, config.width); // [S, n, key]
  const phi = normalised(c, features(c, key)); // [S, n, F]
  const values = exactProduct(c, xs, `${name}.v.weight`, config.memoryValue, config.width); // [S, n, dv]
  return { phi, values, solution: solution(c, phi, ws) };
}

/** The n most salient tokens of each segment in their order: x [S, T, d], w [S, T] -> xs [S, n, d] and ws [S, n]. T is at least n. */
function strongest(c: Context, x: Value, w: Value): { readonly xs: Value; readonly ws: Value } {
  const { g, config } = c;
  const [, chosen] = g.ops('TopK', [w, g.ints([config.memoryTop])], 2, { axis: 1 });
  // Places as fp32, which holds them exactly: WebGPU neither sorts nor casts int64.
  const places = g.op('CumSum', [g.op('Add', [g.op('Mul', [w, g.scalar(0)]), g.scalar(1)]), g.index(1)], { exclusive: 1 }); // [S, T]
  const [kept] = g.ops('TopK', [g.op('GatherElements', [places, chosen ?? w], { axis: 1 }), g.ints([config.memoryTop])], 2, { axis: 1, largest: 0 }); // ascending
  const at = g.op('Cast', [kept ?? w], { to: 7 });
  const xs = toFloat32(c, g.op('GatherND', [x, g.op('Cast', [g.op('Unsqueeze', [kept ?? w, g.ints([2])])], { to: 7 })], { batch_dims: 1 }));
  return { xs, ws: g.op('GatherElements', [w, at], { axis: 1 }) };
}

/** The same for one segment of any length: places behind its end are of strength 0 and take the last token. */
function strongestOfOne(c: Context, x: Value, w: Value): { readonly xs: Value; readonly ws: Value } {
  const { g, config } = c;
  const n = g.ints([config.memoryTop]);
  const [flat, tokens] = [g.op('Squeeze', [w, g.ints([0])]), g.op('Squeeze', [x, g.ints([0])])]; // [T], [T, d]
  const enough = g.op('Concat', [flat, g.tensor('memory.behind', 'float32', [config.memoryTop], new Float32Array(config.memoryTop))], { axis: 0 }); // [T + n]
  const [, chosen] = g.ops('TopK', [enough, n], 2, {});
  const [kept] = g.ops('TopK', [g.op('Cast', [chosen ?? w], { to: 1 }), n], 2, { largest: 0 }); // ascending
  const at = g.op('Cast', [kept ?? w], { to: 7 });
  const last = g.op('Sub', [g.op('Shape', [flat]), g.ints([1])]);
  const xs = toFloat32(c, g.op('Gather', [tokens, g.op('Min', [at, last])])); // [n, d]
  return { xs: g.op('Unsqueeze', [xs, g.ints([0])]), ws: g.op('Unsqueeze', [g.op('Gather', [enough, at]), g.ints([0])]) };
}

/** The matrix [S, n, n] that turns values into what is added at each key: phi [S, n, F], strengths w [S, n]. */
function solution(c: Context, phi: Value, w: Value): Value {
  const { g, config } = c;
  const n = config.memoryTop;
  const row = g.op('Unsqueeze', [w, g.ints([1])]); // [S, 1, n]
  const column = g.op('Unsqueeze', [w, g.ints([2])]); // [S, n, 1]
  if (config.memoryRule === 'linear') return g.op('Mul', [identity(g, n), row]);
  const likeness = g.op('MatMul', [phi, g.op('Transpose', [phi], { perm: [0, 2, 1] })]); // [S, n, n]
  if (config.memoryRule === 'normalised') {
    const load = g.op('Max', [g.op('MatMul', [g.op('Abs', [likeness]), column]), g.scalar(1)]); // [S, n, 1]
    return g.op('Mul', [identity(g, n), g.op('Div', [column, load])]);
  }
  return g.op('Mul', [inverseBelow(g, g.op('Mul', [likeness, column]), n), row]);
}

/**
 * (I + L)^-1, where L is the part of l [S, n, n] below its diagonal, by doubling: where blocks of size b are inverted, those
 * of size 2b follow from  [A 0; C B]^-1 = [A^-1 0; -B^-1 C A^-1 B^-1]. Unlike the product (I - L)(I + L^2)(I + L^4)... it
 * never forms powers of L, whose entries outgrow fp32's digits where many keys are alike and strongly written.
 */
export function inverseBelow(g: GraphBuilder, l: Value, n: number): Value {
  let solved = identity(g, n);
  for (let b = 1; b < n; b *= 2) {
    const corner = (i: number, j: number) => Math.floor(i / (2 * b)) === Math.floor(j / (2 * b)) && Math.floor(i / b) % 2 === 1 && Math.floor(j / b) % 2 === 0;
    const below = g.op('Mul', [l, g.tensor(`memory.corners${b}`, 'float32', [n, n], matrix(n, corner))]);
    const change = b === 1 ? below : g.op('MatMul', [g.op('MatMul', [solved, below]), solved]);
    solved = g.op('Sub', [solved, change]);
  }
  return solved;
}

function identity(g: GraphBuilder, n: number): Value {
  return g.tensor('memory.identity', 'float32', [n, n], matrix(n, (i, j) => i === j));
}

function matrix(n: number, one: (row: number, column: number) => boolean): Float32Array {
  return Float32Array.from({ length: n * n }, (_, at) => (one(Math.floor(at / n), at % n) ? 1 : 0));
}

/** The memory before each segment [S, F, dv] and after the last [F, dv], from the one before the first [F, dv]. */
export function carry(c: Context, writing: Writing, memory: Value): { readonly before: Value; readonly after: Value } {
  const { segments } = c.recipe;
  return segments === 'scan' ? scan(c, writing, memory) : unrolled(c, writing, memory, segments);
}

/** One segment's step: M + phi^T A (V - phi M), with phi [n, F], values [n, dv], solution A [n, n], kept [1, 1], memory M [F, dv]. */
function step(g: GraphBuilder, c: Context, { phi, values, solution: a, kept: left }: Writing, whole: Value): Value {
  const memory = left === undefined ? whole : g.op('Mul', [whole, left]);
  const error = c.config.memoryRule === 'linear' ? values : g.op('Sub', [values, g.op('MatMul', [phi, memory])]);
  return g.op('Add', [memory, g.op('MatMul', [g.op('Transpose', [phi], { perm: [1, 0] }), g.op('MatMul', [a, error])])]);
}

function scan(c: Context, { phi, values, solution: a, kept: left }: Writing, memory: Value): { before: Value; after: Value } {
  const { memoryTop: n, memoryValue: dv } = c.config;
  const f = memoryFeatureCount(c.config);
  // Names inside must differ from all names outside: the memory's own name is one that no other scan has.
  const body = new GraphBuilder(`${memory.name}/step/`);
  const m = body.input('memory', 'float32', [f, dv]);
  const writing = { phi: body.input('phi', 'float32', [n, f]), values: body.input('values', 'float32', [n, dv]), solution: body.input('solution', 'float32', [n, n]), kept: left && body.input('kept', 'float32', [1, 1]) };
  body.output(step(body, c, writing, m), 'after', 'float32', [f, dv]);
  body.output(m, 'before', 'float32', [f, dv]);
  const [after, before] = c.g.ops('Scan', [memory, phi, values, a, ...(left === undefined ? [] : [left])], 2, { num_scan_inputs: left === undefined ? 3 : 4, body: body.graph('step') });
  return { before: before ?? memory, after: after ?? memory };
}

function unrolled(c: Context, { phi, values, solution: a, kept: left }: Writing, memory: Value, segments: number): { before: Value; after: Value } {
  const { g } = c;
  const before: Value[] = [];
  let after = memory;
  for (let s = 0; s < segments; s++) {
    const pick = (x: Value) => g.op('Squeeze', [segments === 1 ? x : g.op('Slice', [x, g.ints([s]), g.ints([s + 1]), g.ints([0])]), g.ints([0])]);
    before.push(g.op('Unsqueeze', [after, g.ints([0])]));
    after = step(g, c, { phi: pick(phi), values: pick(values), solution: pick(a), kept: left && pick(left) }, after);
  }
  return { before: before.length === 1 ? (before[0] ?? memory) : g.op('Concat', before, { axis: 0 }), after };
}

/** What each token recalls: x [S, T, d], the memories before the segments [S, F, dv] -> [S, T, d] in fp32; or x [N, d], one memory [F, dv] -> [N, d]. */
export function read(c: Context, name: string, x: Value, before: Value): Value {
  const { memoryKey, memoryValue, memoryRead, width } = c.config;
  const query = toFloat32(c, product(c, x, `${name}.q.weight`, memoryKey, width)); // [S, T, key]
  const raw = features(c, query); // [S, T, F]
  // Dividing the product by the features' length instead of the features saves a pass over [S, T, F].
  const found = c.g.op('Div', [c.g.op('MatMul', [raw.features, before]), raw.length]); // [S, T, dv]
  return exactProduct(c, found, `${name}.o.weight`, width, memoryValue, { scale: memoryRead });
}
