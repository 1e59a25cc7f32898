import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import JSZip from 'jszip';
import { describe, expect, test } from 'vitest';
import { InfolioError } from '../../../src/contract/errors.ts';
import { openDocument } from '../../../src/engine/pdf/index.ts';
import { signatureOf } from '../../../src/engine/pdf/rich/identify.ts';
import { readRich } from '../../../src/engine/pdf/rich/read.ts';
import { Refused } from '../../../src/engine/pdf/rich/refused.ts';
import { packed } from '../../fixtures/formats/pack.ts';
import { saltRoadFiles } from '../../fixtures/formats/salt-road.ts';
import { refusalOf, temporaryFolder } from './documents.ts';

const sample = (name: string): string => join(import.meta.dirname, '../../fixtures/formats/files', name);
const patience = 180_000;

async function zipped(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const zip = new JSZip();
  for (const [name, text] of Object.entries(files)) zip.file(name, text);
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
}

/** A container as old Office programs write it, as far as anyone looks into it. */
function container(stream: string): Buffer {
  return Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(1016), Buffer.from(stream, 'utf16le'), Buffer.alloc(512)]);
}

const types = (part: string): Readonly<Record<string, string>> => ({ '[Content_Types].xml': `<Types><Override PartName="/x.xml" ContentType="application/vnd.openxmlformats-officedocument.${part}.main+xml"/></Types>` });
const archives = {
  noBody: await zipped({ ...types('wordprocessingml.document'), 'x.xml': '<w:document/>' }),
  noChapters: await zipped({ mimetype: 'application/epub+zip' }),
  sheet: await zipped(types('spreadsheetml.sheet')),
  slides: await zipped(types('presentationml.presentation')),
  writer: await zipped({ mimetype: 'application/vnd.oasis.opendocument.text' }),
  files: await zipped({ 'a.pdf': 'x' }),
};
const docx = await readFile(sample('handbook.docx'));
const epub = await readFile(sample('salt-road.epub'));
const html = await readFile(sample('ferry.html'));

describe('what cannot be opened is refused with a code, the file\'s name and the remedy', () => {
  test.each<[string, Uint8Array | string, string, RegExp]>([
    ['cut.docx', docx.subarray(0, 6_000), 'damaged_file', /damaged/u],
    ['cut.epub', epub.subarray(0, 3_000), 'damaged_file', /damaged/u],
    ['random.docx', 'Nothing of the kind', 'damaged_file', /no Word document/u],
    ['random.epub', 'Nothing of the kind', 'damaged_file', /no EPUB book/u],
    ['no-body.docx', archives.noBody, 'damaged_file', /damaged/u],
    ['no-chapters.epub', archives.noChapters, 'damaged_file', /chapters/u],
    ['empty.docx', '', 'no_text', /empty/u],
    ['empty.html', '', 'no_text', /no text/u],
    ['script.html', '<html><body><div id="app"></div><script>render()</script></body></html>', 'no_text', /print/u],
    ['binary.html', Buffer.from([0, 1, 2, 3, 0, 255, 0, 7]), 'unsupported_format', /no text/u],
    ['locked.docx', container('EncryptedPackage'), 'encrypted', /password/u],
    ['letter.doc', container('WordDocument'), 'unsupported_format', /\.docx/u],
    ['letter.docx', container('WordDocument'), 'unsupported_format', /\.docx/u],
    ['rich.docx', '{\\rtf1 text}', 'unsupported_format', /RTF/u],
    ['sheet.docx', archives.sheet, 'unsupported_format', /spreadsheet/u],
    ['slides.docx', archives.slides, 'unsupported_format', /presentation/u],
    ['writer.docx', archives.writer, 'unsupported_format', /OpenDocument/u],
    ['files.zip', archives.files, 'unsupported_format', /archive/u],
    ['handbook.pdf', docx, 'not_a_pdf', /Word document.*rename it to end in \.docx/u],
    ['handbook.txt', docx, 'unsupported_format', /Word document.*rename it to end in \.docx/u],
    ['road.pdf', epub, 'not_a_pdf', /EPUB book.*\.epub/u],
    ['login.docx', html, 'unsupported_format', /web page/u],
  ])('%s', { timeout: patience }, async (name, content, code, words) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, name);
    await writeFile(path, content);
    const error = await refusalOf(path);
    expect(error).toBeInstanceOf(InfolioError);
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(words)]);
    expect(error.message.startsWith(`${name} `)).toBe(true);
    expect(error.message).not.toContain('\n');
  });

  test.each([['download', docx, 'docx'], ['book.zip', epub, 'epub'], ['page', html, 'html'], ['handbook.epub', docx, 'docx']])('%s is opened for what it is', { timeout: patience }, async (name, content, kind) => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, name), content);
    await using source = await openDocument(join(folder.path, name));
    expect(source.kind).toBe(kind);
  });

  test('an archive that unpacks to far more than it should', { timeout: patience }, async () => {
    await using folder = await temporaryFolder();
    const files = saltRoadFiles();
    files.set('OEBPS/text/chapter-2.xhtml', `<html><body>${' '.repeat(70_000_000)}</body></html>`);
    const path = join(folder.path, 'bomb.epub');
    await writeFile(path, await packed(files, ['mimetype']));
    expect((await refusalOf(path)).code).toBe('too_large');
    const many = await zipped(Object.fromEntries(Array.from({ length: 20_001 }, (_, index) => [`f${index}`, ''])));
    await writeFile(join(folder.path, 'many.docx'), many);
    expect((await refusalOf(join(folder.path, 'many.docx'))).code).toBe('too_large');
  });
});

describe('limits and stops', () => {
  test('time, memory and a signal end the reading of a file', { timeout: patience }, async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'large.html');
    await writeFile(path, `<body>${'<div><p>Words <b>that</b> take time.</p></div>'.repeat(300_000)}`);
    expect((await refusalOf(path, { limits: { wholeMs: 20 } })).code).toBe('timed_out');
    expect((await refusalOf(path, { limits: { workerHeapMiB: 48 } })).code).toBe('out_of_memory');
    expect((await refusalOf(path, { limits: { fileBytes: 100 } })).code).toBe('too_large');
    const stop = new AbortController();
    const asked = performance.now();
    setTimeout(() => { stop.abort(); }, 300);
    await expect(openDocument(path, { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - asked).toBeLessThan(3_000);
  });

  test('elements inside each other a hundred thousand deep are read', { timeout: patience }, async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'deep.html');
    await writeFile(path, `${'<div>'.repeat(100_000)}At the bottom.`);
    await using source = await openDocument(path);
    for await (const page of source.pages()) expect('text' in page ? page.text : '').toBe('At the bottom.');
  });
});

/** What reading bytes ends in: a number of pages or a code. Throws whatever is no refusal. */
async function ending(folder: string, extension: string, bytes: Uint8Array): Promise<number | string> {
  const path = join(folder, `file${extension}`);
  await writeFile(path, bytes);
  try {
    const signature = signatureOf(Buffer.from(bytes.subarray(0, 1024)).toString('latin1'));
    const { pages, title } = await readRich({ path, signature, extension, outlineEntries: 100 });
    expect(pages.every((page) => page.blocks.every((block) => block.text.trim() !== ''))).toBe(true);
    expect(title === null || title !== '').toBe(true);
    return pages.length;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    expect(error.message).not.toMatch(/\n| at /u);
    return error.code;
  }
}

const clear = ['damaged_file', 'unsupported_format', 'no_text', 'encrypted', 'too_large'];

describe('files of chance end in pages or in one clear code', () => {
  const kinds = [['.docx', docx], ['.epub', epub], ['.html', html]] as const;

  test.each(kinds)('%s cut anywhere', { timeout: patience }, async (extension, whole) => {
    await using folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
        const end = await ending(folder.path, extension, whole.subarray(0, length));
        expect(typeof end === 'number' ? extension : clear.find((code) => code === end)).toBe(typeof end === 'number' ? '.html' : end);
      }),
      { numRuns: 40, seed: 6 },
    );
  });

  test.each(kinds)('%s with bytes changed', { timeout: patience }, async (extension, whole) => {
    await using folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 }), async (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const end = await ending(folder.path, extension, bytes);
        expect(typeof end === 'number' || clear.includes(end)).toBe(true);
      }),
      { numRuns: 40, seed: 6 },
    );
  });

  test.each(['.docx', '.epub', '.html'])('%s of random bytes', { timeout: patience }, async (extension) => {
    await using folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), fc.constantFrom('', 'PK\u0003\u0004', '<html>'), async (bytes, start) => {
        const end = await ending(folder.path, extension, Buffer.concat([Buffer.from(start, 'latin1'), bytes]));
        expect(typeof end === 'number' ? extension : clear.find((code) => code === end)).toBe(typeof end === 'number' ? '.html' : end);
      }),
      { numRuns: 60, seed: 6 },
    );
  });
});
