import { giveBack } from '../../memory/give-back.ts';
import type { Value } from '../onnx/builder.ts';
import type { Context, Rounded } from './context.ts';
import { quantiseColumns } from './quantise.ts';
import type { Quantised } from './quantise.ts';

/** x W^T + b in whole numbers of eight bits: x [..., inputs], weight [outputs, inputs] -> [..., outputs]. Weights w = t v with v = -127..127 have one scale t an output. */
export function int8Product(c: Context, x: Value, weight: string, outputs: number, inputs: number, bias: string | undefined): Value {
  const steps = stepsOf(c, weight, inputs);
  const { data } = c.weights.tensor(weight, [outputs, inputs]);
  const linear = { name: weight, outputs, inputs, data, bias: bias === undefined ? null : c.weights.tensor(bias, [outputs]).data };
  if (weight.endsWith('.v.weight')) giveInSteps(linear, stepsOf(c, weight.replace(/v\.weight$/, 'o.weight'), outputs));
  try {
    return steps === null ? rangedProduct(c, x, linear) : steppedProduct(c, x, linear, steps);
  } finally {
    giveBack(data);
  }
}

/** How an input is rounded: x = middle + step u with u = -128..127, [inputs] each. */
interface Steps {
  readonly middle: Float32Array;
  readonly step: Float32Array;
  /** Whether x is (x - middle) / step already. */
  readonly ready: boolean;
}

interface Linear {
  readonly name: string;
  readonly outputs: number;
  readonly inputs: number;
  /** [outputs, inputs]. */
  readonly data: Float32Array;
  readonly bias: Float32Array | null;
}

/** How the input of a product is rounded, where that is known beforehand; null where it is not. */
function stepsOf({ weights }: Context, weight: string, inputs: number): Steps | null {
  const part = /^(.+?)\.(q|k|v|memory\.q|o|up)\.weight$/.exec(weight);
  if (part === null) return null;
  const name = `${part[1] ?? ''}.${part[2] === 'o' || part[2] === 'up' ? part[2] : 'q'}.steps`;
  if (!weights.names.includes(name)) return null;
  const { data } = weights.tensor(name, [2, inputs]);
  return { middle: data.subarray(0, inputs), step: data.subarray(inputs), ready: part[2] === 'o' };
}

/** Scales a product so that it gives (y - middle) / step. Attention mixes what v gives with weights that sum to 1, so that o's input comes in steps. */
function giveInSteps({ outputs, inputs, data, bias }: Linear, steps: Steps | null): void {
  if (steps === null || bias === null) return;
  for (let o = 0; o < outputs; o++) {
    const step = steps.step[o] ?? 1;
    for (let i = 0; i < inputs; i++) data[o * inputs + i] = (data[o * inputs + i] ?? 0) / step;
    bias[o] = ((bias[o] ?? 0) - (steps.middle[o] ?? 0)) / step;
  }
}

/**
 * Where nothing is known of the input, and before `down`, where single tokens reach values many times the usual, each token has its
 * own range: x = s (u - zero) with u = 0..255,  x W^T + b = s (t (u - zero) v) + b. A token's result depends on no other.
 */
function rangedProduct(c: Context, x: Value, { name, outputs, inputs, data, bias }: Linear): Value {
  const { g } = c;
  const isGelu = name.endsWith('.down.weight');
  const zero = isGelu ? 16 : 128;
  const nought = g.tensor(`uint8:${zero}`, 'uint8', [], Uint8Array.of(zero));
  const rounded = once(c, `${x.name} in its own range`, () => {
    const high = g.op('Mul', [g.op('ReduceMax', [x, g.ints([-1])], { keepdims: 1 }), g.scalar(1 / (255 - zero))]);
    const low = isGelu ? g.scalar(leastGelu / -zero) : g.op('Mul', [g.op('ReduceMin', [x, g.ints([-1])], { keepdims: 1 }), g.scalar(-1 / zero)]);
    const own = g.op('Max', [high, low, g.scalar(smallestScale)]); // [..., 1]
    // One pass: round(x / scale) + nought, with one scale and one nought a token.
    return { steps: g.op('QuantizeLinear', [x, own, g.op('Expand', [nought, g.op('Shape', [own])])], { axis: -1, block_size: inputs }), scale: own };
  });
  const whole = wholeProduct(c, rounded.steps, name, quantiseColumns(data, outputs, inputs, c.recipe.weightBits), nought, null);
  const y = rounded.scale === null ? whole : g.op('Mul', [whole, rounded.scale]);
  return bias === null ? y : g.op('Add', [y, g.tensor(`${name}.bias`, 'float32', [outputs], bias)]);
}

/** GELU goes no lower. */
const leastGelu = -0.17;

/** A token of zeros alone still has a scale. */
const smallestScale = 1e-12;

/**
 * Steps of each number of the input, known beforehand: x = middle + step u with u = -128..127,
 * x W^T + b = u (step W)^T + (middle W^T + b): one operator, and what is rounded is rounded to its own number's range.
 */
function steppedProduct(c: Context, x: Value, { name, outputs, inputs, data, bias }: Linear, { middle, step, ready }: Steps): Value {
  const { g } = c;
  const scaled = new Float32Array(data.length);
  const shifted = new Float32Array(outputs);
  for (let o = 0; o < outputs; o++) {
    let sum = bias?.[o] ?? 0;
    for (let i = 0; i < inputs; i++) {
      const w = data[o * inputs + i] ?? 0;
      scaled[o * inputs + i] = w * (step[i] ?? 1);
      sum += w * (middle[i] ?? 0);
    }
    shifted[o] = sum;
  }
  const nought = g.tensor('uint8:128', 'uint8', [], Uint8Array.of(128));
  const rounded = once(c, `${x.name} in steps`, () => ({ steps: g.op('QuantizeLinear', [ready ? x : inSteps(c, x, middle, step), g.scalar(1), nought]), scale: null }));
  return wholeProduct(c, rounded.steps, name, quantiseColumns(scaled, outputs, inputs, c.recipe.weightBits), nought, shifted);
}

/** (x - middle) / step, not yet rounded. */
function inSteps({ g }: Context, x: Value, middle: Float32Array, step: Float32Array): Value {
  const shape = [middle.length];
  const scaled = g.op('Mul', [x, g.tensor(`${x.name}/scale`, 'float32', shape, step.map((v) => 1 / v))]);
  return g.op('Add', [scaled, g.tensor(`${x.name}/shift`, 'float32', shape, middle.map((v, i) => -v / (step[i] ?? 1)))]);
}

/** What several products of one input share is made once. */
function once(c: Context, key: string, make: () => Rounded): Rounded {
  const known = c.quantised.get(key);
  if (known !== undefined) return known;
  const made = make();
  c.quantised.set(key, made);
  return made;
}

/** t ((u - nought) v) + bias: [..., inputs] uint8 -> [..., outputs] fp32. */
function wholeProduct(c: Context, steps: Value, name: string, w: Quantised, nought: Value, bias: Float32Array | null): Value {
  const { g } = c;
  const outputs = w.scales.length;
  const v = g.tensor(`${name}.int8`, 'int8', [w.values.length / outputs, outputs], w.values);
  const t = g.tensor(`${name}.scale`, 'float32', [outputs], w.scales);
  const b = bias === null ? [] : [null, g.tensor(`${name}.shift`, 'float32', [outputs], bias)];
  return g.op('MatMulIntegerToFloat', [steps, v, g.scalar(1), t, nought, ...b]);
}
