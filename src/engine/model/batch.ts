import './without-telemetry.ts';
import { Tensor } from 'onnxruntime-node';
import { InfolioError } from '../../contract/errors.ts';
import type { ModelConfig } from './config.ts';

/** One row of a run, with [CLS] and [SEP] in it. */
export interface Sequence {
  readonly ids: Int32Array;
  /** Tokens from here on are of kind 1, those before of kind 0. */
  readonly secondFrom: number;
  /** Which segment of the document it is, from 0; null for a question, which stands nowhere. */
  readonly index: number | null;
}

/** Rows are filled up to a multiple of this, so that few different shapes come by. */
const lengthStep = 8;

/** Features of where a segment stands: log-scaled index, and two that wait for the distance from the end. */
const placeFeatures = 3;

/** [CLS] segment [SEP]. Throws `bad_argument` if the segment is longer than the model reads at once. */
export function segmentSequence(config: ModelConfig, ids: Int32Array, index: number | null): Sequence {
  checkIds(config, ids);
  const room = config.segment - 2;
  if (ids.length > room) throw new InfolioError('bad_argument', `A segment of ${ids.length} tokens is too long: the model ${config.name ?? ''} reads ${room} at once.`);
  return { ids: Int32Array.from([config.cls, ...ids, config.sep]), secondFrom: ids.length + 2, index };
}

/** [CLS] question [SEP] passage [SEP]. Throws `bad_argument` if both together are longer than the positions there are. */
export function pairSequence(config: ModelConfig, question: Int32Array, passage: Int32Array, index: number): Sequence {
  checkIds(config, question);
  checkIds(config, passage);
  const room = config.positions - 3;
  if (question.length + passage.length > room) {
    throw new InfolioError('bad_argument', `A question of ${question.length} and a passage of ${passage.length} tokens are too long together: there is room for ${room}.`);
  }
  return { ids: Int32Array.from([config.cls, ...question, config.sep, ...passage, config.sep]), secondFrom: question.length + 2, index };
}

function checkIds(config: ModelConfig, ids: Int32Array): void {
  const wrong = ids.find((id) => id < 0 || id >= config.vocabulary);
  if (wrong !== undefined) throw new InfolioError('bad_argument', `There is no token ${wrong}: the vocabulary has ${config.vocabulary}. Tokenise with the model's own tokenizer.json.`);
}

/** What one run of the graph takes, but for the memory. */
export interface Batch {
  readonly feeds: Readonly<Record<'ids' | 'positions' | 'kinds' | 'mask' | 'writable' | 'place', Tensor>>;
  /** T, the length that every row was filled up to. */
  readonly length: number;
}

/**
 * Puts sequences side by side as the graph's inputs [S, T]; `rows` adds empty ones for graphs of a fixed S. Rows that
 * `write` may write all their tokens. `padded` fills rows up to a length that the memory can choose its tokens from.
 */
export function pack(config: ModelConfig, sequences: readonly Sequence[], options: { readonly write: boolean; readonly rows?: number; readonly padded: boolean }): Batch {
  const rows = Math.max(sequences.length, options.rows ?? 0);
  const least = !options.padded ? 0 : config.restoreAfter === 0 ? config.memoryTop : Math.max(config.memoryTop, config.restoreTop);
  const longest = sequences.reduce((most, s) => Math.max(most, s.ids.length), least);
  const length = options.padded ? Math.min(Math.ceil(longest / lengthStep) * lengthStep, config.positions) : longest;
  const ids = new Int32Array(rows * length).fill(config.pad);
  const kinds = new Int32Array(rows * length);
  const mask = new Float32Array(rows * length);
  const place = new Float32Array(rows * placeFeatures);
  sequences.forEach((s, row) => {
    const at = row * length;
    ids.set(s.ids, at);
    kinds.set(kindsOf(s), at);
    mask.fill(1, at, at + s.ids.length);
    place.set(placeOf(s), row * placeFeatures);
  });
  const shape = [rows, length];
  const feeds = {
    ids: new Tensor('int32', ids, shape),
    positions: new Tensor('int32', positionsUpTo(length), [length]),
    kinds: new Tensor('int32', kinds, shape),
    mask: new Tensor('float32', mask, shape),
    writable: new Tensor('float32', options.write ? mask : new Float32Array(rows * length), shape),
    place: new Tensor('float32', place, [rows, placeFeatures]),
  };
  return { feeds, length };
}

/** What the network's part before the cut takes of a sequence that runs alone. */
export function lowerFeeds(s: Sequence): { readonly ids: Int32Array; readonly kinds: Int32Array; readonly positions: Int32Array; readonly place: Float32Array } {
  return { ids: s.ids, kinds: kindsOf(s), positions: positionsUpTo(s.ids.length), place: placeOf(s) };
}

function kindsOf({ ids, secondFrom }: Sequence): Int32Array {
  return new Int32Array(ids.length).fill(1, Math.min(secondFrom, ids.length));
}

function positionsUpTo(length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => i);
}

function placeOf({ index }: Sequence): Float32Array {
  const place = new Float32Array(placeFeatures);
  if (index !== null) place[0] = Math.log1p(index) / 8;
  return place;
}
