import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDocument } from '../../../src/engine/pdf/index.ts';
import { blockTexts, firstPage, readPages, temporaryFolder } from './documents.ts';

async function written(folder: string, name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('text files', () => {
  test.each([
    ['UTF-8', Buffer.from('Grüße aus Köln')],
    ['UTF-8 with a mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('Grüße aus Köln')])],
    ['UTF-16, little end first', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Grüße aus Köln', 'utf16le')])],
    ['UTF-16, big end first', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('Grüße aus Köln', 'utf16le').swap16()])],
    ['windows-1252', Buffer.from('Grüße aus Köln', 'latin1')],
  ])('are read in %s', async (_, bytes) => {
    await using folder = await temporaryFolder();
    expect((await firstPage(await written(folder.path, 'greeting.txt', bytes))).text).toBe('Grüße aus Köln');
  });

  test('wrapped lines become paragraphs; verse stays verse; pages end with paragraphs', async () => {
    await using folder = await temporaryFolder();
    const paragraph = 'It was a bright cold day in the valley, and the\r\nclocks of the three villages were striking noon\r\none after the other.';
    const path = await written(folder.path, 'book.txt', `CHAPTER I\r\n\r\n${`${paragraph}\r\n\r\n`.repeat(60)}Roses are red\r\nViolets are blue\r\n`);
    const pages = await readPages(path);
    expect(pages.length).toBeGreaterThan(2);
    expect(pages[0]?.blocks[0]).toMatchObject({ kind: 'heading', start: 0, end: 9 });
    for (const page of pages) {
      expect(page.text.length).toBeLessThanOrEqual(3_000);
      expect(page.continues).toBe(false);
      expect(page.text.endsWith('other.') || page.text.endsWith('blue')).toBe(true);
    }
    expect(pages.at(-1)?.text.endsWith('\n\nRoses are red\nViolets are blue')).toBe(true);
    expect(pages.flatMap((page) => blockTexts(page, 'paragraph'))[0]).toBe(paragraph.replaceAll('\r\n', ' '));
  });

  test('a paragraph longer than a page is cut at a sentence and goes on', async () => {
    await using folder = await temporaryFolder();
    const pages = await readPages(await written(folder.path, 'long.txt', 'This sentence stands here again and again. '.repeat(200)));
    expect(pages.map((page) => page.continues)).toEqual([true, true, false]);
    expect(pages[0]?.text.endsWith('again.')).toBe(true);
  });
});

describe('Markdown files', () => {
  test('headings, lists and tables are known and their marks left out', async () => {
    await using folder = await temporaryFolder();
    const path = await written(folder.path, 'notes.md', '---\nlayout: x\n---\n# The **lease**\n\nSee [clause 4](http://x.example/4) and `rent`,\nas *agreed*.\n\n- first item\n- second_item here\n\nTerms\n-----\n\n| Name | Days |\n|---|---:|\n| Notice | 30 |\n\n```\ncode = 1\n```\n');
    const page = await firstPage(path);
    expect(page.blocks.map((block) => [block.kind, block.level, page.text.slice(block.start, block.end)])).toEqual([
      ['heading', 1, 'The lease'],
      ['paragraph', 0, 'See clause 4 and rent, as agreed.'],
      ['list', 0, 'first item'],
      ['list', 0, 'second_item here'],
      ['heading', 2, 'Terms'],
      ['table', 0, 'Name | Days\nNotice | 30'],
      ['table', 0, 'code = 1'],
    ]);
    await using source = await openDocument(path);
    expect(source).toMatchObject({ kind: 'md', title: 'The lease', pageCount: 1, outline: [{ title: 'The lease', page: 1, children: [{ title: 'Terms', page: 1, children: [] }] }] });
  });
});
