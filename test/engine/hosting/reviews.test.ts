import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import JSZip from 'jszip';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExportRequest, ReviewProgress, WorkProgress } from '../../../src/contract/protocol.ts';
import { mapReportSchema, reportSchema } from '../../../src/contract/report.ts';
import { leasePdf, patience, screenOf, shellIn, temporaryFolder } from './given.ts';
import type { GivenScreen, GivenShell } from './given.ts';

const lease = (rent: string, law: string) => `# Lease

This Lease is made on 9 June 2021 between Anna Berg (the "Lessor") and the Mill Company Ltd. (the "Lessee").

## 1. Rent

The Lessee shall pay to the Lessor a yearly rent of ${rent} in advance.

## 2. Law

This Lease is governed by the laws of ${law}.
`;

const playbook = `
name: Short
items:
  - name: Law
    questions: [Which law governs the lease?]
  - name: Rent
    questions: [How much is the yearly rent?]
    show: amount
  - name: Escrow
    questions: [Is the source code held in escrow?]
`;

/** A lease that takes seconds to review: a stop, which goes from process to process, comes in the middle of it. */
const longLease = [lease('$4,000', 'Utah'), ...Array.from({ length: 150 }, (_, at) => `## ${at + 3}. Room ${at + 1}

The Lessee shall keep room ${at + 1} of the mill clean and in good repair, shall heat it from October to April and shall let nobody else live in it.
The Lessor may enter the room on ${at + 2} days' notice, at any hour of a working day, to look at its walls, its floor and its windows.
`)].join('\n');

describe('reviews and exports, over the contract', () => {
  const place = temporaryFolder();
  const out = (name: string) => join(place.path, 'out', name);
  let given: GivenShell;
  let screen: GivenScreen;
  let first: string;
  let second: string;
  let long: string;

  const open = async (name: string, text: string) => {
    const path = join(place.path, name);
    writeFileSync(path, text);
    return (await screen.client.request('documents.open', { path })).id;
  };
  const write = (request: Partial<ExportRequest>, path: string, more: { readonly replace?: boolean; readonly moved?: boolean } = {}, signal = new AbortController().signal, onProgress?: (value: WorkProgress) => void) =>
    given.shell.client.request(
      'export.write',
      { request: { documents: [first], parts: ['answers'], format: 'md', playbook: null, summary: null, ...request }, path, ...more },
      { signal, ...(onProgress === undefined ? {} : { onProgress }) },
    );

  beforeAll(async () => {
    mkdirSync(out(''));
    given = shellIn(place.path);
    screen = screenOf(given.shell);
    first = await open('mill.md', lease('$12,000', 'Maine'));
    second = await open('barn.md', lease('$900', 'Ohio'));
    long = await open('rooms.md', longLease);
    await screen.client.request('playbooks.save', { id: 'short', text: playbook });
  }, patience);
  afterAll(async () => {
    await given.shell.close();
    place[Symbol.dispose]();
  });

  test("one's own playbook lies beside the settings; a text is checked without being kept", async () => {
    expect(readdirSync(join(place.path, 'config/playbooks'))).toEqual(['short.yml']);
    expect((await screen.client.request('playbooks.list', {})).map(({ id }) => id)).toEqual(['book', 'contract', 'lease', 'paper', 'short']);
    expect(await screen.client.request('playbooks.get', { id: 'short' })).toEqual({ text: playbook });
    expect(await screen.client.request('playbooks.check', { text: 'name: X' })).toEqual({ playbook: null, problems: [expect.objectContaining({ line: 1 })] });
    await expect(screen.client.request('playbooks.save', { id: '../evil', text: playbook })).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('a text that is being tried is not kept, and without a review there is none to export', { timeout: patience }, async () => {
    const [tried] = await screen.client.request('review', { documents: [first], playbook: { text: playbook } });
    expect(tried?.review.findings).toHaveLength(3);
    await expect(write({ parts: ['review'] }, out('none.md'))).rejects.toMatchObject({ code: 'bad_argument' });
    expect(readdirSync(out(''))).toEqual([]);
  });

  test('what was finished is kept when a review is stopped, and used when it goes on', { timeout: patience }, async () => {
    const stop = new AbortController();
    const reviewing = screen.client.request('review', { documents: [second, long], playbook: { id: 'short' } }, {
      signal: stop.signal,
      onProgress: (value) => { if (value.done >= 3) stop.abort(); },
    });
    await expect(reviewing).rejects.toMatchObject({ code: 'cancelled' });
    expect(await screen.client.request('reviews.last', { documents: [long, second], playbook: 'short' })).toMatchObject([{ document: second }]);

    const seen: ReviewProgress[] = [];
    const reviews = await screen.client.request('review', { documents: [second, first], playbook: { id: 'short' } }, { onProgress: (value) => seen.push(value) });
    expect(reviews.map(({ document }) => document)).toEqual([second, first]);
    expect(reviews.map(({ review }) => review.findings[1]?.value)).toMatchObject([{ amount: 900, unit: 'USD' }, { amount: 12_000, unit: 'USD' }]);
    expect(reviews[0]?.review.findings[2]).toMatchObject({ item: 'Escrow', found: false });
    // Every finding came once, those that were kept at once and together.
    expect(seen.flatMap(({ findings }) => findings.map(({ document, finding }) => [document, finding.item]))).toEqual(reviews.flatMap(({ document, review }) => review.findings.map(({ item }) => [document, item])));
    expect(seen[0]).toMatchObject({ done: 3, of: 6, secondsLeft: null });
    expect(seen.at(-1)).toMatchObject({ done: 6, of: 6 });
    expect(await screen.client.request('reviews.last', { documents: [first, second], playbook: 'short' })).toEqual(reviews.toReversed());
  });

  test('a document that is not read to its end is named before anything is done', { timeout: patience }, async () => {
    const stop = new AbortController();
    const reading = screen.client.request('documents.open', { path: leasePdf }, { signal: stop.signal, onProgress: ({ segments }) => { if (segments > 0) stop.abort(); } });
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    const partly = (await screen.client.request('documents.list', {})).find(({ file }) => file === leasePdf);
    expect(partly?.state).toBe('reading');
    const id = partly?.id ?? '';
    const refused = { code: 'not_available', message: expect.stringMatching(/still being read \(\d+ of 20 pages\)/) as unknown };
    await expect(screen.client.request('review', { documents: [first, id], playbook: { id: 'short' } })).rejects.toMatchObject(refused);
    await expect(write({ documents: [id], parts: ['notes'] }, out('partly.md'))).rejects.toMatchObject(refused);
  });

  test('the last review, kept answers, notes and a summary become a file, never over another unless that is wanted', { timeout: patience }, async () => {
    await screen.client.request('ask', { scope: { kind: 'document', document: first }, question: 'Who is the Lessor?' });
    await screen.client.request('notes.add', { document: first, page: 1, boxes: [{ page: 1, x: 0, y: 0, width: 10, height: 10 }], quote: 'the laws of Maine', comment: 'Ask about this', colour: 'green' });
    const seen: WorkProgress[] = [];
    const written = await write({ documents: [first, second], parts: ['summary', 'answers', 'review', 'notes'], format: 'json' }, out('all.json'), {}, undefined, (value) => seen.push(value));
    const text = readFileSync(out('all.json'), 'utf8');
    const report = reportSchema.parse(JSON.parse(text));
    expect(written).toEqual({ path: out('all.json'), bytes: Buffer.byteLength(text), entries: report.sections.reduce((sum, { entries }) => sum + entries.length, 0), warnings: [] });
    expect(report.documents.map(({ file }) => file)).toEqual(['../mill.md', '../barn.md']);
    expect(report.sections.filter(({ document }) => document === first).map(({ kind }) => kind)).toEqual(['summary', 'review', 'answers', 'notes']);
    expect(text).toContain('Ask about this');
    expect(seen.at(-1)?.done).toBe(seen.at(-1)?.of);
    expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).toSorted((a, b) => a - b));
    expect(await screen.client.request('summaries.last', { document: first })).not.toBeNull();

    await expect(write({}, out('all.json'))).rejects.toMatchObject({ code: 'exists' });
    expect(readFileSync(out('all.json'), 'utf8')).toBe(text);
    await write({ format: 'md' }, out('all.json'), { replace: true, moved: true });
    expect(readFileSync(out('all.json'), 'utf8')).toMatch(/Anna Berg[^]*\(<mill\.md>\)/);
  });

  test('a review is made where there is none, several documents stand side by side in a table', { timeout: patience }, async () => {
    await write({ documents: [first, second], parts: ['review'], format: 'xlsx', playbook: { text: playbook.replace('name: Short', 'name: Tried') } }, out('table.xlsx'));
    const zip = await JSZip.loadAsync(readFileSync(out('table.xlsx')));
    const strings = (await zip.file('xl/sharedStrings.xml')?.async('string')) ?? '';
    for (const words of ['Lease (mill.md): Finding', 'Lease (barn.md): Finding', 'USD 12,000.00', 'USD 900.00', 'Not found']) expect(strings, words).toContain(words);
  });

  test('who is named becomes a map', { timeout: patience }, async () => {
    const written = await write({ documents: [first, second], parts: ['map'], format: 'json' }, out('map.json'));
    const map = mapReportSchema.parse(JSON.parse(readFileSync(out('map.json'), 'utf8')));
    expect(map.documents.map(({ id, file }) => [id, file])).toEqual([[first, '../mill.md'], [second, '../barn.md']]);
    expect(map.documents[0]?.nodes.map(({ label }) => label)).toContain('Anna Berg');
    expect(written.entries).toBe(map.documents.reduce((sum, { nodes, edges }) => sum + nodes.length + edges.length, 0));
    await write({ documents: [first, first], parts: ['map'], format: 'json' }, out('map.json'), { replace: true });
    expect(mapReportSchema.parse(JSON.parse(readFileSync(out('map.json'), 'utf8'))).documents).toHaveLength(1);
  });

  test('an export that is stopped leaves no file', { timeout: patience }, async () => {
    const stop = new AbortController();
    const writing = write({ documents: [second, long], parts: ['review'], playbook: { text: playbook } }, out('stopped.md'), {}, stop.signal, () => { stop.abort(); });
    await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
    await screen.client.request('playbooks.list', {});
    expect(existsSync(out('stopped.md'))).toBe(false);
    expect(readdirSync(out('')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('what cannot be is refused before anything is made; a screen names no files', async () => {
    await expect(write({ parts: ['map', 'notes'], format: 'json' }, out('map.json'))).rejects.toMatchObject({ code: 'bad_argument' });
    await expect(write({ parts: ['map'], format: 'md' }, out('map.md'))).rejects.toMatchObject({ code: 'bad_argument' });
    await expect(write({}, join(out('none'), 'a.md'))).rejects.toMatchObject({ code: 'not_found' });
    const request = { documents: [first], parts: ['notes' as const], format: 'md' as const };
    await expect(screen.client.request('export.write', { request, path: out('screen.md') })).rejects.toMatchObject({ code: 'not_allowed' });
    expect(existsSync(out('screen.md'))).toBe(false);
  });
});
