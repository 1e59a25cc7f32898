import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defaultModelFolder } from '../../../src/cli/common.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { boxesOf } from '../../../src/engine/pdf/index.ts';

const folder = resolve(import.meta.dirname, '../../fixtures/formats');
const questions = z
  .array(z.object({ document: z.string(), question: z.string(), answers: z.array(z.string()), page: z.number() }))
  .parse(JSON.parse(readFileSync(join(folder, 'questions.json'), 'utf8')));
const patience = 400_000;

describe('questions to documents of other formats, with the shipped model', () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await createEngine({ libraryFolder: null, modelFolder: defaultModelFolder, cacheFolder: join(tmpdir(), 'infolio-test-cache'), device: 'cpu' });
  }, patience);
  afterAll(() => engine.close());

  test.each(['handbook.docx', 'salt-road.epub', 'ferry.html'])('%s: every statement is its own words on the page it names, in boxes that hold them; half of the answers at least are right', { timeout: patience }, async (name) => {
    const { id } = await engine.open(join(folder, 'files', name));
    const reader = engine.library.open(id);
    const text = await engine.text(id);
    const asked = questions.filter((one) => one.document === name);
    let right = 0;
    for (const one of asked) {
      const { best, others, nearest } = await engine.ask(id, one.question);
      for (const place of [...(best === null ? [] : [best]), ...others, ...nearest]) {
        expect(text.slice(place.start, place.end)).toBe(place.text);
        const page = reader.pageAt(place.start);
        expect(page).toMatchObject({ page: place.page, label: place.pageLabel });
        const content = reader.pageContent(place.page);
        if (content === undefined || page === undefined) throw new Error('no such page');
        const from = place.start - page.start;
        expect(content.text.slice(from, from + place.text.length)).toBe(place.text);
        expect(place.boxes).toEqual(boxesOf(content, from, from + place.text.length));
        expect(place.boxes.length).toBeGreaterThan(0);
      }
      const said = best?.text ?? '';
      if (best?.page === one.page && one.answers.some((words) => said.includes(words) || words.includes(said))) right++;
    }
    expect(right).toBeGreaterThanOrEqual(asked.length / 2);
  });
});
