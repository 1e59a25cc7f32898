import type { ModelConfig } from '../config.ts';
import { memoryFeatureCount, restoreSlices, statementSlices } from '../config.ts';
import { GraphBuilder } from '../onnx/builder.ts';
import type { Value } from '../onnx/builder.ts';
import type { WeightFile } from '../safetensors.ts';
import type { Context, Recipe } from './context.ts';
import { rowsOf, toActivation, toFloat32 } from './context.ts';
import { carry, gate, kept, read, write } from './memory.ts';
import { norm } from './operators.ts';
import { exactProduct, product } from './products.ts';
import { attentionBias, layer } from './transformer.ts';

/*
 * The restoring branch: a layer beside the reader's last ones with a memory of its own, which fills [MASK] from what earlier
 * segments held (Restoring in models/training/model.py). It is a graph of its own, since answering does without it. Its
 * memory has two parts with their own keys and gates: statements, of which few are written and kept whole, and names, which
 * are written often and drown each other in time. Shapes as in transformer.ts; K slices in all; N masks; V words.
 */

/** One part of the branch's memory. */
interface Part {
  /** Its weights' names begin so. */
  readonly name: string;
  readonly context: Context;
  /** [features, values]. */
  readonly memory: Value;
  readonly slices: readonly [from: number, to: number];
}

/**
 * What reading needs of the branch.
 *
 * In:  inner [S, T, d] float32, what the reader's first layers gave; mask and writable [S, T]; memory [K, F, dv]. T is at least
 *      restoreTop, but where segments run alone.
 * Out: memoryAfter [K, F, dv]; outer [S, T, d], what filling starts from.
 */
export function buildRestoring(config: ModelConfig, weights: WeightFile, recipe: Recipe): Uint8Array {
  const { g, c, S, memory, shape } = begin(config, weights, recipe);
  const inner = g.input('inner', 'float32', [S, 'T', config.width]);
  const mask = g.input('mask', 'float32', [S, 'T']);
  const writable = g.input('writable', 'float32', [S, 'T']);

  const x = g.within('restore/layer', () => layer(c, 'restore.layer', toActivation(c, inner), attentionBias(c, mask), null)); // [S, T, d]
  const written = partsOf(c, memory).map((part) =>
    g.within(part.name, () => {
      const strength = gate(part.context, part.name, x, writable); // [S, T]
      const { after } = carry(part.context, { ...write(part.context, part.name, x, strength), kept: kept(part.context, writable) }, part.memory);
      return g.op('Reshape', [after, g.ints([part.slices[1] - part.slices[0], ...shape.slice(1)])]);
    }),
  );
  g.output(g.op('Concat', written, { axis: 0 }), 'memoryAfter', 'float32', shape);
  g.output(toFloat32(c, x), 'outer', 'float32', [S, 'T', config.width]);
  return g.encode('infolio-restoring');
}

/**
 * The words at masks.
 *
 * In:  outer [S, T, d] float32; memory [K, F, dv]; asked [N] int32, which token of the run each [MASK] is, the rows put end to end.
 * Out: restored [N, V], logits of the words.
 */
export function buildFilling(config: ModelConfig, weights: WeightFile, recipe: Recipe): Uint8Array {
  const { g, c, S, memory } = begin(config, weights, recipe);
  const outer = g.input('outer', 'float32', [S, 'T', config.width]);
  const asked = g.input('asked', 'int32', ['N']);
  const tokens = g.op('Reshape', [outer, g.ints([-1, config.width])]); // [S T, d]
  g.output(fill(c, partsOf(c, memory), g.op('Gather', [tokens, asked])), 'restored', 'float32', ['N', config.vocabulary]);
  return g.encode('infolio-filling');
}

/** What both graphs begin with. */
function begin(config: ModelConfig, weights: WeightFile, recipe: Recipe) {
  const g = new GraphBuilder();
  const c: Context = { g, config, weights, recipe, quantised: new Map() };
  const shape = [restoreSlices(config), memoryFeatureCount(config), config.memoryValue];
  return { g, c, S: rowsOf(recipe), memory: g.input('memory', 'float32', shape), shape };
}

/** The parts that a model has, each with its own memory out of all slices. */
function partsOf(c: Context, memory: Value): readonly Part[] {
  const { g, config } = c;
  const own = { ...config, memoryTop: config.restoreTop, memoryThreshold: config.restoreThreshold, memoryGain: 1, memoryRead: 1 };
  const part = (name: string, from: number, to: number, memoryKey: number, more = {}): Part => {
    const of = { ...own, memoryKey, memoryValue: config.restoreValue, ...more };
    const cut = g.op('Slice', [memory, g.ints([from]), g.ints([to]), g.ints([0])]);
    return { name, context: { ...c, config: of }, memory: g.op('Reshape', [cut, g.ints([memoryFeatureCount(of), config.restoreValue])]), slices: [from, to] };
  };
  const at = statementSlices(config);
  const statements = part('restore.statements', 0, at, config.restoreKey);
  return config.namesKey === 0 ? [statements] : [statements, part('restore.names', at, restoreSlices(config), config.namesKey, { memoryThreshold: 0, memoryDecay: config.namesDecay })];
}

/** The words at masks: h [N, d] and what each part recalls -> logits [N, V]. */
function fill(c: Context, parts: readonly Part[], h: Value): Value {
  const { g, config } = c;
  const { width, vocabulary } = config;
  // A few masks only: their queries are not rounded.
  const recalled = parts.map(({ name, context, memory }) => read({ ...context, recipe: { ...context.recipe, precision: 'fp32' } }, name, h, memory));
  const y = recalled.reduce((sum, r) => g.op('Add', [sum, r]), h);
  const z = norm(c, toActivation(c, g.op('Gelu', [exactProduct(c, y, 'restore.h1.weight', width, width, { bias: 'restore.h1.bias' })])), 'restore.h2');
  return toFloat32(c, product(c, z, 'words.weight', vocabulary, width));
}
