import { GraphBuilder } from '../../onnx/builder.ts';
import type { Value } from '../../onnx/builder.ts';
import type { WeightFile } from '../../safetensors.ts';
import { norm } from '../operators.ts';
import { exactProduct, lookUp, product } from '../products.ts';
import { modelConfig, positionsOf, stateShape } from './config.ts';
import type { MixerConfig } from './config.ts';
import { sinusoid, slice } from './parts.ts';
import type { Mixed, MixerContext } from './parts.ts';
import { infini, ours, transformerXl } from './recurrent.ts';
import { bigBird, blockSize, slidingWindow } from './sparse.ts';
import { full, hierarchical, linformer, performer } from './whole.ts';

/**
 * Writes a small encoder whose way of mixing tokens is a parameter, all else equal, as models/training/mixers.py has it: for the
 * comparison in docs/mixers.md. S segments of T tokens: the whole document, or for a mixer with a state the next segments.
 *
 * In:  ids int32 [S, T]; and, by mixer: positions float32 [S, T]; blocks int64 and seen int32 [L, N, m] (sparse.ts); shrink
 *      [rank, S T] (Linformer); places [S] (hierarchical); known int32 [S] (Transformer-XL); state (config.ts).
 * Out: vectors [S, d], each segment's mean; stateAfter; with `hidden` also hidden [S, T, d].
 */
export function buildMixer(own: MixerConfig, weights: WeightFile, options: { readonly group: number; readonly hidden?: boolean }): Uint8Array {
  const g = new GraphBuilder();
  const recipe = { precision: 'fp32', operators: 'fused', segments: 'scan', weightBits: 8, layers: false } as const;
  const c: MixerContext = { g, config: modelConfig(own), weights, recipe, quantised: new Map(), own, group: options.group };
  const shape = stateShape(own);
  let x = embed(c, g.input('ids', 'int32', ['S', own.segment]));
  const state = shape === null ? null : g.input('state', 'float32', shape);
  const mix = mixerOf(c, state);
  const after: Value[] = [];
  for (let i = 0; i < own.layers; i++) {
    const name = `layers.${i}`;
    const input = x;
    const mixed = g.within(`${name}/${own.mixer}`, () => mix(name, input, i));
    if (mixed.after !== undefined) after.push(g.op('Unsqueeze', [mixed.after, g.ints([0])]));
    x = g.within(name, () => feedForward(c, name, norm(c, g.op('Add', [input, mixed.y]), `${name}.n1`)));
  }
  g.output(g.op('ReduceMean', [x, g.ints([1])], { keepdims: 0 }), 'vectors', 'float32', ['S', own.width]);
  if (shape !== null) g.output(g.op('Concat', after, { axis: 0 }), 'stateAfter', 'float32', shape);
  if (options.hidden === true) g.output(x, 'hidden', 'float32', ['S', own.segment, own.width]);
  return g.encode(`infolio-${own.mixer}`);
}

/** Words, what stands before each in its segment, positions: ids [S, T] -> [S, T, d]. */
function embed(c: MixerContext, ids: Value): Value {
  const { g, own } = c;
  const words = lookUp(c, ids, 'words.weight', own.vocabulary, own.width); // [S, T, d]
  const shifted = g.op('Pad', [slice(c, words, 0, -1, 1), g.ints([0, 1, 0, 0, 0, 0])]);
  const x = g.op('Add', [words, exactProduct(c, shifted, 'beside.weight', own.width, own.width)]);
  if (positionsOf(own.mixer) === 'relative') return norm(c, x, 'norm');
  return norm(c, g.op('Add', [x, sinusoid(c, g.input('positions', 'float32', ['S', own.segment]))]), 'norm');
}

/** The mixer with its inputs: (name of the layer, x [S, T, d], number of the layer) -> what is added to x. */
function mixerOf(c: MixerContext, state: Value | null): (layer: string, x: Value, at: number) => Mixed {
  const { g, own } = c;
  const stateAt = (at: number): Value => {
    if (state === null) throw new RangeError(`${own.mixer} has no state`);
    return g.op('Gather', [state, g.index(at)]);
  };
  const sparse = (m: number) => {
    const n = `${own.segment / blockSize(own)}S`;
    const blocks = g.input('blocks', 'int64', [own.layers, n, m]);
    const seen = g.input('seen', 'int32', [own.layers, n, m]);
    return (at: number) => [g.op('Gather', [blocks, g.index(at)]), g.op('Gather', [seen, g.index(at)])] as const;
  };
  switch (own.mixer) {
    case 'full':
      return (layer, x) => full(c, layer, x);
    case 'window': {
      const chosen = sparse(3);
      return (layer, x, at) => slidingWindow(c, layer, x, ...chosen(at));
    }
    case 'bigbird': {
      const chosen = sparse(own.globalBlocks + 3 + own.randomBlocks);
      return (layer, x, at) => bigBird(c, layer, x, ...chosen(at));
    }
    case 'linformer': {
      const shrink = g.input('shrink', 'float32', [own.rank, 'n']);
      return (layer, x) => linformer(c, layer, x, shrink);
    }
    case 'performer':
      return (layer, x) => performer(c, layer, x);
    case 'hierarchical': {
      const places = g.input('places', 'float32', ['S']);
      return (layer, x) => hierarchical(c, layer, x, places);
    }
    case 'xl': {
      const known = g.input('known', 'int32', ['S']);
      return (layer, x, at) => transformerXl(c, layer, x, stateAt(at), known);
    }
    case 'infini':
    case 'infini-delta':
      return (layer, x, at) => infini(c, layer, x, stateAt(at));
    case 'ours':
      return (layer, x, at) => ours(c, layer, x, stateAt(at));
  }
}

/** norm(h + down(gelu(up(h)))): [S, T, d] -> [S, T, d]. */
function feedForward(c: MixerContext, name: string, h: Value): Value {
  const { width, feedForward: inner } = c.own;
  const wide = c.g.op('Gelu', [product(c, h, `${name}.up.weight`, inner, width, `${name}.up.bias`)]);
  return norm(c, c.g.op('Add', [h, product(c, wide, `${name}.down.weight`, width, inner, `${name}.down.bias`)]), `${name}.n2`);
}
