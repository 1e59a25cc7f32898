import '../../without-telemetry.ts';
import { Tensor } from 'onnxruntime-node';
import { positionsOf, stateShape } from './config.ts';
import type { MixerConfig } from './config.ts';
import { bigBirdBlocks, blockSize, windowBlocks } from './sparse.ts';

/** Consecutive segments of a document for one run. */
export interface Stretch {
  /** Tokens, row-major [S, T]. */
  readonly ids: Int32Array;
  /** How many segments of the document came before. */
  readonly from: number;
  /** What the run before gave as stateAfter; null at the document's start. */
  readonly state: Float32Array | null;
  /** Linformer's projection [rank, S T]. */
  readonly shrink?: Float32Array;
}

/** The inputs of a mixer's graph (encoder.ts). Throws RangeError if Linformer gets no projection of the right length. */
export function feedsOf(c: MixerConfig, { ids, from, state, shrink }: Stretch): Record<string, Tensor> {
  const segments = ids.length / c.segment;
  const feeds: Record<string, Tensor> = { ids: new Tensor('int32', ids, [segments, c.segment]) };
  const counting = positionsOf(c.mixer);
  if (counting !== 'relative') {
    const positions = Float32Array.from({ length: ids.length }, (_, i) => (counting === 'document' ? from * c.segment + i : i % c.segment));
    feeds['positions'] = new Tensor('float32', positions, [segments, c.segment]);
  }
  if (c.mixer === 'window' || c.mixer === 'bigbird') Object.assign(feeds, blockFeeds(c, ids.length));
  if (c.mixer === 'linformer') {
    if (shrink?.length !== c.rank * ids.length) throw new RangeError(`Linformer's projection must have ${c.rank} x ${ids.length} numbers`);
    feeds['shrink'] = new Tensor('float32', shrink, [c.rank, ids.length]);
  }
  if (c.mixer === 'hierarchical') feeds['places'] = new Tensor('float32', Float32Array.from({ length: segments }, (_, i) => from + i), [segments]);
  if (c.mixer === 'xl') feeds['known'] = new Tensor('int32', Int32Array.from({ length: segments }, (_, i) => Number(from + i > 0)), [segments]);
  const shape = stateShape(c);
  if (shape !== null) feeds['state'] = new Tensor('float32', state ?? new Float32Array(shape.reduce((n, d) => n * d, 1)), shape);
  return feeds;
}

/** Which blocks see which, in every layer: blocks int64 and seen int32 [L, N, m]. */
function blockFeeds(c: MixerConfig, tokens: number): Record<string, Tensor> {
  const n = tokens / blockSize(c);
  const layers = Array.from({ length: c.layers }, (_, i) => (c.mixer === 'window' ? windowBlocks(n) : bigBirdBlocks(n, i, c)));
  const count = layers[0]?.count ?? 0;
  const blocks = new BigInt64Array(c.layers * n * count);
  const seen = new Int32Array(blocks.length);
  layers.forEach((choice, i) => {
    blocks.set(choice.blocks, i * n * count);
    seen.set(choice.seen, i * n * count);
  });
  return { blocks: new Tensor('int64', blocks, [c.layers, n, count]), seen: new Tensor('int32', seen, [c.layers, n, count]) };
}
