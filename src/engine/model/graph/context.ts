import type { ModelConfig } from '../config.ts';
import { toHalf } from '../half.ts';
import type { GraphBuilder, Value } from '../onnx/builder.ts';
import type { WeightFile } from '../safetensors.ts';

export type Precision = 'fp32' | 'fp16' | 'int8';

/** How a graph is written for a device; the numbers it computes are the same. */
export interface Recipe {
  readonly precision: Precision;
  /**
   * `fused`: onnxruntime's own attention. `tiled`: the same without a mask. `unpadded`: the same for segments that run alone, which
   * need none. `plain`: ai.onnx alone, for devices without it.
   */
  readonly operators: 'fused' | 'tiled' | 'unpadded' | 'plain';
  /** `scan`: any number of segments a run. A number: exactly so many, written out, for devices without Scan. */
  readonly segments: 'scan' | number;
  /** Bits of an int8 weight: 7 where the CPU's int8 product overflows its 16-bit sums (x86 without VNNI). */
  readonly weightBits: 8 | 7;
  /** Also gives the hidden states and gates of every layer, for the comparison with PyTorch, and what every large product takes, for models/training/steps.ts. */
  readonly layers: boolean;
}

/** An input of products as whole numbers of eight bits. */
export interface Rounded {
  readonly steps: Value;
  /** [..., 1] where each token has its own; null where it is in the weights. */
  readonly scale: Value | null;
}

/** What every part of the graph is written with. */
export interface Context {
  readonly g: GraphBuilder;
  readonly config: ModelConfig;
  readonly weights: WeightFile;
  readonly recipe: Recipe;
  /** Inputs that were rounded before: q, k, v share one. */
  readonly quantised: Map<string, Rounded>;
}

/** S in the shapes of inputs and outputs. */
export function rowsOf({ segments }: Recipe): string | number {
  return segments === 'scan' ? 'S' : segments;
}

/** The type of the activations outside the memory and the heads. */
export function activationType(c: Context): 'float32' | 'float16' {
  return c.recipe.precision === 'fp16' ? 'float16' : 'float32';
}

/** A vector of weights (a bias, a norm's gain) in the type of the activations. */
export function vector(c: Context, name: string, length: number): Value {
  const type = activationType(c);
  return c.g.tensor(name, type, [length], () => {
    const { data } = c.weights.tensor(name, [length]);
    return type === 'float16' ? toHalf(data) : data;
  });
}

/** A value in fp32, in which the memory and the heads are computed. */
export function toFloat32(c: Context, x: Value): Value {
  return c.recipe.precision === 'fp16' ? c.g.op('Cast', [x], { to: 1 }) : x;
}

/** A value in the type of the activations. */
export function toActivation(c: Context, x: Value): Value {
  return c.recipe.precision === 'fp16' ? c.g.op('Cast', [x], { to: 10 }) : x;
}
