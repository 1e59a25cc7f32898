import { memoryFeatureCount } from '../config.ts';
import type { ModelConfig } from '../config.ts';
import { GraphBuilder } from '../onnx/builder.ts';
import type { Value } from '../onnx/builder.ts';
import type { WeightFile } from '../safetensors.ts';
import { rowsOf, toActivation, toFloat32 } from './context.ts';
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
export const graphVersion = 13;

/**
 * Writes the network as an ONNX graph. One graph serves reading and consulting: where nothing is writable the memory
 * stays as it is, and every segment sees the same one.
 *
 * In:  ids, kinds [S, T] and positions [T] (0, 1, 2...) int32; mask [S, T] 1 for a token, 0 for padding; writable [S, T]
 *      1 for a token that may be written; place [S, 3]; memory [L, F, dv]. T is at least memoryTop, but where segments run alone.
 * Out: vectors [S, d]; importance [S, T]; gates [S, T]; spans [S, T, 2]; memoryAfter [L, F, dv]; with a restoring branch
 *      also inner [S, T, d], what it starts from.
 */
export function buildGraph(config: ModelConfig, weights: WeightFile, recipe: Recipe): Uint8Array {
  const c = contextOf(config, weights, recipe);
  const { g } = c;
  const S = rowsOf(recipe);
  const embedded = embeddedInputs(c);
  const mask = g.input('mask', 'float32', [S, 'T']);
  const bias = attentionBias(c, mask); // [S, 1, T, T]
  const memories = memoriesOf(c);
  const inner = layers(c, embedded, bias, memories, 0, config.restoreAfter);
  if (config.restoreAfter > 0) g.output(toFloat32(c, inner), 'inner', 'float32', [S, 'T', config.width]);
  heads(c, layers(c, inner, bias, memories, config.restoreAfter, config.layers), mask, memories);
  return g.encode('infolio');
}

/**
 * After how many layers the network can be cut in two, so that the first part knows nothing of the memory: where the restoring branch
 * starts, or before the first layer with a memory. 0 where there is no such place.
 */
export function cutOf({ restoreAfter, memoryLayers, layers: all }: ModelConfig): number {
  const first = memoryLayers[0] ?? all;
  if (restoreAfter === 0) return first;
  return restoreAfter <= first ? restoreAfter : 0;
}

/** After how many layers what is before the cut is cut once more: half of the network, where that is less. */
export function halfOf(config: ModelConfig): number {
  return Math.min(cutOf(config), Math.floor(config.layers / 2));
}

/** The part before the first cut, for segments that run alone. In: ids, positions, kinds, place as for the whole. Out: inner [S, T, d]. */
export function buildLower(config: ModelConfig, weights: WeightFile, recipe: Recipe): Uint8Array {
  const c = contextOf(config, weights, recipe);
  const inner = layers(c, embeddedInputs(c), null, null, 0, halfOf(config));
  c.g.output(toFloat32(c, inner), 'inner', 'float32', [rowsOf(recipe), 'T', config.width]);
  return c.g.encode('infolio-lower');
}

/** The part between both cuts. In: outer [S, T, d], what the lower one gave. Out: inner [S, T, d]. */
export function buildMiddle(config: ModelConfig, weights: WeightFile, recipe: Recipe): Uint8Array {
  const c = contextOf(config, weights, recipe);
  const shape = [rowsOf(recipe), 'T', config.width];
  const inner = layers(c, toActivation(c, c.g.input('outer', 'float32', shape)), null, null, halfOf(config), cutOf(config));
  c.g.output(toFloat32(c, inner), 'inner', 'float32', shape);
  return c.g.encode('infolio-middle');
}

/** The part behind the cut. In: inner [S, T, d]; mask, writable, memory as for the whole. Out: as for the whole, but for inner. */
export function buildUpper(config: ModelConfig, weights: WeightFile, recipe: Recipe): Uint8Array {
  const c = contextOf(config, weights, recipe);
  const S = rowsOf(recipe);
  const inner = c.g.input('inner', 'float32', [S, 'T', config.width]);
  const mask = c.g.input('mask', 'float32', [S, 'T']);
  const memories = memoriesOf(c);
  heads(c, layers(c, toActivation(c, inner), null, memories, cutOf(config), config.layers), mask, memories);
  return c.g.encode('infolio-upper');
}

function contextOf(config: ModelConfig, weights: WeightFile, recipe: Recipe): Context {
  return { g: new GraphBuilder(), config, weights, recipe, quantised: new Map() };
}

/** What the first layer takes: [S, T, d]. */
function embeddedInputs(c: Context): Value {
  const { g, recipe } = c;
  const S = rowsOf(recipe);
  const ids = g.input('ids', 'int32', [S, 'T']);
  const positions = g.input('positions', 'int32', ['T']);
  const kinds = g.input('kinds', 'int32', [S, 'T']);
  const place = g.input('place', 'float32', [S, 3]);
  return g.within('embed', () => embed(c, ids, positions, kinds, place));
}

/** The memories that a graph takes, and what its layers make of them on their way. */
interface Memories {
  readonly writable: Value;
  /** [L, F, dv]. */
  readonly before: Value;
  readonly after: Value[];
  readonly gates: Value[];
}

function memoriesOf({ g, config, recipe }: Context): Memories {
  return { writable: g.input('writable', 'float32', [rowsOf(recipe), 'T']), before: g.input('memory', 'float32', memoryShape(config)), after: [], gates: [] };
}

function memoryShape(config: ModelConfig): [number, number, number] {
  return [config.memoryLayers.length, memoryFeatureCount(config), config.memoryValue];
}

/** Layers from..to-1, those with a memory too where there are memories: x [S, T, d] -> [S, T, d]. */
function layers(c: Context, embedded: Value, bias: Value | null, memories: Memories | null, from: number, to: number): Value {
  const { g, config, recipe } = c;
  const S = rowsOf(recipe);
  let x = embedded;
  for (let i = from; i < to; i++) {
    const name = `layers.${i}`;
    const m = memories === null ? -1 : config.memoryLayers.indexOf(i);
    const input = x;
    if (memories === null || m < 0) {
      x = g.within(name, () => layer(c, name, input, bias, null));
    } else {
      const before = g.op('Gather', [memories.before, g.index(m)]); // [F, dv]
      const own = g.within(`${name}/memory`, () => remember(c, name, input, memories.writable, before));
      x = g.within(name, () => layer(c, name, input, bias, own.recalled));
      memories.after.push(own.after);
      memories.gates.push(own.strength);
      if (recipe.layers) g.output(own.strength, `gate${m}`, 'float32', [S, 'T']);
    }
    if (recipe.layers) g.output(toFloat32(c, x), `hidden${i}`, 'float32', [S, 'T', config.width]);
  }
  return x;
}

/** What the last layer's x [S, T, d] and the memories give. */
function heads(c: Context, x: Value, mask: Value, { after, gates }: Memories): void {
  const { g, config, recipe } = c;
  const S = rowsOf(recipe);
  const hidden = toFloat32(c, x);
  g.output(recall(c, hidden, mask), 'vectors', 'float32', [S, config.width]);
  g.output(importance(c, hidden), 'importance', 'float32', [S, 'T']);
  g.output(spans(c, hidden), 'spans', 'float32', [S, 'T', 2]);
  g.output(mean(c, gates), 'gates', 'float32', [S, 'T']);
  g.output(g.op('Concat', after.map((m) => g.op('Unsqueeze', [m, g.ints([0])])), { axis: 0 }), 'memoryAfter', 'float32', memoryShape(config));
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

/** What is added to the attention's scores: 0 for tokens, -10000 for padding; null where there is none. mask [S, T] -> [S, 1, T, T]. */
export function attentionBias(c: Context, mask: Value): Value | null {
  if (c.recipe.operators === 'unpadded') return null;
  const { g } = c;
  const keys = g.op('Unsqueeze', [g.op('Mul', [g.op('Sub', [mask, g.scalar(1)]), g.scalar(1e4)]), g.ints([1, 2])]); // [S, 1, 1, T]
  const queries = g.op('Unsqueeze', [g.op('Mul', [mask, g.scalar(0)]), g.ints([1, 3])]); // [S, 1, T, 1], the same for all
  return toActivation(c, g.op('Add', [queries, keys]));
}

/** One layer: local attention, what the memory gave (null without), feed-forward. x [S, T, d] -> [S, T, d]. */
export function layer(c: Context, name: string, x: Value, bias: Value | null, recalled: Value | null): Value {
  const seen = attend(c, name, x, bias); // [S, T, d]
  const y = recalled === null ? seen : c.g.op('Add', [seen, toActivation(c, recalled)]);
  const h = norm(c, c.g.op('Add', [x, y]), `${name}.n1`);
  return norm(c, c.g.op('Add', [h, feedForward(c, name, h)]), `${name}.n2`);
}

/** Local attention within each segment: x [S, T, d] -> [S, T, d]. */
function attend(c: Context, name: string, x: Value, bias: Value | null): Value {
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
