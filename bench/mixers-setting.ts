import { stateShape } from '../src/engine/model/graph/mixers/config.ts';
import type { Mixer, MixerConfig } from '../src/engine/model/graph/mixers/config.ts';

/** The encoder of bench:mixers: equal width, layers, heads and feed-forward for all, segments as the product's. */
export function benchConfig(mixer: Mixer): MixerConfig {
  return {
    mixer, vocabulary: 4096, width: 128, layers: 3, heads: 4, feedForward: 512, epsilon: 1e-12, segment: 256, globalBlocks: 2, randomBlocks: 3, rank: 256,
    features: 128, memoryKey: 128, memoryValue: 32, memoryTop: 48, memoryGate: 32,
  }; // prettier-ignore
}

/** Segments a run of a mixer that reads in stretches, and segments that the sparse mixers lay out at a time. */
export const stretch = 16;

/**
 * Bytes in fp32 that must be kept of a document of n tokens to go on from it (to read the next segment, or a question behind
 * it), at least: the fixed state, or the keys and values that what comes next may look at. Computed, not measured.
 */
export function keptBytes(c: MixerConfig, n: number): number {
  const pair = 2 * c.width * c.layers * 4; // a key and a value in every layer
  const state = stateShape(c);
  if (state !== null) return 4 * state.reduce((product, d) => product * d, 1);
  switch (c.mixer) {
    case 'window':
      return Math.min(n, c.segment / 2) * pair;
    case 'linformer':
      return c.rank * pair;
    case 'performer':
      return c.layers * c.heads * c.features * (c.width / c.heads + 1) * 4;
    case 'hierarchical':
      return (n / c.segment) * pair;
    default:
      return n * pair; // full and bigbird: any token may be looked at
  }
}

/** Bytes of one layer's attention scores over n tokens, if they were laid out: what flash attention spares. Computed. */
export function scoreBytes(c: MixerConfig, n: number): number {
  return c.heads * n * n * 4;
}
