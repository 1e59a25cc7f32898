import { parseConfig } from '../../config.ts';
import type { ModelConfig } from '../../config.ts';

/** The ways to mix tokens that can be compared; each is described where it is built. */
export const mixers = ['full', 'window', 'bigbird', 'linformer', 'performer', 'xl', 'infini', 'infini-delta', 'hierarchical', 'ours'] as const;
export type Mixer = (typeof mixers)[number];

/** The numbers of a small encoder; the names are those of models/training/mixers.py. */
export interface MixerConfig {
  readonly mixer: Mixer;
  readonly vocabulary: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly feedForward: number;
  readonly epsilon: number;
  /** Tokens a segment, T. The sparse mixers see as much around a token. */
  readonly segment: number;
  /** BigBird: blocks of T / 4 tokens that see all and are seen by all, and random ones that a block sees. */
  readonly globalBlocks: number;
  readonly randomBlocks: number;
  /** Linformer: rows that all keys are projected to. */
  readonly rank: number;
  /** Performer: random features a head. */
  readonly features: number;
  /** Ours: as in ModelConfig. */
  readonly memoryKey: number;
  readonly memoryValue: number;
  readonly memoryTop: number;
  readonly memoryGate: number;
}

/** How a mixer is fed: the whole document in one run, or segments one after the other with a state between runs. */
export function streams(mixer: Mixer): boolean {
  return mixer === 'xl' || mixer === 'infini' || mixer === 'infini-delta' || mixer === 'ours';
}

/** Whether positions count through the document (else through the segment); Transformer-XL has its own, relative ones. */
export function positionsOf(mixer: Mixer): 'document' | 'segment' | 'relative' {
  if (mixer === 'xl') return 'relative';
  return streams(mixer) || mixer === 'hierarchical' ? 'segment' : 'document';
}

/**
 * The state that goes from run to run, null for mixers that see the document whole. Transformer-XL: the segment before at
 * each layer's input [L, T, d]; Infini: [L, H, c, c + 1], the last column its normaliser; ours: [L, F, dv].
 */
export function stateShape(c: MixerConfig): readonly number[] | null {
  const head = c.width / c.heads;
  switch (c.mixer) {
    case 'xl':
      return [c.layers, c.segment, c.width];
    case 'infini':
    case 'infini-delta':
      return [c.layers, c.heads, head, head + 1];
    case 'ours':
      return [c.layers, 2 * c.memoryKey, c.memoryValue];
    default:
      return null;
  }
}

/** The part that all parts of a graph are written with: a memory in every layer where the mixer is ours. */
export function modelConfig(c: MixerConfig): ModelConfig {
  return parseConfig({
    vocabulary: c.vocabulary, width: c.width, layers: c.layers, heads: c.heads, feedForward: c.feedForward, positions: c.segment, types: 2, epsilon: c.epsilon,
    segment: c.segment, memoryLayers: Array.from({ length: c.layers }, (_, i) => i), memoryKey: c.memoryKey, memoryValue: c.memoryValue, memoryTop: c.memoryTop,
    memoryGain: 1, memoryFloor: 0.05, memoryThreshold: 0, memoryRead: 1, memoryGate: c.memoryGate, positionHidden: 1, cls: 0, sep: 0,
  }); // prettier-ignore
}
