import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import JSZip from 'jszip';
import { describe, expect, test } from 'vitest';
import { openDocument } from '../../../src/engine/pdf/index.ts';
import { packed } from '../../fixtures/formats/pack.ts';
import { saltRoadFiles } from '../../fixtures/formats/salt-road.ts';
import { blockTexts, firstPage, readPages, refusalOf, temporaryFolder } from './documents.ts';

const sample = (name: string): string => join(import.meta.dirname, '../../fixtures/formats/files', name);

async function written(folder: string, name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** The sample book with some of its files changed; null takes one away. */
async function book(folder: string, changes: Readonly<Record<string, string | null>>): Promise<string> {
  const files = saltRoadFiles();
  for (const [name, content] of Object.entries(changes)) {
    if (content === null) files.delete(name);
    else files.set(name, content);
  }
  return written(folder, 'book.epub', await packed(files, ['mimetype']));
}

/** The sample handbook with one of its parts changed. */
async function handbook(folder: string, part: string, change: (text: string) => string): Promise<string> {
  const zip = await JSZip.loadAsync(await readFile(sample('handbook.docx')));
  zip.file(part, change((await zip.file(part)?.async('string')) ?? ''));
  return written(folder, 'handbook.docx', await zip.generateAsync({ type: 'uint8array' }));
}

const patience = 120_000;

describe('Word documents', () => {
  test('have headings, clauses with the numbers that Word shows, tables, and notes on the page of their words', { timeout: patience }, async () => {
    await using source = await openDocument(sample('handbook.docx'));
    expect(source).toMatchObject({ kind: 'docx', title: 'Handbook of the Quarry Lane Allotment Society', pageCount: 4 });
    expect(source.outline.map(({ title, page }) => [title, page]).slice(1)).toEqual([
      ['Rule 1. Plots and tenants', 1],
      ['Rule 2. Rent and deposit', 2],
      ['Rule 3. Water, fire and animals', 3],
      ['Rule 4. The hut and the shop', 3],
      ['Rule 5. How this handbook is changed', 4],
    ]);
    const [first, second, third] = await readPages(sample('handbook.docx'));
    if (first === undefined || second === undefined || third === undefined) throw new Error('no pages');
    expect(blockTexts(first, 'list').map((item) => item.slice(0, 9))).toEqual(['1.1 The s', '1.2 A ten', '1.3 Each ', '(a) a fir', '(b) a sec', '(c) after']);
    expect(blockTexts(first, 'footnote')).toEqual([
      '[1] A rod is five and a half yards, or a little more than five metres.',
      '[2] The plots were measured anew by the surveyor Ottilie Brandvold in 2016; the older plan in the hut is wrong.',
    ]);
    expect(blockTexts(second, 'table')).toEqual(['Kind of plot | Yearly rent | Deposit\nFull plot | £58.00 | £75.00\nHalf plot | £31.50 | £40.00\nRaised bed at the hut | £12.00 | none']);
    // The page break that stands in the file.
    expect(blockTexts(third)[0]).toBe('Rule 3. Water, fire and animals');
    expect(first.label).toBe('1');
  });

  test('numbers may start anew and be written in other ways', { timeout: patience }, async () => {
    await using folder = await temporaryFolder();
    const path = await handbook(folder.path, 'word/numbering.xml', (text) =>
      text.replaceAll('<w:startOverride w:val="1"/>', '<w:startOverride w:val="4"/>').replace('<w:numFmt w:val="decimal"/><w:lvlText w:val="Rule %1."/>', '<w:numFmt w:val="upperRoman"/><w:lvlText w:val="Part %1:"/>'));
    const [first] = await readPages(path);
    expect(first === undefined ? [] : blockTexts(first)).toContain('Part IV: Plots and tenants');
    expect(first?.text).toContain('IV.4 The society lets 64 plots.');
  });

  test('what was deleted with changes tracked is left out, what was inserted is there', { timeout: patience }, async () => {
    await using folder = await temporaryFolder();
    const path = await handbook(folder.path, 'word/document.xml', (text) =>
      text.replace('<w:t xml:space="preserve">seven members</w:t></w:r>', '<w:t xml:space="preserve"/></w:r><w:ins w:id="1" w:author="a"><w:r><w:t>nine members</w:t></w:r></w:ins><w:del w:id="2" w:author="a"><w:r><w:delText>seven members</w:delText></w:r></w:del>'));
    expect((await firstPage(path)).text).toContain('by a committee of nine members, elected');
  });
});

describe('EPUB books', () => {
  test('begin each chapter on a page, with the outline of their own contents', { timeout: patience }, async () => {
    await using source = await openDocument(sample('salt-road.epub'));
    expect(source).toMatchObject({
      kind: 'epub',
      title: 'The Salt Road over Saint Oda',
      pageCount: 3,
      outline: [
        { title: 'The Mule Train', page: 1, children: [{ title: 'What they carried', page: 1, children: [] }] },
        { title: 'The Hospice', page: 2, children: [] },
        { title: 'The Tunnel', page: 3, children: [] },
      ],
    });
    const [first, second] = await readPages(sample('salt-road.epub'));
    if (first === undefined || second === undefined) throw new Error('no pages');
    expect(first.text).toContain('of a hundred and twenty pounds together.[1] On the way back');
    expect(first.blocks.at(-1)?.kind).toBe('footnote');
    expect(blockTexts(first, 'caption')).toEqual(['Stations of the salt road']);
    expect(blockTexts(second, 'list')).toEqual(['Pilgrims slept above the kitchen.', 'Drovers slept beside their animals.', 'Merchants paid four groats, and complained.']);
    expect(second.text).not.toContain('Contents');
  });

  test('of the older kind have the outline of their NCX, without either that of their headings', { timeout: patience }, async () => {
    await using folder = await temporaryFolder();
    await using older = await openDocument(await book(folder.path, { 'OEBPS/nav.xhtml': null }));
    expect(older.outline.map(({ title, page }) => [title, page])).toEqual([['The Mule Train', 1], ['The Hospice', 2], ['The Tunnel', 3]]);
    await using bare = await openDocument(await book(folder.path, { 'OEBPS/nav.xhtml': null, 'OEBPS/toc.ncx': null }));
    expect(bare.outline[0]).toEqual({ title: '1. The Mule Train', page: 1, children: [{ title: 'What they carried', page: 1, children: [] }] });
  });

  test('whose chapters are protected are refused; protected fonts do not matter; a chapter that is missing is passed over', { timeout: patience }, async () => {
    await using folder = await temporaryFolder();
    const encryption = (uri: string, method: string): string =>
      `<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod Algorithm="${method}"/><enc:CipherData><enc:CipherReference URI="${uri}"/></enc:CipherData></enc:EncryptedData></encryption>`;
    const locked = await refusalOf(await book(folder.path, { 'META-INF/encryption.xml': encryption('OEBPS/text/chapter-2.xhtml', 'http://www.w3.org/2001/04/xmlenc#aes128-cbc') }));
    expect(locked).toMatchObject({ code: 'encrypted' });
    expect(locked.message).toMatch(/^book\.epub is protected by its seller/u);
    expect(await readPages(await book(folder.path, { 'META-INF/encryption.xml': encryption('OEBPS/font.otf', 'http://www.idpf.org/2008/embedding') }))).toHaveLength(3);
    expect(await readPages(await book(folder.path, { 'OEBPS/text/chapter-2.xhtml': null }))).toHaveLength(2);
  });

  test('read nothing outside themselves', { timeout: patience }, async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'secret.xhtml'), '<html><body><p>A secret.</p></body></html>');
    const opf = String(saltRoadFiles().get('OEBPS/book.opf'));
    for (const href of ['../../secret.xhtml', '../../../../../../etc/passwd', `file://${folder.path}/secret.xhtml`, '/etc/passwd']) {
      const path = await book(folder.path, { 'OEBPS/book.opf': opf.replace('href="text/chapter-2.xhtml"', `href="${href}"`) });
      expect((await readPages(path)).map((page) => page.text.slice(0, 3))).toEqual(['1. ', '3. ']);
    }
  });
});

describe('web pages', () => {
  test('say what they say without menus, advertisements, scripts and styles', async () => {
    const page = await firstPage(sample('ferry.html'));
    expect(page.text).toMatch(/^Conditions of carriage\n\nThese conditions are in force from 1 June 2023\./u);
    expect(page.text).not.toMatch(/deckhands|Grand Hotel|Cookies|Wilhelmina|80 crowns|JavaScript|Timetable/u);
    expect(blockTexts(page, 'list')[2]).toMatch(/^3\. Sheep and goats/u);
    expect(blockTexts(page, 'footnote')).toEqual(['1. Measured at the top of the tower, as a mean over ten minutes.']);
    await using source = await openDocument(sample('ferry.html'));
    expect(source).toMatchObject({ kind: 'html', title: 'Conditions of carriage of the Skerry Line', outline: [{ title: 'Conditions of carriage', page: 1, children: [{ title: 'Tickets' }, { title: 'Luggage and animals' }, { title: 'Weather and delays' }] }] });
  });

  test.each([
    ['UTF-8 that is not said', Buffer.from('<p>Grüße aus Köln')],
    ['UTF-8 with a mark', Buffer.from('\uFEFF<p>Grüße aus Köln')],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<html><p>Grüße aus Köln', 'utf16le')])],
    ['an encoding that it names', Buffer.concat([Buffer.from('<meta http-equiv="content-type" content="text/html; charset=koi8-r"><p>'), Buffer.from([0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4])])],
    ['windows-1252', Buffer.from('<p>Grüße aus Köln', 'latin1')],
  ])('are read in %s', async (name, bytes) => {
    await using folder = await temporaryFolder();
    expect((await firstPage(await written(folder.path, 'page.htm', bytes))).text).toBe(name.startsWith('an encoding') ? 'Привет' : 'Grüße aus Köln');
  });

  test('keep powers, ordinals, letters of lists, line ends, listings and tables that only place things apart', async () => {
    await using folder = await temporaryFolder();
    const page = await firstPage(await written(folder.path, 'odd.html', `<title>x</title><h2>A <div>split</div> heading</h2><p>10<sup>6</sup> in the 1<sup>st</sup> year,<br>H<sub>2</sub>O&shy;<wbr>.</p>
      <ol start="3" type="a"><li>three<p>more</p><li value="7">seven</ol><pre>if x:\n  y()</pre><table><tr><td>Left part<td><p>Right</p><table><tr><td>1<td>2<tr><td>3<td>4</table></table>
      <p hidden>hidden</p><p style="display:none">gone</p><dl><dt>Term</dt><dd>Meaning</dd></dl>`));
    expect(page.blocks.map((block) => [block.kind, page.text.slice(block.start, block.end)])).toEqual([
      ['heading', 'A split heading'],
      ['paragraph', '10^6 in the 1st year,\nH2O.'],
      ['list', 'c. three'],
      ['paragraph', 'more'],
      ['list', 'g. seven'],
      ['table', 'if x:\n  y()'],
      ['paragraph', 'Left part'],
      ['paragraph', 'Right'],
      ['table', '1 | 2\n3 | 4'],
      ['list', 'Term'],
      ['list', 'Meaning'],
    ]);
  });

  test('that are long get pages of some 3,000 characters; headings stay with what follows; long tables end pages with rows', async () => {
    await using folder = await temporaryFolder();
    const section = (index: number): string => `<h2>Section ${index}</h2><p>${`Sentence ${index} stands here. `.repeat(50)}</p>`;
    const rows = Array.from({ length: 200 }, (_, index) => `<tr><td>Row ${index}</td><td>${'word '.repeat(5)}</td></tr>`).join('');
    const pages = await readPages(await written(folder.path, 'long.html', `<h1>All</h1>${Array.from({ length: 12 }, (_, index) => section(index)).join('')}<table>${rows}</table>`));
    expect(pages.length).toBeGreaterThan(6);
    for (const page of pages) {
      expect(page.text.length).toBeLessThanOrEqual(3_200);
      expect(page.blocks.at(-1)?.kind).not.toBe('heading');
      expect(page.continues).toBe(false);
    }
    const lines = pages.flatMap((page) => blockTexts(page, 'table')).flatMap((table) => table.split('\n'));
    expect(lines).toHaveLength(200);
    expect(lines.every((line, index) => line.startsWith(`Row ${index} | word`))).toBe(true);
  });
});
