import type { ModelConfig } from '../config.ts';
import { memoryFeatureCount, restoreSlices } from '../config.ts';
import { GraphBuilder } from '../onnx/builder.ts';
import type { Value } from '../onnx/builder.ts';
import type { WeightFile } from '../safetensors.ts';
import type { Context, Recipe } from './context.ts';
import { toActivation, toFloat32 } from './context.ts';
import { features } from './features.ts';
import { carry, gate, write } from './memory.ts';
import { norm } from './operators.ts';
import { exactProduct, product } from './products.ts';
import { attentionBias, layer } from './transformer.ts';

/*
 * The restoring branch: a layer beside the reader's last ones with a memory of its own, which fills [MASK] from what earlier
 * segments held (Restoring in models/training/model.py). It is a graph of its own, since answering does without it.
 * Shapes as in transformer.ts; K slices of F features make its memory [K F, dv]; N masks; V words.
 */

/**
 * In:  inner [S, T, d] float32, what the reader's first layers gave; mask and writable [S, T]; memory [K, F, dv]; asked
 *      [N, 2] int32, row and token of each [MASK]. T is at least restoreTop.
 * Out: gates [S, T]; memoryAfter [K, F, dv]; restored [N, V], logits of the words, read from the memory before the run.
 */
export function buildRestoring(config: ModelConfig, weights: WeightFile, recipe: Recipe): Uint8Array {
  const g = new GraphBuilder();
  const own: ModelConfig = {
    ...config, memoryKey: config.restoreKey, memoryTop: config.restoreTop, memoryThreshold: config.restoreThreshold, memoryGain: 1, memoryRead: 1,
  }; // prettier-ignore
  const c: Context = { g, config: own, weights, recipe, quantised: new Map() };
  const S = recipe.segments === 'scan' ? 'S' : recipe.segments;
  const slices = [restoreSlices(config), memoryFeatureCount(config), config.memoryValue];
  const whole = [memoryFeatureCount(own), config.memoryValue];
  const inner = g.input('inner', 'float32', [S, 'T', config.width]);
  const mask = g.input('mask', 'float32', [S, 'T']);
  const writable = g.input('writable', 'float32', [S, 'T']);
  const memory = g.op('Reshape', [g.input('memory', 'float32', slices), g.ints(whole)]); // [K F, dv]
  const asked = g.input('asked', 'int32', ['N', 2]);

  const x = g.within('restore/layer', () => layer(c, 'restore.layer', toActivation(c, inner), attentionBias(c, mask), null)); // [S, T, d]
  const strength = gate(c, 'restore', x, writable); // [S, T]
  const { after } = carry(c, write(c, 'restore', x, strength), memory); // [K F, dv]
  g.output(strength, 'gates', 'float32', [S, 'T']);
  g.output(g.op('Reshape', [after, g.ints(slices)]), 'memoryAfter', 'float32', slices);
  g.output(fill(c, g.op('GatherND', [toFloat32(c, x), g.op('Cast', [asked], { to: 7 })]), memory), 'restored', 'float32', ['N', config.vocabulary]);
  return g.encode('infolio-restoring');
}

/** The words at masks: h [N, d], memory [K F, dv] -> logits [N, V]. */
function fill(c: Context, h: Value, memory: Value): Value {
  const { g, config } = c;
  const { width, memoryKey, memoryValue, vocabulary } = config;
  const raw = features(c, exactProduct(c, h, 'restore.memory.q.weight', memoryKey, width)); // [N, K F]
  const found = g.op('Div', [g.op('MatMul', [raw.features, memory]), raw.length]); // [N, dv]
  const y = g.op('Add', [h, exactProduct(c, found, 'restore.memory.o.weight', width, memoryValue)]);
  const z = norm(c, toActivation(c, g.op('Gelu', [exactProduct(c, y, 'restore.h1.weight', width, width, { bias: 'restore.h1.bias' })])), 'restore.h2');
  return toFloat32(c, product(c, z, 'words.weight', vocabulary, width));
}
