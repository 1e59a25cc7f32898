import { memoryFeatureCount } from '../config.ts';
import type { ModelConfig } from '../config.ts';
import { GraphBuilder } from '../onnx/builder.ts';
import type { Value } from '../onnx/builder.ts';
import type { WeightFile } from '../safetensors.ts';
import { toActivation, toFloat32 } from './context.ts';
import type { Context, Recipe } from './context.ts';
import { importance, recall, spans } from './heads.ts';
import { carry, gate, read, write } from './memory.ts';
import { attention, mean, norm, silu } from './operators.ts';
import { exactProduct, lookUp, product } from './products.ts';

/*
 * The Infini-Transformer from ids to heads, as models/training/model.py has it. Shapes: S segments of one document, T
 * tokens a segment, d the width, L layers with memory, F features by dv values a memory.
 */

/** Counts up with every change of what the graph computes or of its inputs and outputs: cached graphs of others are not used. */
export const graphVersion = 10;

/**
 * Writes the network as an ONNX graph. One graph serves reading and consulting: where nothing is writable the memory
 * stays as it is, and every segment sees the same one.
 *
 * In:  ids, kinds [S, T] and positions [T] (0, 1, 2...) int32; mask [S, T] 1 for a token, 0 for padding; writable [S, T]
 *      1 for a token that may be written; place [S, 3]; memory [L, F, dv]. T is at least memoryTop.
 * Out: vectors [S, d]; importance [S, T]; gates [S, T]; spans [S, T, 2]; memoryAfter [L, F, dv]; with a restoring branch
 *      also inner [S, T, d], what it starts from.
 */
export function buildGraph(config: ModelConfig, weights: WeightFile, recipe: Recipe): Uint8Array {
  const g = new GraphBuilder();
  const c: Context = { g, config, weights, recipe, quantised: new Map() };
  const S = recipe.segments === 'scan' ? 'S' : recipe.segments;
  const shape = [config.memoryLayers.length, memoryFeatureCount(config), config.memoryValue];
  const ids = g.input('ids', 'int32', [S, 'T']);
  const positions = g.input('positions', 'int32', ['T']);
  const kinds = g.input('kinds', 'int32', [S, 'T']);
  const mask = g.input('mask', 'float32', [S, 'T']);
  const writable = g.input('writable', 'float32', [S, 'T']);
  const place = g.input('place', 'float32', [S, 3]);
  const memory = g.input('memory', 'float32', shape);

  let x = g.within('embed', () => embed(c, ids, positions, kinds, place)); // [S, T, d]
  const bias = attentionBias(c, mask); // [S, 1, T, T]
  const after: Value[] = [];
  const gates: Value[] = [];
  for (let i = 0; i < config.layers; i++) {
    if (i > 0 && i === config.restoreAfter) g.output(toFloat32(c, x), 'inner', 'float32', [S, 'T', config.width]);
    const name = `layers.${i}`;
    const m = config.memoryLayers.indexOf(i);
    if (m < 0) {
      x = g.within(name, () => layer(c, name, x, bias, null)); // [S, T, d]
    } else {
      const before = g.op('Gather', [memory, g.index(m)]); // [F, dv]
      const own = g.within(`${name}/memory`, () => remember(c, name, x, writable, before));
      x = g.within(name, () => layer(c, name, x, bias, own.recalled));
      after.push(own.after);
      gates.push(own.strength);
      if (recipe.layers) g.output(own.strength, `gate${m}`, 'float32', [S, 'T']);
    }
    if (recipe.layers) g.output(toFloat32(c, x), `hidden${i}`, 'float32', [S, 'T', config.width]);
  }

  const hidden = toFloat32(c, x);
  g.output(recall(c, hidden, mask), 'vectors', 'float32', [S, config.width]);
  g.output(importance(c, hidden), 'importance', 'float32', [S, 'T']);
  g.output(spans(c, hidden), 'spans', 'float32', [S, 'T', 2]);
  g.output(mean(c, gates), 'gates', 'float32', [S, 'T']);
  g.output(g.op('Concat', after.map((m) => g.op('Unsqueeze', [m, g.ints([0])])), { axis: 0 }), 'memoryAfter', 'float32', shape);
  return g.encode('infolio');
}

/** Words, positions in the segment and kinds; then the dynamic position encoding (1 + alpha(place)) x + beta(place). */
function embed(c: Context, ids: Value, positions: Value, kinds: Value, place: Value): Value {
  const { g, config } = c;
  const { width, positionHidden } = config;
  const words = lookUp(c, ids, 'words.weight', config.vocabulary, width); // [S, T, d]
  const places = g.op('Gather', [table(c, 'places.weight', config.positions), positions]); // [T, d]
  const sort = g.op('Gather', [table(c, 'kinds.weight', config.types), kinds]); // [S, T, d]
  const x = norm(c, g.op('Add', [g.op('Add', [words, places]), sort]), 'norm');
  const h = silu(c, exactProduct(c, place, 'p1.weight', positionHidden, 3)); // [S, hidden]
  const both = g.op('Unsqueeze', [toActivation(c, exactProduct(c, h, 'p2.weight', 2 * width, positionHidden)), g.ints([1])]);
  const [alpha, beta] = g.ops('Split', [both], 2, { axis: -1, num_outputs: 2 }); // [S, 1, d] each
  return g.op('Add', [g.op('Add', [x, g.op('Mul', [x, alpha ?? x])]), beta ?? x]);
}

function table(c: Context, name: string, rows: number): Value {
  const { width } = c.config;
  return toActivation(c, c.g.tensor(name, 'float32', [rows, width], () => c.weights.tensor(name, [rows, width]).data));
}

/** What is added to the attention's scores: 0 for tokens, -10000 for padding. mask [S, T] -> [S, 1, T, T]. */
export function attentionBias(c: Context, mask: Value): Value {
  const { g } = c;
  const keys = g.op('Unsqueeze', [g.op('Mul', [g.op('Sub', [mask, g.scalar(1)]), g.scalar(1e4)]), g.ints([1, 2])]); // [S, 1, 1, T]
  const queries = g.op('Unsqueeze', [g.op('Mul', [mask, g.scalar(0)]), g.ints([1, 3])]); // [S, 1, T, 1], the same for all
  return toActivation(c, g.op('Add', [queries, keys]));
}

/** One layer: local attention, what the memory gave (null without), feed-forward. x [S, T, d] -> [S, T, d]. */
export function layer(c: Context, name: string, x: Value, bias: Value, recalled: Value | null): Value {
  const seen = attend(c, name, x, bias); // [S, T, d]
  const y = recalled === null ? seen : c.g.op('Add', [seen, toActivation(c, recalled)]);
  const h = norm(c, c.g.op('Add', [x, y]), `${name}.n1`);
  return norm(c, c.g.op('Add', [h, feedForward(c, name, h)]), `${name}.n2`);
}

/** Local attention within each segment: x [S, T, d] -> [S, T, d]. */
function attend(c: Context, name: string, x: Value, bias: Value): Value {
  const project = (y: Value, part: string) => product(c, y, `${name}.${part}.weight`, c.config.width, c.config.width, `${name}.${part}.bias`);
  return project(attention(c, project(x, 'q'), project(x, 'k'), project(x, 'v'), bias), 'o');
}

/** down(gelu(up(x))), the exact GELU with erf: [S, T, d] -> [S, T, d]. */
function feedForward(c: Context, name: string, x: Value): Value {
  const { width, feedForward: inner } = c.config;
  const h = c.g.op('Gelu', [product(c, x, `${name}.up.weight`, inner, width, `${name}.up.bias`)]); // [S, T, 4d]
  return product(c, h, `${name}.down.weight`, width, inner, `${name}.down.bias`);
}

/** The layer's memory: what it gives to x [S, T, d], how strongly tokens are written [S, T], what it is after the run. */
function remember(c: Context, name: string, x: Value, writable: Value, memory: Value): { recalled: Value; strength: Value; after: Value } {
  const strength = gate(c, `${name}.memory`, x, writable); // [S, T]
  const { before, after } = carry(c, write(c, `${name}.memory`, x, strength), memory); // [S, F, dv], [F, dv]
  return { recalled: read(c, `${name}.memory`, x, before), strength, after };
}
