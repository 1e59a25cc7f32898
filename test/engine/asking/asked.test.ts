import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defaultModelFolder } from '../../../src/cli/common.ts';
import { contextUpTo, MemoriesSoFar, mapScores, openingPassages, rankDocuments, recallAcross, recallPassages, tokensOf } from '../../../src/engine/asking/index.ts';
import { acrossPassages } from '../../../src/engine/asking/limits.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { emptyMemory } from '../../../src/engine/memory/index.ts';
import { temporaryFolder } from '../library/given.ts';

const patience = 400_000;
const questions = z
  .array(z.object({ document: z.string(), question: z.string(), page: z.number().nullish() }))
  .parse(JSON.parse(readFileSync(resolve(import.meta.dirname, '../../fixtures/questions.json'), 'utf8')))
  .flatMap(({ document, question, page }) => (document === 'lease.pdf' && page != null ? [{ question, page }] : []));
const lease = resolve(import.meta.dirname, '../../fixtures/documents/lease.pdf');

describe('With the shipped model', () => {
  const place = temporaryFolder();
  let engine: Engine;
  let id: string;
  let other: string;
  const page = 9;

  beforeAll(async () => {
    engine = await createEngine({ libraryFolder: null, modelFolder: defaultModelFolder, cacheFolder: join(tmpdir(), 'infolio-test-cache'), device: 'cpu' });
    id = (await engine.open(lease)).id;
    const note = join(place.path, 'harbour.txt');
    writeFileSync(note, 'The lighthouse keeper at Port Ellery was called Tobias Fenwick. He kept the lamp for thirty years.\n\nThe harbour was dredged in 1911.\n');
    other = (await engine.open(note)).id;
  }, patience);
  afterAll(async () => {
    await engine.close();
    place[Symbol.dispose]();
  });

  test('a question up to a page is answered from those pages alone, with the memory of those alone', { timeout: patience }, async () => {
    const whole = await engine.context(id);
    const passages = whole.document.passagesUpTo(page);
    expect(passages).toBeGreaterThan(0);
    expect(passages).toBeLessThan(whole.document.passageCount);
    for (const passage of whole.document.passages(0, passages)) expect(whole.document.pageAt(passage.start + passage.text.trimEnd().length - 1)?.page).toBeLessThanOrEqual(page);
    const next = whole.document.passage(passages);
    expect(whole.document.pageAt(next.start + next.text.trimEnd().length - 1)?.page).toBeGreaterThan(page);

    const memories = new MemoriesSoFar();
    const read: number[] = [];
    const empty = emptyMemory(whole.network.model.config);
    const context = await contextUpTo(whole, page, empty, memories, { onProgress: (done) => read.push(done) });
    expect(read.at(-1)).toBe(passages);
    const hash = (data: Float32Array): string => createHash('sha256').update(data).digest('hex');
    expect(hash(context.memory.data)).not.toBe(hash(whole.memory.data));
    // The same as reading those segments and no others does; the next question finds it at hand.
    const again = await contextUpTo(whole, page, empty, memories, { onProgress: (done) => read.push(done) });
    expect(hash(again.memory.data)).toBe(hash(context.memory.data));
    expect(read.filter((done) => done === passages)).toHaveLength(1);

    const asked = await engine.put({ scope: { kind: 'document', document: id }, question: 'What is payable?', everything: true, upToPage: page, keep: false });
    const [{ answer } = { answer: null }] = asked.answers;
    const places = answer === null ? [] : [...(answer.best === null ? [] : [answer.best]), ...answer.others, ...answer.nearest, ...(answer.everything?.hits ?? [])];
    expect(answer?.everything?.passages).toBe(passages);
    expect(places.length).toBeGreaterThan(0);
    for (const each of places) expect(each.page).toBeLessThanOrEqual(page);
    expect(whole.document.passagesUpTo(10_000)).toBe(whole.document.passageCount);
  });

  test('of several documents those are asked that say something, best first', { timeout: patience }, async () => {
    const progress: number[] = [];
    const asked = await engine.put(
      { scope: { kind: 'library' }, question: 'Who was the lighthouse keeper at Port Ellery?', everything: false, upToPage: null, keep: true },
      { onProgress: ({ done, of }) => { progress.push(done / of); } },
    );
    expect(asked.answers[0]).toMatchObject({ document: other, answer: { found: true } });
    expect(asked.answers[0]?.answer.best?.text).toContain('Tobias Fenwick');
    expect(progress).toEqual([0, 0.5, 1]);
    expect(engine.library.questions.list(null)).toEqual([asked]);

    const collection = engine.library.collections.create('Leases');
    const scope = { kind: 'collection', collection: collection.id } as const;
    const request = { scope, question: 'Who is the Lessor?', everything: false, upToPage: null, keep: false };
    await expect(engine.put(request)).rejects.toMatchObject({ code: 'not_found' });
    engine.library.collections.add(collection.id, id);
    expect((await engine.put(request)).answers.map((answer) => answer.document)).toEqual([id]);
    await expect(engine.put({ ...request, upToPage: 3 })).rejects.toMatchObject({ code: 'bad_argument' });
    await expect(engine.put(request, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('of many documents the best passage of each and the best of all are read again, as each document by itself would rank them', { timeout: patience }, async () => {
    const { network, tokenizer } = await engine.context(id);
    const tools = { library: engine.library, network, tokenizer, emptyMemory: emptyMemory(network.model.config) };
    const documents = engine.library.documents.briefs(network.model.hash);
    for (const question of ['Who was the lighthouse keeper at Port Ellery?', 'Which law governs the lease?', 'Is the rent of the harbour paid monthly?']) {
      const ids = await tokensOf(tokenizer, question);
      const recalled = await recallAcross(tools, documents, question, ids);
      expect(recalled.map(({ document }) => document.id)).toEqual((await rankDocuments(tools, documents, question)).map((document) => document.id));
      for (const { document, candidates, chosen } of recalled) {
        const alone = await recallPassages({ network, document: engine.library.open(document.id), memory: tools.emptyMemory }, question, ids, acrossPassages);
        expect(candidates.map(({ passage }) => passage)).toEqual(alone.map(({ passage }) => passage));
        for (const [i, { cosine, lexical }] of candidates.entries()) {
          expect(cosine).toBeCloseTo(alone[i]?.cosine ?? NaN, 6);
          expect(lexical).toBe(alone[i]?.lexical);
        }
        expect(chosen[0]).toEqual(candidates[0]);
      }
      const [first] = recalled;
      const read = recalled.flatMap(({ chosen }) => chosen);
      const fromCandidates = recalled.flatMap(({ candidates, chosen }) => chosen.filter((one) => candidates.includes(one)));
      expect(fromCandidates).toHaveLength(Math.min(acrossPassages, recalled.reduce((sum, { candidates }) => sum + candidates.length, 0)));
      expect(read.length - fromCandidates.length).toBeLessThanOrEqual(openingPassages);
      const passages = first?.chosen.map(({ passage }) => passage) ?? [];
      const opening = Array.from({ length: Math.min(openingPassages, first?.document.segments ?? 0) }, (_, passage) => passage);
      expect(passages).toEqual(expect.arrayContaining(opening));
      expect(new Set(passages).size).toBe(passages.length);
    }
  });

  test('the recall map has a line a passage, where it stands and brightest where the answer is', { timeout: patience }, async () => {
    const lines = await engine.recall(id, 'Which law governs the lease?');
    const reader = engine.library.open(id);
    expect(lines.map((line) => line.passage)).toEqual(Array.from({ length: reader.passageCount }, (_, i) => i));
    expect(Math.max(...lines.map((line) => line.score))).toBe(1);
    expect(lines.filter((line) => line.score < 0.1).length).toBeGreaterThan(lines.length / 2);
    for (const line of lines) {
      expect(line.page).toBe(reader.pageAt(reader.passage(line.passage).start)?.page);
      expect(line.bottom).toBeGreaterThan(line.top);
    }
    let right = 0;
    for (const { question, page: wanted } of questions) {
      const brightest = reader.passage((await engine.recall(id, question)).find((line) => line.score === 1)?.passage ?? 0);
      const last = reader.pageAt(brightest.start + brightest.text.trimEnd().length - 1)?.page ?? 0;
      if ((reader.pageAt(brightest.start)?.page ?? Infinity) <= wanted && wanted <= last) right++;
    }
    expect(right).toBeGreaterThan(questions.length / 2);
  });

  test('an inspection tells the numbers of the memory', { timeout: patience }, async () => {
    const inspection = await engine.inspect(id);
    const { document, memory } = await engine.context(id);
    const { segments, tokens } = document.record;
    expect(inspection).toMatchObject({ document: id, segments, tokens, memoryBytes: memory.data.byteLength, fullAttentionBytes: tokens * 6 * 2 * 384 * 2 });
    expect(inspection.layers.map((layer) => layer.layer)).toEqual([5]);
    expect(inspection.restoring.map(({ part }) => part)).toEqual(['statements', 'names']);
    const norm = Math.sqrt([...inspection.layers, ...inspection.restoring].reduce((sum, part) => sum + part.norm ** 2, 0));
    expect(norm / Math.sqrt(memory.data.reduce((sum, value) => sum + value * value, 0))).toBeCloseTo(1, 5);
    for (const part of [...inspection.layers, ...inspection.restoring]) {
      expect(part.saturation).toBeGreaterThan(0);
      expect(part.saturation).toBeLessThan(1);
    }
    for (const layer of inspection.layers) {
      expect(layer.readNorm).toBeGreaterThan(0);
    }
    expect(inspection.passages).toHaveLength(segments);
    expect(inspection.passages.every(({ gate, page: on, passage }) => gate >= 0 && gate <= 1 && on === document.pageAt(document.passage(passage).start)?.page)).toBe(true);
  });
});

test('scores of the recall map stand out from what is usual', () => {
  const cosine = Float32Array.from({ length: 101 }, (_, i) => 0.2 + 0.01 * Math.sin(i));
  cosine[40] = 0.8;
  const scores = mapScores(cosine, [...cosine.keys()].map((passage) => ({ passage, bm25: passage === 40 ? 9 : 2 })));
  expect(scores[40]).toBe(1);
  expect(Math.max(...scores.filter((_, i) => i !== 40))).toBeLessThan(0.01);
  expect(mapScores(new Float32Array(5), [])).toEqual(new Float32Array(5));
  // Words alone light up as well.
  expect(mapScores(new Float32Array(9).fill(0.3), [{ passage: 2, bm25: 4 }])[2]).toBe(1);
});
