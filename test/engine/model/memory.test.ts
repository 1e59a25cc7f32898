import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { inverseBelow } from '../../../src/engine/model/graph/memory.ts';
import { GraphBuilder } from '../../../src/engine/model/onnx/builder.ts';
import { apart } from './tiny.ts';

/** (I + L)^-1 by forward substitution in fp64, L the part of l below its diagonal. */
function solved(l: Float32Array, n: number): number[] {
  const out = new Array<number>(n * n).fill(0);
  for (let column = 0; column < n; column++) {
    for (let i = 0; i < n; i++) {
      let value = i === column ? 1 : 0;
      for (let k = 0; k < i; k++) value -= (l[i * n + k] ?? 0) * (out[k * n + column] ?? 0);
      out[i * n + column] = value;
    }
  }
  return out;
}

async function inverted(l: Float32Array, n: number): Promise<Float32Array> {
  const g = new GraphBuilder();
  g.output(inverseBelow(g, g.input('l', 'float32', [1, n, n]), n), 'inverse', 'float32', [1, n, n]);
  const session = await InferenceSession.create(g.encode('inverse'));
  const { inverse } = await session.run({ l: new Tensor('float32', l, [1, n, n]) });
  await session.release();
  if (!(inverse?.data instanceof Float32Array)) throw new TypeError('the graph gave no fp32');
  return inverse.data;
}

describe('the ordered write is solved exactly', () => {
  test.each([2, 5, 16, 48])('for %i tokens with keys of any likeness', async (n) => {
    const l = Float32Array.from({ length: n * n }, (_, i) => Math.sin(i * 12.9898) * 0.5);
    expect(apart(await inverted(l, n), solved(l, n))).toBeLessThan(1e-4);
  });

  // Where the powers of L are formed, this is wrong by 30 and more: they reach 10^6.
  test.each([0.3, 0.5, 0.9, 1])('for 48 tokens whose keys are all alike by %f', async (likeness) => {
    const l = new Float32Array(48 * 48).fill(likeness);
    expect(apart(await inverted(l, 48), solved(l, 48))).toBeLessThan(1e-5);
  });
});
