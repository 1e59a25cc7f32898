import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import JSZip from 'jszip';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, test } from 'vitest';
import { reportSchema } from '../../../src/contract/report.ts';
import { exportSchema, mapSchema, render } from '../../../src/engine/exporting/index.ts';
import type { ExportFormat } from '../../../src/engine/exporting/index.ts';
import { openDocument } from '../../../src/engine/pdf/index.ts';
import { entry, report, statement } from './given.ts';
import { openWorkbook } from './workbook.ts';

const text = async (format: ExportFormat): Promise<string> => new TextDecoder().decode((await render(report, format)).bytes);

describe('Markdown', () => {
  test('has the head, each statement with its page as a link, and what was not found', async () => {
    const md = await text('md');
    expect(md).toContain('Lease (read 19 of 20 pages; not readable: p. 7)');
    expect(md).toContain('**Made:** 12 May 2026, 14:05 UTC');
    expect(md).toContain('[p. iii](<../leases/my%20lease.pdf#page=3>) · 53 % sure');
    expect(md).toContain('*Not found in this document.*');
    expect(md).toContain('| **Date of the lease** | 9 June 2021 ([p. iii](<../leases/my%20lease.pdf#page=3>)) | 9 June 2021 ([p. 1](<other.pdf#page=1>)) |');
  });

  test('leaves nothing of the text to be taken for markup', async () => {
    const md = await text('md');
    expect(md).toContain('# Lease \\& \\<script\\>alert(1)\\</script\\>');
    expect(md).toContain('\\*stars\\* \\[link\\](x) \\| pipe');
  });
});

describe('HTML', () => {
  test('is one page without scripts, in which the text is text', async () => {
    const page = await text('html');
    expect(page).toContain('Lease &amp; &lt;script&gt;');
    expect(page).not.toMatch(/<script|<b>|https?:\/\/(?!evil)|src=/);
    expect(page).toContain("content=\"default-src 'none'; style-src 'unsafe-inline'\"");
    expect(page).toContain('made on <mark>9 June 2021</mark> between');
    expect(page.match(/href="\.\.\/leases\/my%20lease\.pdf#page=3"/g)?.length).toBe(5);
  });
});

describe('JSON', () => {
  test('is what its published schema describes', async () => {
    expect(reportSchema.parse(JSON.parse(await text('json')))).toEqual(report);
    await expect(`${JSON.stringify(exportSchema(), null, 2)}\n`).toMatchFileSnapshot('../../../docs/export.schema.json');
  });

  test('and so are entity maps', async () => {
    await expect(`${JSON.stringify(mapSchema(), null, 2)}\n`).toMatchFileSnapshot('../../../docs/map.schema.json');
  });
});

describe('tables', () => {
  test('CSV has a row an item, quotes where they are needed, and no formulas', async () => {
    const csv = await text('csv');
    const lines = csv.split('\r\n');
    expect(lines[0]).toBe('Item,Group,Lease: Finding,Lease: Quote,Lease: Page,Lease: Sure (%),Lease: Remarks,Other lease: Finding,Other lease: Quote,Other lease: Page,Other lease: Sure (%),Other lease: Remarks');
    expect(lines[1]).toBe('Date of the lease,,9 June 2021,This lease is made on 9 June 2021 between the parties.,iii,53,,9 June 2021,This lease is made on 9 June 2021 between the parties.,1,53,');
    expect(lines[2]).toMatch(/^Escrow,,Not found,,,,11 of 42/);
    expect(csv).toContain('Lease,"\'=HYPERLINK(""http://evil.example"")",\'+1,');
    expect(csv).toContain('\'@cmd,"\'@cmd ""quoted"", and a line",iii,53,');
    expect(csv).not.toMatch(/(^|,|\r\n)"?[=+@-]/);
  });

  test('a workbook opens again with its sheets, its links and its texts as texts', async () => {
    const book = await openWorkbook((await render(report, 'xlsx')).bytes);
    expect(book.sheets.map((sheet) => sheet.name)).toEqual(['Review Short', 'Answers', 'Notes', 'About']);
    const [review, answers, , about] = book.sheets;
    expect(review?.cells.get('E2')).toEqual({ value: 'iii', kind: 'text', bold: false, wrap: true });
    expect(review?.links.get('E2')).toBe('../leases/my%20lease.pdf#page=3');
    expect(review?.cells.get('F2')).toMatchObject({ value: '53', kind: 'number' });
    expect(review?.cells.get('A1')).toMatchObject({ value: 'Item', bold: true });
    expect(review).toMatchObject({ frozen: 'B2', filter: 'A1:L3' });
    expect(answers?.cells.get('B2')).toMatchObject({ value: '=HYPERLINK("http://evil.example")', kind: 'text' });
    expect(answers?.cells.get('D3')).toMatchObject({ value: '@cmd "quoted", and a line', wrap: true });
    expect(about?.cells.get('B1')?.value).toBe('Lease (read 19 of 20 pages; not readable: p. 7)');
    expect(book.title).toBe('Lease & <script>alert(1)</script>');
  });
});

test('a Word file opens again with its words, headings, links and page numbers', async () => {
  const zip = await JSZip.loadAsync((await render(report, 'docx')).bytes);
  const part = async (name: string) => (await zip.file(name)?.async('string')) ?? '';
  const body = await part('word/document.xml');
  const words = [...body.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map((match) => match[1]).join('');
  expect(words).toContain('Lease &amp; &lt;script&gt;alert(1)&lt;/script&gt;');
  expect(words).toContain('This lease is made on 9 June 2021 between the parties.');
  expect(words).toContain('Not found in this document.');
  expect(words).toContain('Ελλάδα, Москва');
  expect(body.match(/w:val="Heading1"/g)?.length).toBe(5);
  // Office Open XML writes an address in two parts: the target, and behind the # an anchor.
  const links = await part('word/_rels/document.xml.rels');
  const targets = [...body.matchAll(/<w:hyperlink (?=[^>]*w:anchor="page=3")[^>]*r:id="([^"]+)"/g)].map((match) => new RegExp(`Id="${match[1] ?? ''}"[^>]*Target="([^"]+)" TargetMode="External"`).exec(links)?.[1]);
  expect(targets).toHaveLength(5);
  expect(new Set(targets)).toEqual(new Set(['../leases/my%20lease.pdf']));
  expect(await part('word/footer1.xml')).toContain('NUMPAGES');
});

describe('PDF', () => {
  test('our own reader reads it back: words, headings, page', async () => {
    const { bytes, warnings } = await render(report, 'pdf');
    expect(warnings).toEqual([]);
    const file = join(mkdtempSync(join(tmpdir(), 'infolio-export-')), 'report.pdf');
    writeFileSync(file, bytes);
    await using source = await openDocument(file);
    expect(source).toMatchObject({ pageCount: 1, title: 'Lease & <script>alert(1)</script>' });
    expect(JSON.stringify(source.outline)).toContain('Date of the lease');
    let words = '';
    for await (const page of source.pages()) words += 'text' in page ? `${page.text.replaceAll(/\s+/g, ' ')} ` : '';
    expect(words).toContain('“This lease is made on 9 June 2021 between the parties.”');
    expect(words).toContain('read 19 of 20 pages');
    expect(words).toContain('Ελλάδα, Москва');
    expect(words).toContain('p. iii');
  });

  test('its links open the document at the page', async () => {
    const { bytes } = await render(report, 'pdf');
    const loading = getDocument({ data: bytes });
    const pdf = await loading.promise;
    const targets: unknown[] = [];
    for (let at = 1; at <= pdf.numPages; at++) {
      const found = (await (await pdf.getPage(at)).getAnnotations()) as { readonly unsafeUrl?: string; readonly url?: string; readonly rect: readonly number[] }[];
      for (const link of found) {
        targets.push(link.url ?? link.unsafeUrl);
        expect((link.rect[3] ?? 0) - (link.rect[1] ?? 0)).toBeGreaterThan(5);
      }
    }
    await loading.destroy();
    expect(targets.filter((target) => target === '../leases/my lease.pdf#[2,{"name":"Fit"}]')).toHaveLength(4);
  });

  test('what its font cannot show is told, and a box stands for it', async () => {
    const chinese = { ...report, sections: [{ ...report.sections[0], kind: 'answers' as const, title: 'A', document: 'a1', about: null, entries: [entry({ heading: '合同', statements: [statement()] })] }] };
    const { warnings } = await render(chinese, 'pdf');
    expect(warnings).toEqual([expect.stringContaining('2 other characters (合 同)')]);
    expect((await render(chinese, 'docx')).warnings).toEqual([]);
  });

  test('many statements run over many pages', async () => {
    const long = { ...report, sections: [{ kind: 'answers' as const, title: 'Long', document: 'a1', about: null, entries: Array.from({ length: 60 }, (_, k) => entry({ heading: `Question ${k}` })) }] };
    const loading = getDocument({ data: (await render(long, 'pdf')).bytes });
    const pdf = await loading.promise;
    const last = await (await pdf.getPage(pdf.numPages)).getTextContent();
    expect(pdf.numPages).toBeGreaterThan(4);
    expect(last.items.map((item) => ('str' in item ? item.str : '')).join(' ')).toContain(`${pdf.numPages} of ${pdf.numPages}`);
    await loading.destroy();
  });
});
