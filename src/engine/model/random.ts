import type { WeightFile } from './safetensors.ts';

/** A stream of numbers in -0.5 .. 0.5 that is the same for the same seed (a 32-bit linear congruential generator). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

/**
 * Weights for any config that are made up on the spot: for trying a device and for measuring speed without a model. The
 * same seed gives the same weights. Products keep the size of what goes through them, norms are near one.
 */
export function randomWeights(seed: number): WeightFile {
  return {
    names: [],
    tensor(name, shape) {
      const next = numbers(Buffer.from(name).reduce((h, byte) => Math.imul(h, 31) + byte, seed));
      const isNorm = shape.length === 1 && /(^|\.)n(orm|1|2)\.weight$/.test(name);
      const spread = shape.length === 1 ? 0.2 : Math.sqrt(12 / (shape.at(-1) ?? 1));
      const length = shape.reduce((n, d) => n * d, 1);
      return { shape, data: Float32Array.from({ length }, () => next() * spread + (isNorm ? 1 : 0)) };
    },
  };
}
