import { describe, expect, test } from 'vitest';
import { emptyMemory, splitMemory } from '../../../src/engine/memory/index.ts';
import { segmentSequence } from '../../../src/engine/model/batch.ts';
import { parseConfig } from '../../../src/engine/model/config.ts';
import type { Recipe } from '../../../src/engine/model/graph/context.ts';
import { buildGraph } from '../../../src/engine/model/graph/transformer.ts';
import { createNetwork, openModel } from '../../../src/engine/model/index.ts';
import { readSafetensors } from '../../../src/engine/model/safetensors.ts';
import { openSession } from '../../../src/engine/model/session.ts';
import { apart, readTiny, tinyFolder, tinyWeights } from './tiny.ts';

const closeEnough = 1e-4;
const reference: Recipe = { precision: 'fp32', operators: 'fused', segments: 'scan', weightBits: 8, layers: true };

describe('the graph computes what PyTorch computes', () => {
  const ways: readonly (readonly [string, Recipe])[] = [
    ['with fused operators and a scan', reference],
    ['with attention in tiles', { ...reference, operators: 'tiled' }],
    ['with plain operators', { ...reference, operators: 'plain' }],
    ['with the steps of the memory written out', { ...reference, segments: 4 }],
  ];
  test.each(ways)('%s, layer by layer', async (_, recipe) => {
    const { config: json, expected } = await readTiny();
    const config = parseConfig(json);
    const session = await openSession(config, buildGraph(config, readSafetensors(await tinyWeights(), 'tiny'), recipe), recipe, 'cpu', 1);
    const segments = expected.segments.map((ids, index) => segmentSequence(config, Int32Array.from(ids), index));
    const memory = await session.hold(emptyMemory(config));
    const out = await session.run(segments, memory, true);
    /** The numbers of each segment's own tokens, `size` a token. */
    const cut = (name: string, size: number) => segments.map((s, row) => out.named(name).subarray(row * out.length * size, (row * out.length + s.ids.length) * size));

    expected.gates.forEach((layer, m) => {
      cut(`gate${m}`, 1).forEach((gates, s) => { expect(apart(gates, layer[s] ?? []), `gates of memory ${m}, segment ${s}`).toBeLessThan(closeEnough); });
    });
    expected.hidden.forEach((layer, i) => {
      cut(`hidden${i}`, config.width).forEach((x, s) => { expect(apart(x, layer[s] ?? []), `layer ${i}, segment ${s}`).toBeLessThan(closeEnough); });
    });
    expect(apart(splitMemory(config, await memory.numbers()).reader.data, expected.memory)).toBeLessThan(closeEnough);
    await session.release();
  });

  test('through the public face: vectors, importance, gates, memory, question and answers', async () => {
    const { expected } = await readTiny();
    await using folder = await tinyFolder();
    const model = await openModel(folder.path);
    await using network = await createNetwork(model, { device: 'cpu', precision: 'fp32' });
    const segments = expected.segments.map((ids, index) => ({ ids: Int32Array.from(ids), index }));

    const read = await network.read(segments, emptyMemory(model.config));
    expect(apart(read.memory.data, [...expected.memory, ...expected.restoring.memory])).toBeLessThan(closeEnough);
    const [restored = []] = await network.restore([{ ids: Int32Array.from(expected.restoring.masked), places: expected.restoring.places }], read.memory);
    expected.restoring.logits.forEach((logits, i) => { expect(apart(restored[i] ?? [], logits), `the words of mask ${i}`).toBeLessThan(closeEnough); });
    segments.forEach((_, s) => {
      expect(apart(read.vectors[s] ?? [], expected.vectors[s] ?? [NaN])).toBeLessThan(closeEnough);
      expect(apart(read.importance[s] ?? [], expected.importance[s]?.slice(1, -1) ?? [NaN])).toBeLessThan(closeEnough);
      const [first, second] = expected.gates.map((layer) => layer[s]?.slice(1, -1) ?? []);
      expect(apart(read.gates[s] ?? [], first?.map((w, i) => (w + (second?.[i] ?? NaN)) / 2) ?? [NaN])).toBeLessThan(closeEnough);
    });

    const question = Int32Array.from(expected.question);
    expect(apart(await network.question(question, read.memory), expected.questionVector)).toBeLessThan(closeEnough);
    const answers = await network.consult(question, segments, read.memory);
    expected.pairs.forEach((pair, s) => {
      expect(apart(answers[s]?.start ?? [], pair.start)).toBeLessThan(closeEnough);
      expect(apart(answers[s]?.end ?? [], pair.end)).toBeLessThan(closeEnough);
      expect(answers[s]?.absent).toBeCloseTo(pair.absent, 3);
    });
  });
});
