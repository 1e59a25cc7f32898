import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Place } from '../../../src/contract/answer.ts';
import { defaultModelFolder } from '../../../src/cli/common.ts';
import { ask, calibrationOf, placeOf, putQuestion, recallPassages, reread } from '../../../src/engine/asking/index.ts';
import { spansAPassage } from '../../../src/engine/asking/limits.ts';
import { mergeHits } from '../../../src/engine/asking/merge.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Memory } from '../../../src/engine/memory/index.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures');
const questions = z
  .array(z.object({ document: z.string(), question: z.string(), answers: z.array(z.string()), page: z.number().nullish(), kind: z.string() }))
  .parse(JSON.parse(readFileSync(join(fixtures, 'questions.json'), 'utf8')));

describe('questions to the sample lease, with the shipped model', () => {
  let engine: Engine;
  let id: string;
  let text: string;

  beforeAll(async () => {
    engine = await createEngine({ libraryFolder: null, modelFolder: defaultModelFolder, cacheFolder: null, device: 'cpu' });
    id = (await engine.open(join(fixtures, 'documents/lease.pdf'))).id;
    text = await engine.text(id);
  }, 120_000);
  afterAll(() => engine.close());

  const check = (place: Place) => {
    expect(text.slice(place.start, place.end)).toBe(place.text);
    expect(place.sentence).toContain(place.text);
    const reader = engine.library.open(id);
    expect(reader.pageAt(place.start)).toMatchObject({ page: place.page, label: place.pageLabel });
    const page = reader.page(place.boxes[0]?.page ?? 0);
    for (const box of place.boxes.filter((one) => one.page === page?.page)) {
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual((page?.width ?? 0) + 1);
      expect(box.y + box.height).toBeLessThanOrEqual((page?.height ?? 0) + 1);
    }
  };

  test('every statement is the document\'s own words on the page it names; half of the answers at least hold the right words', { timeout: 180_000 }, async () => {
    const asked = questions.filter((one) => one.document === 'lease.pdf' && one.kind === 'span').slice(0, 20);
    let right = 0;
    for (const one of asked) {
      const answer = await engine.ask(id, one.question);
      for (const place of [...(answer.best === null ? [] : [answer.best]), ...answer.others, ...answer.nearest]) check(place);
      const said = answer.best?.text ?? '';
      if (answer.best?.page === one.page && one.answers.some((words) => said.includes(words) || words.includes(said))) right++;
    }
    expect(right).toBeGreaterThanOrEqual(asked.length / 2);
  });

  test('what the whole document is about is told by the sentences of a summary, with their pages', async () => {
    const answer = await engine.ask(id, 'What is this document about?');
    expect(answer).toMatchObject({ gist: true, found: true, nearest: [] });
    const places = [...(answer.best === null ? [] : [answer.best]), ...answer.others];
    expect(places).toHaveLength(4);
    places.forEach(check);
    expect(places.map(({ start }) => start)).toEqual(places.map(({ start }) => start).sort((a, b) => a - b));
    expect((await engine.ask(id, 'What is the lessee\'s business about?')).gist).toBeUndefined();
  });

  test('an everyday word for a party is read as the lease\'s own', async () => {
    const { readAs, best } = await engine.ask(id, 'Who is the landlord?');
    expect(readAs?.question).toBe('Who is the Lessor?');
    expect(best?.text).toMatch(/^Harrow Mill Holdings LLC$/i);
  });

  test('for a heading the clause behind it is shown', async () => {
    const { best } = await engine.ask(id, 'What insurance must the tenant carry?');
    expect(best?.text).toMatch(/^Throughout the Term the Lessee shall keep in force[^]*commercial general liability insurance/);
    if (best !== null) check(best);
  });

  test('a party is asked about by what the lease calls it, with the place that says so', async () => {
    const { readAs, best } = await engine.ask(id, 'How many keys does Tidewater Bindery get?');
    expect(readAs?.question).toBe('How many keys does the Lessee get?');
    const [place] = readAs?.places ?? [];
    expect(place?.text.toUpperCase()).toMatch(/^TIDEWATER BINDERY, INC[^]*LESSEE/);
    expect(place?.page).toBe(3);
    for (const one of [place, best]) if (one !== undefined && one !== null) check(one);
    expect((await engine.ask(id, 'How many keys does the Lessee get?')).readAs).toBeUndefined();
  });

  test.each([['Who is the Lessee?', 'Tidewater Bindery, Inc.'], ['who is the lessor', 'Harrow Mill Holdings LLC']])('%s The one whom the lease defines', async (question, name) => {
    const { best } = await engine.ask(id, question);
    expect(best).toMatchObject({ text: name, page: 4, pageLabel: '4' });
    if (best !== null) check(best);
    const read = await ask(await engine.context(id), question, { completed: false });
    expect(read.best?.start).not.toBe(best?.start);
  });

  test('a yes/no question gets the whole sentence as evidence', async () => {
    const { kind, best } = await engine.ask(id, 'May the Lessor end the lease in order to redevelop the building?');
    expect(kind).toBe('yesno');
    expect(best?.text).toBe(best?.sentence);
  });

  test('the memory is part of the answer: emptied, the same question gets other odds', async () => {
    const context = await engine.context(id);
    expect(context.memory.data.some((value) => value !== 0)).toBe(true);
    const empty = { ...context.memory, data: new Float32Array(context.memory.data.length) };
    const question = 'Who is the Lessor?';
    const scores = async (memory: Memory) => {
      const answer = await ask({ ...context, memory }, question);
      return [answer.best, ...answer.others].map((place) => place?.score);
    };
    expect(await scores(context.memory)).not.toEqual(await scores(empty));
  });

  test('passages of different lengths that are read again together say what each says alone', async () => {
    const context = await engine.context(id);
    const question = 'Who is the Lessor?';
    const put = await putQuestion(context.tokenizer, question);
    const candidates = await recallPassages(context, question, put.ids, 11);
    const calibration = calibrationOf(context.network.model.config);
    const together = await reread(context, put, candidates, calibration, 1);
    expect(together).toHaveLength(11);
    for (const candidate of candidates) {
      const [alone] = await reread(context, put, [candidate], calibration, 1);
      const found = together.find(({ passage }) => passage.index === candidate.passage);
      expect(found).toMatchObject({ start: alone?.start, end: alone?.end });
      expect(found?.score).toBeCloseTo(alone?.score ?? NaN, 4);
    }
  });

  test('everything that is read gives the hits that every passage gives alone, those that recall brought among them', { timeout: 180_000 }, async () => {
    const whole = await engine.context(id);
    const { config } = whole.network.model;
    const calibration = { ...calibrationOf(config), everythingThreshold: 0.02 };
    const model = { ...whole.network.model, config: { ...config, calibration: { ...config.calibration, answer: calibration } } };
    const context = { ...whole, network: { ...whole.network, model }, passages: 24 };
    const question = 'What is payable?';
    const { everything } = await ask(context, question, { everything: true });
    const put = await putQuestion(context.tokenizer, question);
    const all = await recallPassages(context, question, put.ids, context.passages);
    expect(everything?.passages).toBe(all.length);
    const places: Place[] = [];
    for (const candidate of all) {
      const found = await reread(context, put, [candidate], calibration, spansAPassage);
      places.push(...found.filter(({ score }) => score >= calibration.everythingThreshold).map((hit) => placeOf(context.document, hit, false)));
    }
    const merged = mergeHits(places);
    expect(merged.length).toBeGreaterThan(3);
    expect(everything?.hits.map(({ start, end }) => [start, end])).toEqual(merged.map(({ start, end }) => [start, end]));
    for (const [i, hit] of (everything?.hits ?? []).entries()) expect(hit.score).toBeCloseTo(merged[i]?.score ?? NaN, 3);
  });

  test('reading everything reports progress and can be cancelled between runs', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const asking = engine.ask(id, 'What is payable?', {
      everything: true,
      signal: controller.signal,
      onProgress: (done) => {
        seen.push(done);
        controller.abort();
      },
    });
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen).toHaveLength(1);
  });

  test('an empty question is refused', async () => {
    await expect(engine.ask(id, '  ')).rejects.toMatchObject({ code: 'bad_argument' });
  });

  test('questions are kept with the document', async () => {
    await engine.ask(id, 'Which law governs the lease?');
    expect(engine.library.questions.list(id).map((row) => row.question)).toContain('Which law governs the lease?');
  });
});
