import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { reportSchema } from '../../src/contract/report.ts';
import { summarySchema } from '../../src/contract/summary.ts';
import { documents, terminal } from './terminal.ts';

const lease = join(documents, 'lease.pdf');
const told = z.object({ file: z.string(), summary: summarySchema, timing: z.object({ readMs: z.number(), summarizeMs: z.number() }) });
const line = z.object({ id: z.string(), summary: summarySchema.nullable(), error: z.object({ code: z.string() }).nullable() });

describe('infolio summarize', { timeout: 900_000 }, () => {
  const { infolio, home } = terminal();

  test('gives sentences of the document with their pages, as text and as JSON, and the last summary is what is exported', async () => {
    const plain = await infolio('summarize', lease, '--by', 'section', '--sentences', '2');
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    expect(plain.stdout).toMatch(/: read 20 of 20 pages, \d+ sentences weighed\n {2}p\. \w+ {2}\S/);
    expect(plain.stdout).toMatch(/\n## .+ \(pp?\. \d+(?:–\d+)?\)\n {2}p\. /);

    const json = await infolio('summarize', lease, '--words', '120', '--pages', '3-9', '--json');
    const { file, summary } = told.parse(JSON.parse(json.stdout));
    expect(file).toBe(lease);
    expect(summary.words).toBeLessThanOrEqual(120);
    expect(summary.pages).toEqual({ first: 3, last: 9 });
    const text = (await infolio('info', lease, '--text')).stdout;
    for (const one of summary.sentences) {
      expect(text.slice(one.start, one.end)).toBe(one.text);
      expect(one.page).toBeGreaterThanOrEqual(3);
      expect(one.page).toBeLessThanOrEqual(9);
    }

    const out = join(home, 'summary.json');
    expect(await infolio('export', lease, '--as', 'json', '--out', out, '--what', 'summary')).toMatchObject({ code: 0, stderr: '' });
    const report = reportSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
    expect(report.sections.map((section) => section.kind)).toEqual(['summary']);
    expect(report.sections[0]?.entries[0]?.statements.map((one) => one.text)).toEqual(summary.sentences.map((one) => one.text));
  });

  test('a batch line asks for a summary, with a query or without', async () => {
    const requests = join(home, 'requests.jsonl');
    const asked = [{ id: 'a', file: lease, summarize: true }, { id: 'b', file: lease, summarize: { query: 'Who pays for repairs?', sentences: 2 } }, { id: 'c', file: lease, summarize: { words: 20, sentences: 2 } }];
    writeFileSync(requests, asked.map((one) => `${JSON.stringify(one)}\n`).join(''));
    const lines = (await infolio('batch', requests)).stdout.trimEnd().split('\n').map((text) => line.parse(JSON.parse(text)));
    expect(lines[0]?.summary?.sentences.length).toBeGreaterThan(2);
    expect(lines[1]?.summary).toMatchObject({ query: 'Who pays for repairs?' });
    expect(lines[1]?.summary?.sentences.length).toBeLessThanOrEqual(2);
    expect(lines[2]).toMatchObject({ error: { code: 'bad_argument' }, summary: null });
  });

  test.each([
    ['pages that are none', ['--pages', '9-3'], 'bad_argument'],
    ['pages that the document does not have', ['--pages', '900'], 'bad_argument'],
    ['a part that is not there', ['--by', 'verse'], 'bad_argument'],
    ['too few words', ['--words', '3'], 'bad_argument'],
  ])('refuses %s', async (_, args, code) => {
    const refused = await infolio('summarize', lease, ...args);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(`^infolio: ${code}: .+\n$`) as unknown });
  });
});
