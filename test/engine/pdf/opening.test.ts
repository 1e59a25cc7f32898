import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InfolioError } from '../../../src/contract/errors.ts';
import { openDocument } from '../../../src/engine/pdf/index.ts';
import { drawPdf, firstPage, lines, readAll, refusalOf, temporaryFolder, writeObjects } from './documents.ts';

const draw = (document: PDFKit.PDFDocument): void => {
  document.addPage().font('Helvetica').fontSize(11).text('The fee is payable within thirty days.', 60, 60, { lineBreak: false });
};

describe('what cannot be opened is refused with a code, the file\'s name and one line', () => {
  test.each([
    ['missing.pdf', null, 'not_found'],
    ['empty.pdf', '', 'not_a_pdf'],
    ['page.pdf', '<html><body>Please sign in</body></html>', 'not_a_pdf'],
    ['header.pdf', '%PDF-1.7\nand nothing more', 'damaged_pdf'],
    ['empty.txt', '', 'no_text'],
    ['blank.md', ' \n\n \n', 'no_text'],
    ['picture.png', '\u0089PNG\r\n', 'unsupported_format'],
    ['junk.txt', 'a\0b\0c\u0001\u0002\u0003', 'unsupported_format'],
  ])('%s', async (name, content, code) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, name);
    if (content !== null) await writeFile(path, content, 'latin1');
    const error = await refusalOf(path);
    expect(error).toBeInstanceOf(InfolioError);
    expect(error.code).toBe(code);
    expect(error.message).toContain(name);
    expect(error.message).not.toContain('\n');
  });

  test('a folder', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'folder.pdf');
    await mkdir(path);
    expect((await refusalOf(path)).code).toBe('not_a_file');
  });

  test('a file over the limit', async () => {
    await using folder = await temporaryFolder();
    expect((await refusalOf(await drawPdf(folder.path, 'large.pdf', draw), { limits: { fileBytes: 100 } })).code).toBe('too_large');
  });

  test('a document that takes too long to open', async () => {
    await using folder = await temporaryFolder();
    expect((await refusalOf(await drawPdf(folder.path, 'slow.pdf', draw), { limits: { openMs: 1 } })).code).toBe('timed_out');
  });
});

describe('passwords', () => {
  const password = 'pässwörd';

  test('a file with a user password asks for it, refuses a wrong one and opens with the right one', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'secret.pdf', draw, { userPassword: password, ownerPassword: 'owner', pdfVersion: '1.7ext3' });
    expect((await refusalOf(path)).code).toBe('encrypted');
    expect((await refusalOf(path, { password: 'guess' })).code).toBe('wrong_password');
    expect((await firstPage(path, { password })).text).toBe('The fee is payable within thirty days.');
  });

  test('a file restricted by its owner opens without one', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'restricted.pdf', draw, { ownerPassword: 'owner', permissions: { copying: false } });
    expect((await firstPage(path)).text).toBe('The fee is payable within thirty days.');
  });
});

describe('broken files that still hold their text', () => {
  test('junk before the header and a cut-off end', async () => {
    await using folder = await temporaryFolder();
    const whole = await readFile(await drawPdf(folder.path, 'whole.pdf', draw, { compress: false }));
    const path = join(folder.path, 'broken.pdf');
    await writeFile(path, Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), whole.subarray(0, whole.lastIndexOf('startxref'))]));
    expect((await firstPage(path)).text).toBe('The fee is payable within thirty days.');
  });

  test('a PDF without its extension is known by its content', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'download');
    await copyFile(await drawPdf(folder.path, 'known.pdf', draw), path);
    expect((await firstPage(path)).text).toBe('The fee is payable within thirty days.');
  });
});

describe('limits and stops', () => {
  const letters = Array.from('abcdefgh');

  /** Eight pages with a line each; the fifth has `content` besides, which may draw the form F. */
  const withHeavyPage = (folder: string, content: string, forms: readonly string[] = []): Promise<string> => {
    const stream = (text: string, entries = ''): string => `<<${entries}/Length ${text.length}>>\nstream\n${text}\nendstream`;
    const firstPage = 4;
    const firstForm = firstPage + 2 * letters.length;
    const pages = letters.flatMap((letter, index) => [
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>/XObject<</F ${firstForm} 0 R>>>>/Contents ${firstPage + 2 * index + 1} 0 R>>`,
      stream(`BT /F1 11 Tf 60 700 Td (Text of leaf ${letter}.) Tj ET\n${letter === 'e' ? content : ''}`),
    ]);
    return writeObjects(folder, 'heavy.pdf', [
      '<</Type/Catalog/Pages 2 0 R>>',
      `<</Type/Pages/Count ${letters.length}/Kids[${letters.map((_, index) => `${firstPage + 2 * index} 0 R`).join(' ')}]>>`,
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
      ...pages,
      ...forms.map((form, index) => stream(form, `/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>/XObject<</F ${firstForm + index + 1} 0 R>>>>`)),
    ]);
  };

  /** Forms that draw each other ten times, twelve deep: a few lines that take years to draw. */
  const endless = [...Array.from({ length: 11 }, () => '/F Do '.repeat(10)), 'BT /F1 9 Tf 50 50 Td (x) Tj ET'];

  test('a page over its time is listed as failed and the others are read', async () => {
    await using folder = await temporaryFolder();
    const pages = await readAll(await withHeavyPage(folder.path, '/F Do', endless), { limits: { pageMs: 2_000, openMs: 60_000 } });
    expect(pages.map((each) => ('failed' in each ? each.failed.code : each.text))).toEqual(letters.map((letter) => (letter === 'e' ? 'timed_out' : `Text of leaf ${letter}.`)));
  });

  test('a page over its memory is listed as failed and the others are read', async () => {
    await using folder = await temporaryFolder();
    const pages = await readAll(await withHeavyPage(folder.path, 'BT /F1 9 Tf 50 50 Td (x) Tj ET\n'.repeat(150_000)), { limits: { workerHeapMiB: 48, pageMs: 60_000, openMs: 60_000 } });
    expect(pages.map((each) => ('failed' in each ? each.failed.code : 'read'))).toEqual(letters.map((letter) => (letter === 'e' ? 'out_of_memory' : 'read')));
  });

  test('a signal stops the pages at once', async () => {
    await using folder = await temporaryFolder();
    await using source = await openDocument(await withHeavyPage(folder.path, '/F Do', endless), { limits: { pageMs: 1_500 } });
    const stop = new AbortController();
    let read = 0;
    let asked = 0;
    await expect(async () => {
      for await (const each of source.pages({ signal: stop.signal })) {
        read = each.page;
        if (read === 2) {
          asked = performance.now();
          stop.abort();
        }
      }
    }).rejects.toMatchObject({ code: 'cancelled' });
    expect(read).toBe(2);
    expect(performance.now() - asked).toBeLessThan(1_000);
  });

  test('a signal stops the opening', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'stopped.pdf', draw);
    await expect(openDocument(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    await expect(openDocument(path, { signal: AbortSignal.timeout(10) })).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('reading from a page on gives what the whole run gives', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'resumed.pdf', (document) => {
      for (let number = 1; number <= 9; number++) {
        document.addPage().font('Times-Roman').fontSize(9).text(number % 2 === 0 ? 'A running header' : 'Another one', 60, 30, { lineBreak: false });
        document.text(`Page ${number} of 9`, 280, 760, { lineBreak: false });
        document.fontSize(11);
        lines(document, 60, 90, 14, ['A sentence begins at the top of this page and is not at its end when the page', `is, for it goes on; this was page ${number} and the word is tran-`, 'script, which is']);
      }
    });
    const whole = await readAll(path);
    expect(await readAll(path, { from: 6 })).toEqual(whole.slice(5));
    expect(whole).toHaveLength(9);
  });

  test('a page that is not there is a wrong argument', async () => {
    await using folder = await temporaryFolder();
    await expect(readAll(await drawPdf(folder.path, 'one.pdf', draw), { from: 0 })).rejects.toMatchObject({ code: 'bad_argument' });
  });
});

const corpus = join(import.meta.dirname, '../../../../shared/pdfs');

test.skipIf(!existsSync(corpus))('with its password a file of the corpus opens', async () => {
  const path = join(corpus, 'issue6010_2.pdf');
  expect((await refusalOf(path)).code).toBe('encrypted');
  expect(await readAll(path, { password: 'æøå' })).toHaveLength(1);
});
