import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultModelFolder } from '../../../src/cli/common.ts';
import { summaryRequestSchema, summarySchema } from '../../../src/contract/summary.ts';
import type { Summary, SummaryRequest, SummarySentence } from '../../../src/contract/summary.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { dispatchTo } from '../../../src/engine/hosting/dispatch.ts';
import { leans } from '../../../src/engine/summarizing/index.ts';

const lease = resolve(import.meta.dirname, '../../fixtures/documents/lease.pdf');
const request = (of: Partial<Record<keyof SummaryRequest, unknown>>): SummaryRequest => summaryRequestSchema.parse(of);

const essay = `# On drains

Contents

Drains | 1

Wetland | 2

Peat | 3

Carbon | 4

Moss | 5

# Drains

Drains lower the water of a raised bog, and the peat above the water decays year after year. However, the peat below stays as it was. Blocking the drains brings the water back within two winters.

Table of figures

| place | depth |
| Drumlach | 40 |

# Carbon

A drained bog loses about two hundred grams of carbon for each square metre and year. Moss that grows again takes up carbon from the air. It does so only where the water stands high.

# References

1. Smith J, Jones K (2002) The carbon of drained bogs and of the moss that grows on them. Journal of Peat 12.
`;

describe('a summary, with the shipped model', { timeout: 600_000 }, () => {
  let engine: Engine;
  let folder: string;
  let id: string;
  let short: string;
  let text: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'infolio-summaries-'));
    await writeFile(join(folder, 'bog.md'), essay);
    engine = await createEngine({ libraryFolder: null, modelFolder: defaultModelFolder, cacheFolder: null, device: 'cpu' });
    id = (await engine.open(lease)).id;
    short = (await engine.open(join(folder, 'bog.md'))).id;
    text = await engine.text(id);
  }, 600_000);
  afterAll(async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  const checkSentences = (sentences: readonly SummarySentence[], asked: SummaryRequest): void => {
    sentences.forEach((one, at) => {
      expect(one.text).toBe(text.slice(one.start, one.end));
      expect(one.start).toBeGreaterThanOrEqual(sentences[at - 1]?.end ?? 0);
      expect(one.page).toBe(engine.library.open(id).pageAt(one.start)?.page);
      expect(one.page).toBeGreaterThanOrEqual(asked.pages?.first ?? 1);
      expect(one.page).toBeLessThanOrEqual(asked.pages?.last ?? 20);
      expect(one.boxes.length).toBeGreaterThan(0);
      expect(one.boxes.every((box) => box.page <= (asked.pages?.last ?? 20))).toBe(true);
    });
    const words = sentences.reduce((sum, one) => sum + one.text.trim().split(/\s+/).length, 0);
    if (asked.length.unit === 'sentences') expect(sentences.length).toBeLessThanOrEqual(asked.length.count);
    // A limit below the usual length of a sentence gives one sentence.
    if (asked.length.unit === 'words' && sentences.length > 1) expect(words).toBeLessThanOrEqual(asked.length.count);
  };

  test('whatever is asked for: the document\'s own words, in order, on the pages and of the length asked for', async () => {
    const lengths = fc.oneof(
      fc.constant({ unit: 'auto' }),
      fc.record({ unit: fc.constant('sentences'), count: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ unit: fc.constant('words'), count: fc.integer({ min: 10, max: 2_000 }) }),
    );
    const pages = fc.oneof(fc.constant(null), fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 25 })).map(([first, more]) => ({ first, last: first + more })));
    await fc.assert(
      fc.asyncProperty(lengths, pages, fc.constantFrom('document', 'section', 'page'), async (length, range, by) => {
        const asked = request({ length, pages: range, by });
        let summary: Summary;
        try {
          summary = await engine.summarize(id, asked);
        } catch (error) {
          // Pages of a table or a signature alone have no sentences.
          expect(error).toMatchObject({ code: 'no_text' });
          return;
        }
        expect(summarySchema.parse(summary)).toEqual(summary);
        checkSentences(summary.sentences, asked);
        expect(summary.sentences.length).toBeGreaterThan(0);
        expect(summary.text).toBe(summary.sentences.map((one) => one.text).join(' '));
        if (by === 'document') expect(summary.sections).toEqual([]);
        const inParts = new Set(summary.sections.flatMap((section) => section.sentences.map((one) => one.start)));
        for (const section of summary.sections) {
          checkSentences(section.sentences, asked);
          expect(section.sentences.length).toBeGreaterThan(0);
          for (const one of section.sentences) {
            expect(one.page).toBeGreaterThanOrEqual(section.firstPage);
            expect(one.page).toBeLessThanOrEqual(section.lastPage);
          }
        }
        if (by === 'page') expect(summary.sentences.every((one) => inParts.has(one.start))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('sentences that lean on the one before come only with it', async () => {
    const { sentences } = await engine.summarize(id, request({ length: { unit: 'sentences', count: 40 } }));
    const reader = engine.library.open(id);
    sentences.forEach((one, at) => {
      if (leans(one.text)) expect(reader.text(sentences[at - 1]?.end ?? -1, one.start).trim()).toBe('');
    });
  });

  test('headings, tables, tables of contents and references are no sentences; sections are those of the headings', async () => {
    const summary = await engine.summarize(short, request({ by: 'section', length: { unit: 'sentences', count: 20 } }));
    expect(summary.sections.map((section) => section.title)).toEqual(['Drains', 'Carbon']);
    expect(summary.sentencesRead).toBe(6);
    expect(summary.text).not.toMatch(/Smith|Drumlach|Wetland|On drains/);
  });

  test('a query changes what is chosen; it is read with every passage, shown on the way, and not read again for another length', async () => {
    const seen: number[] = [];
    const query = 'Who insures the building, and against what?';
    const about = await engine.summarize(id, request({ query, length: { unit: 'sentences', count: 4 } }), { onProgress: ({ done }) => seen.push(done) });
    expect(about.query).toBe(query);
    expect(about.text).toMatch(/insur/i);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    const steps = new Set<number>();
    const longer = await engine.summarize(id, request({ query, length: { unit: 'sentences', count: 8 } }), { onProgress: ({ of }) => steps.add(of) });
    expect(longer.sentences.length).toBeGreaterThan(about.sentences.length);
    // The pages are gone through, the passages are not read.
    expect(Math.max(...seen)).toBeGreaterThan(20);
    expect([...steps]).toEqual([20]);
  });

  test('a cancel ends it at once, before the rest is read', async () => {
    const controller = new AbortController();
    let after = 0;
    const summarizing = engine.summarize(id, request({ query: 'What is payable, and when?' }), {
      signal: controller.signal,
      onProgress: () => {
        if (controller.signal.aborted) after++;
        controller.abort();
      },
    });
    await expect(summarizing).rejects.toMatchObject({ code: 'cancelled' });
    expect(after).toBe(0);
    expect(engine.library.made.get(id, 'importance')?.recipe ?? '').not.toContain('What is payable');
  });

  test('screens get the last summary again with what was asked for, unless it is stale or no summary', async () => {
    const dispatch = dispatchTo(engine, () => undefined);
    const call = { signal: new AbortController().signal, onProgress: () => undefined };
    expect(await dispatch.call('summaries.last', { document: short }, call)).toBeNull();
    const asked = request({ length: { unit: 'sentences', count: 2 } });
    const summary = await dispatch.call('summarize', { document: short, request: asked }, call);
    expect(await dispatch.call('summaries.last', { document: short }, call)).toMatchObject({ request: asked, summary });
    const { recipe = '', value } = engine.library.made.get(short, 'summary') ?? {};
    engine.library.made.keep(short, 'summary', 'of another reading', value);
    expect(await dispatch.call('summaries.last', { document: short }, call)).toBeNull();
    engine.library.made.keep(short, 'summary', recipe, { request: asked, summary: 'words' });
    expect(await dispatch.call('summaries.last', { document: short }, call)).toBeNull();
  });

  test('pages that the document does not have are refused', async () => {
    await expect(engine.summarize(id, request({ pages: { first: 21, last: 22 } }))).rejects.toMatchObject({ code: 'bad_argument' });
    await expect(engine.summarize(id, request({ pages: { first: 5, last: 4 } }))).rejects.toMatchObject({ code: 'bad_argument' });
  });
});
