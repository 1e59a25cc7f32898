import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PageContent } from '../../../src/contract/page.ts';
import { boxesOf, languageFolder, openDocument } from '../../../src/engine/pdf/index.ts';
import { blockTexts, drawPdf, firstPage, lines, readAll, readPages, temporaryFolder } from './documents.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures');
const scans = join(fixtures, 'scans');
/** A page takes two or three seconds of a core, and this machine may have other things to do. */
const patience = 600_000;
const recognising = { ocr: true, limits: { recogniseMs: patience } } as const;

/** The fewest insertions, deletions and replacements of a character that make one text of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The one box of words that stand in one line of a page. */
function boxOf(page: PageContent, words: string): { x: number; y: number; width: number; height: number } {
  const start = page.text.indexOf(words);
  const [box, ...rest] = start === -1 ? [] : boxesOf(page, start, start + words.length);
  if (box === undefined || rest.length > 0) throw new Error(`not one box for "${words}"`);
  return box;
}

describe('a scan of two pages of the lease', { timeout: patience }, () => {
  let pages: readonly PageContent[];
  let truth: readonly PageContent[];

  beforeAll(async () => {
    pages = await readPages(join(scans, 'scan.pdf'), recognising);
    truth = (await readPages(join(fixtures, 'documents', 'lease.pdf'))).slice(2, 4);
  }, patience);

  test('holds no text, and has its words recognised: 98 of 100 characters and more', async () => {
    expect((await readPages(join(scans, 'scan.pdf'))).map((page) => page.text)).toEqual(['', '']);
    for (const [index, page] of pages.entries()) {
      const expected = truth[index]?.text.replace(/\s+/gu, ' ') ?? '';
      expect(expected.length).toBeGreaterThan(1500);
      expect(1 - distance(page.text.replace(/\s+/gu, ' '), expected) / expected.length).toBeGreaterThan(0.98);
    }
  });

  test('has its words where they stand on the page, within a few points', () => {
    const asked = [['COMMERCIAL LEASE', 'TIDEWATER', 'County of Washington', '($18,400.00)', 'forty thousand'], ['Business Day', 'first day of September, 2021', 'adhesives, inks', 'Tidewater Bindery, Inc.', '($55,200.00)']];
    for (const [index, words] of asked.entries()) {
      const [page, own] = [pages[index], truth[index]];
      if (page === undefined || own === undefined) throw new Error('no such page');
      for (const each of words) {
        const [box, expected] = [boxOf(page, each), boxOf(own, each)];
        expect(Math.abs(box.x - expected.x), each).toBeLessThan(3);
        expect(Math.abs(box.x + box.width - expected.x - expected.width), each).toBeLessThan(3);
        expect(Math.abs(box.y - expected.y), each).toBeLessThan(3);
        expect(Math.abs(box.y + box.height - expected.y - expected.height), each).toBeLessThan(3);
      }
    }
  });

  test('has the structure of text: headings, lists, hyphens undone, no running header', () => {
    const [first, second] = pages;
    expect(first?.text).toMatch(/^COMMERCIAL LEASE\n\nTHIS COMMERCIAL LEASE is made on the 9th day of June, 2021/u);
    expect(first === undefined ? [] : blockTexts(first, 'heading')).toEqual(['COMMERCIAL LEASE', 'Recitals', 'Article 1. Definitions']);
    expect(first?.text).toContain('the following expressions have the meanings');
    expect(first?.text).not.toMatch(/Harrow Mill, Second Floor|Page 3 of 20/u);
    expect(second?.blocks.filter((block) => block.kind === 'list').length).toBeGreaterThan(8);
  });

  test('comes out the same wherever reading begins', async () => {
    const rest = await readAll(join(scans, 'scan.pdf'), { ...recognising, from: 2 });
    expect(rest).toEqual(pages.slice(1));
  });
});

describe('which pages are recognised', { timeout: patience }, () => {
  test('in a mixed file only those that are pictures; a stamp on them is text once, a blank page stays blank', async () => {
    const [cover, scan, blank] = await readPages(join(scans, 'mixed.pdf'), recognising);
    const [plainCover, plainScan] = await readPages(join(scans, 'mixed.pdf'));
    expect(cover).toEqual(plainCover);
    expect(plainScan?.text).toBe('LEASE-000417');
    expect(scan?.text).toContain('MILL HOLDINGS LLC, a limited liability company');
    expect(scan?.text.match(/LEASE-000417/gu)).toHaveLength(1);
    expect(blank?.text).toBe('');
  });

  test('text that a scanner laid invisibly under its picture is used as it is', async () => {
    const plain = await readPages(join(scans, 'layered.pdf'));
    expect(plain[0]?.text).toContain('eighteen thousand four hundred dollars ($18,400.00)');
    // Nothing could be recognised in a millisecond: nothing was tried.
    expect(await readPages(join(scans, 'layered.pdf'), { ocr: true, limits: { recogniseMs: 1 } })).toEqual(plain);
  });

  test('a page scanned on its side is read along its side', async () => {
    await using folder = await temporaryFolder();
    const file = await readFile(join(scans, 'mixed.pdf'));
    const image = file.subarray(file.indexOf(Buffer.from([0xff, 0xd8, 0xff])), file.indexOf('endstream', file.indexOf(Buffer.from([0xff, 0xd8, 0xff]))));
    const path = await drawPdf(folder.path, 'sideways.pdf', (document) => {
      document.addPage({ size: [792, 612], margin: 0 });
      document.rotate(90, { origin: [0, 0] }).image(image, 0, -792, { width: 612, height: 792 });
    });
    const page = await firstPage(path, recognising);
    expect(page).toMatchObject({ width: 792, height: 612 });
    expect(page.text).toContain('having its principal office at 77 Granary Road');
    const start = page.text.indexOf('Granary Road');
    const box = boxesOf(page, start, start + 'Granary'.length);
    // Downwards: each character lies below the one before it.
    expect(box.length).toBeGreaterThan(3);
    expect((box.at(-1)?.y ?? 0) - (box[0]?.y ?? 0)).toBeGreaterThan(20);
    expect(Math.abs((box.at(-1)?.x ?? 0) - (box[0]?.x ?? 0))).toBeLessThan(2);
  });

  test('a page with a line of text of its own is not taken for a picture, whatever is drawn on it', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'title.pdf', (document) => {
      document.addPage().font('Helvetica').fontSize(20);
      lines(document, 200, 380, 30, ['Part Two']);
      document.rect(60, 60, 490, 260).fill('grey');
    });
    expect((await firstPage(path, { ocr: true, limits: { recogniseMs: 1 } })).text).toBe('Part Two');
  });
});

describe('limits and stops', { timeout: patience }, () => {
  test('a page that takes too long is listed as failed and the others are read', async () => {
    const [cover, scan, blank] = await readAll(join(scans, 'mixed.pdf'), { ocr: true, limits: { recogniseMs: 50 } });
    expect(cover).toMatchObject({ page: 1, text: expect.stringContaining('The pages behind this cover sheet') as string });
    expect(scan).toMatchObject({ page: 2, failed: { code: 'timed_out', message: 'Page 2 took longer than 0.05 s to recognise and was left out.' } });
    expect(blank).toMatchObject({ page: 3, text: '' });
  });

  test('a signal stops it at once, while the title is waited for and while pages are recognised', async () => {
    for (const afterMs of [50, 4_000]) {
      const stop = new AbortController();
      let asked = 0;
      setTimeout(() => {
        asked = performance.now();
        stop.abort();
      }, afterMs);
      await expect(async () => {
        await using source = await openDocument(join(scans, 'scan.pdf'), { ...recognising, signal: stop.signal });
        for await (const page of source.pages({ signal: stop.signal })) expect(page.page).toBeLessThan(3);
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        if (stop.signal.aborted) throw Object.assign(new Error('read before it was stopped'), { code: 'cancelled' });
      }).rejects.toMatchObject({ code: 'cancelled' });
      expect(performance.now() - asked).toBeLessThan(2_000);
    }
  });
});

describe('without a network', { timeout: patience }, () => {
  test("the language's data comes with Infolio", () => {
    expect(readFileSync(join(languageFolder() ?? '', 'eng.traineddata.gz')).length).toBeGreaterThan(1_000_000);
  });

  const namespaces = process.platform === 'linux' && spawnSync('unshare', ['-rn', 'true']).status === 0;
  test(`a page is recognised, and nothing in any thread so much as tries to reach one${namespaces ? '; there is none' : ' (it is not cut off: unshare does not work here)'}`, () => {
    const command = [process.execPath, '--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'offline.ts'), join(scans, 'mixed.pdf')];
    const [program = '', ...args] = namespaces ? ['unshare', '-rn', ...command] : command;
    const env = { ...process.env, NODE_OPTIONS: `--import ${join(import.meta.dirname, 'no-network.mjs')}` };
    const output = execFileSync(program, args, { encoding: 'utf8', env, timeout: patience });
    const { text, guarded, attempts } = JSON.parse(output) as { text: string; guarded: number; attempts: string[] };
    expect(text).toContain('MILL HOLDINGS LLC, a limited liability company');
    // This process, the PDF's thread and Tesseract's thread; and the one attempt that offline.ts makes itself.
    expect(guarded).toBeGreaterThanOrEqual(3);
    expect(attempts).toEqual(['fetch http://127.0.0.1:9/']);
  });
});
