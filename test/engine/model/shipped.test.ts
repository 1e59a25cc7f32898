import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyMemory } from '../../../src/engine/memory/index.ts';
import { createNetwork, openModel } from '../../../src/engine/model/index.ts';
import { cosine, item } from './tiny.ts';

const folder = join(import.meta.dirname, '../../../models/infolio-1');

test.skipIf(!existsSync(join(folder, 'model.safetensors')))('the model that ships gives nearly the same vectors and logits in int8 as in fp32', async () => {
  const model = await openModel(folder);
  const segments = [0, 1].map((index) => ({ ids: Int32Array.from({ length: 100 + 80 * index }, (_, i) => 1000 + ((i * 7919 + index * 104729) % 20000)), index }));
  const question = Int32Array.of(2054, 2003, 1996, 2171);
  const results = [];
  for (const precision of ['fp32', 'int8'] as const) {
    await using network = await createNetwork(model, { device: 'cpu', precision });
    const { vectors, memory } = await network.read(segments, emptyMemory(model.config));
    results.push({ vectors, asked: await network.question(question, memory), answers: await network.consult(question, segments, memory) });
  }
  const [exact, rough] = [item(results), item(results, 1)];
  exact.vectors.forEach((v, s) => { expect(cosine(v, item(rough.vectors, s))).toBeGreaterThan(0.995); });
  expect(cosine(exact.asked, rough.asked)).toBeGreaterThan(0.995);
  exact.answers.forEach((a, s) => { expect(cosine(a.start, item(rough.answers, s).start)).toBeGreaterThan(0.95); });
});
