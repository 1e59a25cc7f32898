import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { mixers, streams } from '../../../src/engine/model/graph/mixers/config.ts';
import type { Mixer, MixerConfig } from '../../../src/engine/model/graph/mixers/config.ts';
import { buildMixer } from '../../../src/engine/model/graph/mixers/encoder.ts';
import { feedsOf } from '../../../src/engine/model/graph/mixers/feeds.ts';
import { bigBirdBlocks } from '../../../src/engine/model/graph/mixers/sparse.ts';
import { readSafetensors } from '../../../src/engine/model/safetensors.ts';
import type { WeightFile } from '../../../src/engine/model/safetensors.ts';
import { apart, item } from './tiny.ts';

/** What PyTorch computed with a tiny encoder of each mixer (models/training/mixers_fixtures.py): 6 segments of 8 tokens. */
interface Case {
  readonly config: MixerConfig & { readonly longest: number };
  readonly ids: readonly number[];
  readonly hidden: readonly number[];
  readonly blocks?: readonly (readonly number[])[];
}

const fixtures = join(import.meta.dirname, 'fixtures');
const cases = JSON.parse(await readFile(join(fixtures, 'mixers.json'), 'utf8')) as readonly Case[];
const all = readSafetensors(await readFile(join(fixtures, 'mixers.safetensors')), 'mixers');
const closeEnough = 1e-4;

function caseOf(mixer: Mixer): Case {
  return item(cases.filter((one) => one.config.mixer === mixer));
}

function weightsOf(mixer: Mixer): WeightFile {
  return { names: all.names, tensor: (name, shape) => all.tensor(`${mixer}.${name}`, shape) };
}

/** Hidden states [6, 8, d], the document given in runs of so many segments. */
async function hidden({ config }: Case, ids: readonly number[], runs: readonly number[], group: number): Promise<number[]> {
  const weights = weightsOf(config.mixer);
  const session = await InferenceSession.create(buildMixer(config, weights, { group, hidden: true }), { logSeverityLevel: 3 });
  const shrink = config.mixer === 'linformer' ? { shrink: weights.tensor('shrink', [config.rank, config.longest]).data } : {};
  const out: number[] = [];
  let state: Float32Array | null = null;
  let from = 0;
  for (const count of runs) {
    const part = Int32Array.from(ids.slice(from * config.segment, (from + count) * config.segment));
    const results: InferenceSession.ReturnType = await session.run(feedsOf(config, { ids: part, from, state, ...shrink }));
    out.push(...(results['hidden']?.data as Float32Array));
    state = streams(config.mixer) ? (results['stateAfter']?.data as Float32Array) : null;
    from += count;
  }
  await session.release();
  return out;
}

describe('every mixer computes what PyTorch computes', () => {
  test.each(mixers)('%s, the document in one run', async (mixer) => {
    const one = caseOf(mixer);
    expect(apart(await hidden(one, one.ids, [6], 2), one.hidden)).toBeLessThan(closeEnough);
  });

  test.each(mixers.filter(streams))('%s, in runs of four, one and one segments', async (mixer) => {
    const one = caseOf(mixer);
    expect(apart(await hidden(one, one.ids, [4, 1, 1], 1), one.hidden)).toBeLessThan(closeEnough);
  });

  test.each(['window', 'bigbird'] as const)('%s, however many segments are taken at a time', async (mixer) => {
    const one = caseOf(mixer);
    for (const group of [1, 3, 6]) expect(apart(await hidden(one, one.ids, [6], group), one.hidden)).toBeLessThan(closeEnough);
  });
});

describe('how far a word is felt', () => {
  /** The largest change of each segment's hidden states when the document's first token is another one. */
  async function felt(mixer: Mixer): Promise<number[]> {
    const one = caseOf(mixer);
    const { segment, width } = one.config;
    const other = [((one.ids[0] ?? 0) + 1) % one.config.vocabulary, ...one.ids.slice(1)];
    const [a, b] = [await hidden(one, one.ids, [6], 6), await hidden(one, other, [6], 6)];
    return Array.from({ length: 6 }, (_, s) => apart(a.slice(s * segment * width, (s + 1) * segment * width), b.slice(s * segment * width, (s + 1) * segment * width)));
  }

  test.each(['full', 'bigbird', 'linformer', 'performer', 'infini', 'infini-delta', 'hierarchical', 'ours'] as const)('%s: to the end', async (mixer) => {
    for (const change of await felt(mixer)) expect(change).toBeGreaterThan(1e-5);
  });

  // A window of half a segment to each side moves by half a segment a layer: two layers end with the second segment.
  test.each([['window', 2], ['xl', 3]] as const)('%s: through two layers to segment %i and no further', async (mixer, reach) => {
    const changes = await felt(mixer);
    changes.slice(0, reach).forEach((change) => { expect(change).toBeGreaterThan(1e-5); });
    changes.slice(reach).forEach((change) => { expect(change).toBeLessThan(1e-6); });
  });
});

test('BigBird chooses the same random blocks in both languages', () => {
  const { config, blocks } = caseOf('bigbird');
  const n = (6 * config.segment) / (config.segment / 4);
  blocks?.forEach((expected, layer) => {
    const { count, blocks: chosen } = bigBirdBlocks(n, layer, config);
    expect(Array.from(chosen.subarray(config.globalBlocks * count), Number)).toEqual(expected);
  });
  expect(blocks).toHaveLength(config.layers);
});
