import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import { prose } from './prose.ts';

/** Writes a PDF of about `words` words of generated prose in one column: some 1,000 words a page of A4, some 310 a page of A5, as a book's. */
export async function makePdf(path: string, words: number, size: 'A4' | 'A5' = 'A4'): Promise<{ pages: number }> {
  const document = new PDFDocument({ size, margin: size === 'A4' ? 64 : 60, info: { Title: `Generated prose, ${words} words` } });
  const written = pipeline(document, createWriteStream(path));
  let pages = 1;
  document.on('pageAdded', () => {
    pages++;
  });
  document.font('Times-Roman').fontSize(size === 'A4' ? 10.5 : 12.5);
  for (const paragraph of prose(words)) {
    document.text(paragraph, { align: 'justify', paragraphGap: 7 });
    if (pages % 20 === 0) await new Promise(setImmediate);
  }
  document.end();
  await written;
  return { pages };
}
