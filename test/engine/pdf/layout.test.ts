import { describe, expect, test } from 'vitest';
import { edgesOf, normalisePieces } from '../../../src/engine/pdf/extract/normalise.ts';
import { openDocument } from '../../../src/engine/pdf/index.ts';
import { blockTexts, drawPdf, firstPage, lines, readPages, temporaryFolder } from './documents.ts';

const left = ['The tenant shall keep the premises in good', 'order and repair throughout the whole term', 'of this lease and shall return them in the', 'same state in which they were handed over', 'by the landlord on the first day of it.'];
const other = ['Any notice under this agreement is given', 'in writing and reaches the other party on', 'the third working day after it was posted,', 'unless a receipt shows an earlier day on', 'which it was in fact delivered by hand.'];

describe('reading order', () => {
  test('two columns are read one after the other, under a title across both', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'columns.pdf', (document) => {
      document.addPage();
      document.font('Helvetica-Bold').fontSize(20).text('A lease in two columns', 60, 60, { lineBreak: false });
      document.font('Times-Roman').fontSize(10);
      lines(document, 330, 120, 12, other);
      lines(document, 60, 120, 12, left);
    });
    const page = await firstPage(path);
    expect(blockTexts(page)).toEqual(['A lease in two columns', left.join(' '), other.join(' ')]);
    expect(page.blocks[0]).toMatchObject({ kind: 'heading', level: 1 });
  });

  test('a paragraph that breaks off at the foot of a column goes on in the next', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'broken.pdf', (document) => {
      document.addPage().font('Times-Roman').fontSize(10);
      lines(document, 60, 120, 12, left.slice(0, 4));
      lines(document, 330, 120, 12, ['by the landlord on the first day of it, so', 'that nothing is missing and nothing broken', 'when the keys are given back to the owner.']);
    });
    expect(blockTexts(await firstPage(path))).toHaveLength(1);
  });

  test('footnotes come after the body and their markers are not glued to words', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'notes.pdf', (document) => {
      document.addPage().font('Times-Roman').fontSize(11);
      lines(document, 60, 100, 14, ['The rent is due on the first day of every month, in advance and without any', 'deduction, by transfer to the account named in the schedule to this lease']);
      const end = 60 + document.widthOfString('deduction, by transfer to the account named in the schedule to this lease');
      document.fontSize(7).text('1', end, 113, { lineBreak: false });
      document.fontSize(11).text('as it stands on the day of signing, or as later changed by notice.', 60, 128, { lineBreak: false });
      lines(document, 60, 142, 14, ['Nothing in this clause limits the right to withhold what the law allows', 'to be withheld where the premises cannot be used at all.']);
      document.fontSize(8);
      lines(document, 60, 700, 10, ['1 See Schedule 2, which names the bank and the number of the account.']);
    });
    const page = await firstPage(path);
    expect(page.text).toContain('to this lease 1 as it stands');
    expect(page.blocks.at(-1)?.kind).toBe('footnote');
    expect(page.text.endsWith('1 See Schedule 2, which names the bank and the number of the account.')).toBe(true);
  });

  test('the cells of a table stay in their rows', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'table.pdf', (document) => {
      document.addPage().font('Helvetica').fontSize(10);
      for (const [row, cells] of [['Item', 'Quantity', 'Price'], ['Chairs', '12', '480.00'], ['Tables', '3', '900.00'], ['Lamps', '7', '140.50']].entries()) {
        for (const [column, cell] of cells.entries()) document.text(cell, 60 + 150 * column, 100 + 16 * row, { lineBreak: false });
      }
    });
    const page = await firstPage(path);
    expect(blockTexts(page, 'table')).toEqual(['Item | Quantity | Price\nChairs | 12 | 480.00\nTables | 3 | 900.00\nLamps | 7 | 140.50']);
  });

  test('headings are known by size, weight and number; list items stay apart', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'headings.pdf', (document) => {
      document.addPage().font('Helvetica-Bold').fontSize(24).text('Master agreement', 60, 60, { lineBreak: false });
      document.fontSize(11).text('2.1 Term and renewal', 60, 110, { lineBreak: false });
      document.font('Helvetica').fontSize(11);
      lines(document, 60, 130, 14, ['This agreement begins on the effective date and runs for two years unless it', 'is ended earlier under clause 9.', '1. Either party may renew it once.', '2. Renewal is given in writing.']);
    });
    const page = await firstPage(path);
    expect(page.blocks.map(({ kind, level }) => [kind, level])).toEqual([['heading', 1], ['heading', 3], ['paragraph', 0], ['list', 0], ['list', 0]]);
  });
});

describe('words', () => {
  test('hyphens at line ends are undone, those of compounds kept', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'hyphens.pdf', (document) => {
      document.addPage().font('Times-Roman').fontSize(11);
      lines(document, 60, 100, 14, ['The parties agree on a long-term plan for the build-', 'ing and its garden; the land-', 'lord pays for the roof. A long-', 'term lease needs a deed, and an Anglo-', 'American form will not do for it.']);
    });
    expect((await firstPage(path)).text).toBe('The parties agree on a long-term plan for the building and its garden; the landlord pays for the roof. A long-term lease needs a deed, and an Anglo-American form will not do for it.');
  });

  test('ligatures, soft hyphens, odd spaces and accents become plain text', () => {
    const plain = (text: string): string => normalisePieces(Array.from(text, (character) => ({ text: character, width: 1 }))).pieces.map((piece) => piece.text).join('');
    expect(plain('o\uFB03ce \uFB01le\u00A0\u2003co\u00ADoperate\u200B na\u00A8\u0131ve cafe\u0301 x\u0007')).toBe('office file cooperate naïve café x');
    expect(plain('\uFEFBhello\u00AD')).toBe('لاhello\u00AD');
  });

  test('the width of a ligature is shared by its letters, and nothing of a line is lost', () => {
    const { pieces } = normalisePieces([{ text: '\uFB01', width: 4 }, { text: '\u00AD', width: 1 }, { text: 'n', width: 3 }]);
    expect(edgesOf(pieces)).toEqual({ text: 'fin', edges: [2.5, 5, 8] });
  });
});

describe('running headers and page numbers', () => {
  const body = ['Every page of this book has a header of its own, a footer and a number, and none of', 'them belongs to the story, which goes on from one page to the next as if they were', 'not there at all, sentence after sentence, until the book is at its end.'];

  const words = ['one', 'two', 'three', 'four', 'five', 'six'];
  const leaf = (word: string): string => `This is leaf ${word} of a book that was set in type for nobody but this test, and`;

  test('are kept out of the text of every page, wherever they stand', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'book.pdf', (document) => {
      for (let page = 1; page <= 6; page++) {
        document.addPage().font('Times-Roman').fontSize(9);
        if (page > 1) document.text(page % 2 === 0 ? 'THE LONG ROAD' : 'Chapter 1. Leaving', page % 2 === 0 ? 60 : 400, 36, { lineBreak: false });
        document.text(String(page), 300, 750, { lineBreak: false });
        document.text('Printed for subscribers only', 60, 765, { lineBreak: false });
        document.fontSize(11);
        lines(document, 60, 90, 14, [leaf(words[page - 1] ?? ''), ...body]);
      }
    });
    const pages = await readPages(path);
    expect(pages.map((page) => page.text)).toEqual(words.map((word) => `${leaf(word)} ${body.join(' ')}`));
  });

  test('text that happens to repeat from page to page is not taken for one', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'filler.pdf', (document) => {
      for (let page = 1; page <= 3; page++) {
        document.addPage().font('Times-Roman').fontSize(11);
        lines(document, 60, 50, 14, Array.from({ length: 50 }, () => 'The grass is green and the sky is blue and the sun is yellow all day.'));
      }
    });
    for (const page of await readPages(path)) expect(page.text.match(/grass/gu)).toHaveLength(50);
  });

  test('a page of nothing but one line keeps it', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'lines.pdf', (document) => {
      for (let page = 1; page <= 3; page++) document.addPage().font('Times-Roman').fontSize(11).text('A single line', 60, 50, { lineBreak: false });
    });
    expect((await readPages(path)).map((page) => page.text)).toEqual(['A single line', 'A single line', 'A single line']);
  });
});

describe('from page to page', () => {
  test('a page says whether its last paragraph goes on', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'goes-on.pdf', (document) => {
      for (const text of [['The landlord may enter the premises only after', 'having given notice of at least'], ['two working days to the tenant in writing.'], ['A new paragraph begins on this page.']]) {
        document.addPage().font('Times-Roman').fontSize(11);
        lines(document, 60, 100, 14, text);
      }
    });
    expect((await readPages(path)).map((page) => page.continues)).toEqual([true, false, false]);
  });

  test('outline and title are those of the document', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'outline.pdf', (document) => {
      document.addPage().fontSize(12).text('one', 60, 60);
      const chapter = document.outline.addItem('Chapter one');
      document.addPage().text('two', 60, 60);
      chapter.addItem('A section');
    }, { info: { Title: 'The title inside' } });
    await using source = await openDocument(path);
    expect(source.title).toBe('The title inside');
    expect(source.outline).toEqual([{ title: 'Chapter one', page: 1, children: [{ title: 'A section', page: 2, children: [] }] }]);
    expect(source.pageCount).toBe(2);
  });

  test('a title made up by a program gives way to the first heading', async () => {
    await using folder = await temporaryFolder();
    const path = await drawPdf(folder.path, 'untitled.pdf', (document) => {
      document.addPage().fontSize(26).text('Deed of gift', 60, 60, { lineBreak: false });
      document.fontSize(11);
      lines(document, 60, 120, 14, left);
    }, { info: { Title: 'Microsoft Word - deed final2.doc' } });
    await using source = await openDocument(path);
    expect(source.title).toBe('Deed of gift');
  });
});
