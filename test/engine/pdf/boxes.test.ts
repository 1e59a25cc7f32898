import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PageContent } from '../../../src/contract/page.ts';
import { boxesOf } from '../../../src/engine/pdf/index.ts';
import { paginate, typeset } from '../../../src/engine/pdf/plain/pages.ts';
import { drawPdf, firstPage, lines, temporaryFolder } from './documents.ts';

function boxOf(page: PageContent, words: string): { x: number; y: number; width: number; height: number } {
  const start = page.text.indexOf(words);
  const [box, ...rest] = start === -1 ? [] : boxesOf(page, start, start + words.length);
  if (box === undefined || rest.length > 0) throw new Error(`not one box for "${words}"`);
  return box;
}

describe('boxes of a PDF', () => {
  const text = 'Within thirty days of the Illinois filing, W. Milliner will pay $1,250.00 in full.';

  test('lie over the words, by the font\'s own widths', async () => {
    await using folder = await temporaryFolder();
    const expected = new Map<string, readonly [number, number]>();
    const path = await drawPdf(folder.path, 'words.pdf', (document) => {
      document.addPage().font('Times-Roman').fontSize(12).text(text, 72, 100, { lineBreak: false });
      for (const words of ['Within', 'Illinois filing', 'Milliner', '$1,250.00', 'full.']) {
        expected.set(words, [72 + document.widthOfString(text.slice(0, text.indexOf(words))), document.widthOfString(words)]);
      }
    });
    const page = await firstPage(path);
    for (const [words, [x, width]] of expected) {
      const box = boxOf(page, words);
      expect(Math.abs(box.x - x), words).toBeLessThan(1);
      expect(Math.abs(box.width - width), words).toBeLessThan(1.5);
      expect(box.y).toBeGreaterThan(97);
      expect(box.y + box.height).toBeLessThan(117);
    }
  });

  test('turn with the page', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'turned.pdf', (document) => {
      document.addPage().font('Times-Roman').fontSize(12);
      document.rotate(90, { origin: [300, 300] }).text('Downwards it reads', 300, 300, { lineBreak: false });
    });
    const page = await firstPage(path);
    expect(page.text).toBe('Downwards it reads');
    const boxes = boxesOf(page, 0, page.text.length);
    const [first, last] = [boxes[0], boxes.at(-1)];
    expect(first?.y).toBeCloseTo(300, 0);
    expect(first?.x).toBeLessThan(300);
    expect(first?.x).toBeGreaterThan(280);
    expect((last?.y ?? 0) - (first?.y ?? 0)).toBeGreaterThan(60);
    expect(Math.abs((last?.x ?? 0) - (first?.x ?? 0))).toBeLessThan(1);
  });

  test('a range over two lines has two boxes', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'two.pdf', (document) => {
      document.addPage().font('Times-Roman').fontSize(12);
      lines(document, 72, 100, 15, ['The seller delivers the goods to the place that the', 'buyer has named in the order.']);
    });
    const page = await firstPage(path);
    const start = page.text.indexOf('the buyer has');
    const boxes = boxesOf(page, start, start + 'the buyer has'.length);
    expect(boxes).toHaveLength(2);
    expect((boxes[1]?.y ?? 0) - (boxes[0]?.y ?? 0)).toBeCloseTo(15, 0);
    expect(boxes[1]?.x).toBeCloseTo(72, 0);
  });
});

describe('offsets and boxes of any page', () => {
  const word = fc.stringMatching(/^[a-zäß😀文.,-]{1,14}$/u);
  const block = fc.record({ kind: fc.constantFrom('paragraph' as const, 'list' as const, 'heading' as const), level: fc.constant(0), text: fc.array(word, { minLength: 1, maxLength: 700 }).map((words) => words.join(' ')) });

  test('every character but the inserted ones has a place, on the page, and ranges add up', () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 8 }), fc.nat(), fc.nat(), (blocks, one, other) => {
        const pages = paginate(blocks).map((page, index) => typeset(page, index + 1));
        expect(pages.map((page) => page.blocks.map((each) => page.text.slice(each.start, each.end)).join(' ')).join(' ').replace(/\s+/gu, '')).toBe(blocks.map((each) => each.text).join('').replace(/\s+/gu, ''));
        for (const page of pages) {
          const covered = new Set(page.runs.flatMap((run) => Array.from({ length: run.end - run.start }, (_, index) => run.start + index)));
          for (let at = 0; at < page.text.length; at++) expect(covered.has(at) || /\s/u.test(page.text.charAt(at))).toBe(true);
          const [start, end] = [one % page.text.length, other % page.text.length].sort((a, b) => a - b) as [number, number];
          const boxes = boxesOf(page, start, end);
          for (const box of boxes) {
            expect(box.x).toBeGreaterThanOrEqual(0);
            expect(box.x + box.width).toBeLessThanOrEqual(page.width);
            expect(box.y + box.height).toBeLessThanOrEqual(page.height);
            expect(box.width).toBeGreaterThan(0);
          }
          // A space inside a line has a place; one that stands for the end of a line has none.
          if (start === end || page.text.slice(start, end).trim() !== '') expect(boxes.length > 0).toBe(start < end);
        }
      }),
      { numRuns: 60 },
    );
  });
});
