import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InfolioError } from '../../../src/contract/errors.ts';
import { boxesOf } from '../../../src/engine/pdf/index.ts';
import { blockTexts, readAll, readPages } from './documents.ts';

const corpus = join(import.meta.dirname, '../../../../shared/pdfs');
const files = existsSync(corpus) ? readdirSync(corpus).filter((name) => name.endsWith('.pdf')) : [];

/** What each file ends in: a code, or how many characters it has at least (0: it opens and has no text). */
const endings: Readonly<Record<string, string | number>> = {
  'REDHAT-1531897-0.pdf': 'damaged_pdf',
  'poppler-395-0-fuzzed.pdf': 'damaged_pdf',
  'issue6010_2.pdf': 'encrypted',
  'PDFBOX-4352-0.pdf': 0,
  'issue5481.pdf': 0,
  'tracemonkey.pdf': 80_000,
  'pdkids.pdf': 130_000,
};

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

describe.skipIf(files.length === 0)(`the corpus of broken and unusual PDFs${files.length === 0 ? ' (not on this machine)' : ''}`, () => {
  test.each(files)('%s ends in text or in one clear code', async (name) => {
    const ending = endings[name] ?? 1;
    try {
      const pages = await readAll(join(corpus, name));
      expect(pages.filter((page) => 'failed' in page)).toEqual([]);
      const characters = pages.reduce((sum, page) => sum + ('failed' in page ? 0 : page.text.length), 0);
      expect(characters).toBeGreaterThanOrEqual(Number(ending));
      if (ending === 0) expect(characters).toBe(0);
      for (const page of pages) {
        if ('failed' in page) continue;
        const runs = page.runs.toSorted((a, b) => a.start - b.start);
        let at = 0;
        for (const run of runs) {
          // What no run covers was inserted: spaces, cell marks, powers.
          expect(page.text.slice(at, run.start)).toMatch(/^[\s|^]*$/u);
          expect(run.end).toBeGreaterThan(run.start);
          at = run.end;
        }
        expect(at).toBe(page.text.length);
      }
    } catch (error) {
      if (!(error instanceof InfolioError)) throw error;
      expect(error.code).toBe(ending);
      expect(error.message).toContain(name);
      expect(error.message).not.toMatch(/\n| at /u);
    }
  });

  // Read once for the tests below.
  const paper = lazily(() => readPages(join(corpus, 'tracemonkey.pdf')));

  test('a two-column paper reads down each column, past its figures, with footnotes last', async () => {
    const [first, second] = await paper();
    expect(first?.text).toMatch(/^Trace-based Just-in-Time Type Specialization for Dynamic Languages\n\n/u);
    const order = ['We present an alternative compilation technique', '1. Introduction', 'Compilers for statically typed languages rely', 'Permission to make digital or hard copies'].map((words) => first?.text.indexOf(words) ?? -1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    expect(first === undefined ? [] : blockTexts(first, 'footnote')[0]).toMatch(/^Permission to make/u);
    expect(second?.text).toContain('we evaluate our dynamic compiler based on a set of industry benchmarks.');
    expect(second?.text).toContain('In a naïve implementation');
  });

  test('a quotation from the right column has its boxes in the right column', async () => {
    const [page] = await paper();
    const quotation = 'For example, we would expect loop counters that start as integers to remain integers for all iterations.';
    const start = page?.text.indexOf(quotation) ?? -1;
    expect(start).toBeGreaterThan(0);
    const boxes = page === undefined ? [] : boxesOf(page, start, start + quotation.length);
    expect(boxes.length).toBeGreaterThan(1);
    for (const box of boxes) expect(box.x).toBeGreaterThan(310);
  });
});
