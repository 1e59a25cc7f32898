import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { suggestionSchema } from '../../../src/contract/details.ts';
import type { Suggestion } from '../../../src/contract/details.ts';
import { defaultModelFolder } from '../../../src/cli/common.ts';
import { ask } from '../../../src/engine/asking/index.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { temporaryFolder } from '../reading/given.ts';

const patience = 600_000;

const contract = `# Boat Hire Agreement

This Agreement is made on 4 May 2021 between Harbour Craft Ltd, a company organised under the laws of Maine (the "Owner"), and Tobias Fenwick of 12 Canal Street, Port Ellery (the "Hirer").

## 1. Definitions

"Boat" means the sailing boat Linnet, twenty-two feet long, registered at Port Ellery under the number 4417.

"Hire Charge" means the sum of $1,250 for each month of the Term.

"Term" means the period of six months beginning on 1 June 2021.

## 2. Governing law

This Agreement is governed by the laws of the State of Maine, and the courts of Washington County alone may hear a dispute about it.

## 3. Insurance

The Hirer shall insure the Boat against loss and damage for not less than $40,000 and shall show the Owner the policy before the Term begins.

## 4. Termination

Either party may terminate this Agreement by thirty days' written notice to the other. The Owner may terminate it at once if the Hirer does not pay the Hire Charge within ten days after it is due.

## 5. Assignment

The Hirer shall not assign this Agreement or lend the Boat to anybody without the written consent of the Owner.
`;

describe('questions that a contract answers itself, with the shipped model', () => {
  const place = temporaryFolder();
  let engine: Engine;
  let id: string;
  let suggestions: readonly Suggestion[];
  const steps: number[] = [];

  beforeAll(async () => {
    engine = await createEngine({ libraryFolder: null, modelFolder: defaultModelFolder, cacheFolder: join(tmpdir(), 'infolio-test-cache'), device: 'cpu' });
    const file = join(place.path, 'boat.md');
    writeFileSync(file, contract);
    id = (await engine.open(file)).id;
    suggestions = await engine.suggestions(id, { onProgress: (done) => steps.push(done) });
  }, patience);
  afterAll(async () => {
    await engine.close();
    place[Symbol.dispose]();
  });

  test('there are some from more than one source, each in plain English, no two with the same answer', () => {
    expect(suggestions.length).toBeGreaterThanOrEqual(5);
    expect(suggestions.length).toBeLessThanOrEqual(12);
    expect(new Set(suggestions.map((one) => one.from)).size).toBeGreaterThanOrEqual(2);
    for (const one of suggestions) {
      expect(suggestionSchema.parse(one)).toEqual(one);
      expect(one.question).toMatch(/^[A-Z][^?]{8,120}\?$/);
    }
    const starts = suggestions.map((one) => one.place.start);
    expect(new Set(starts).size).toBe(starts.length);
  });

  test('each is answered when it is asked, with the words that the suggestion holds', { timeout: patience }, async () => {
    const context = await engine.context(id);
    const text = await engine.text(id);
    for (const { question, place: given } of suggestions) {
      expect(text.slice(given.start, given.end)).toBe(given.text);
      const answer = await ask(context, question);
      expect(answer.found, question).toBe(true);
      expect(answer.best).toEqual(given);
    }
  });

  test('none of the questions that were tried is kept among those asked', () => {
    expect(engine.library.questions.list(id)).toEqual([]);
  });

  test('the second time they are there at once', async () => {
    steps.length = 0;
    expect(await engine.suggestions(id, { onProgress: (done) => steps.push(done) })).toEqual(suggestions);
    expect(steps).toEqual([]);
  });

  test('they can be stopped between two questions, and are not kept then', async () => {
    engine.library.made.remove(id, 'suggestions');
    const controller = new AbortController();
    const stopped = engine.suggestions(id, {
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(engine.library.made.get(id, 'suggestions')).toBeUndefined();
  });
});
