import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import { prose } from './prose.ts';

/** Writes a PDF of about `words` words of generated prose: one column, page numbers in the footer. */
export async function makePdf(path: string, words: number): Promise<{ pages: number }> {
  const document = new PDFDocument({ size: 'A4', margin: 64, info: { Title: `Generated prose, ${words} words` } });
  const written = pipeline(document, createWriteStream(path));
  let pages = 1;
  document.on('pageAdded', () => {
    pages++;
  });
  document.font('Times-Roman').fontSize(10.5);
  for (const paragraph of prose(words)) {
    document.text(paragraph, { align: 'justify', paragraphGap: 7 });
    if (pages % 20 === 0) await new Promise(setImmediate);
  }
  document.end();
  await written;
  return { pages };
}
