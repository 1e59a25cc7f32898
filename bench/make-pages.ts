import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import { prose } from './prose.ts';

/** Words of a page: dense, and never more than fit. */
const wordsOfPage = 380;

/** Writes a PDF of exactly `pages` pages of generated prose. */
export async function makePages(path: string, pages: number): Promise<void> {
  const document = new PDFDocument({ size: 'A4', margin: 64, autoFirstPage: false, info: { Title: `${pages} pages of generated prose` } });
  const written = pipeline(document, createWriteStream(path));
  const text = [...prose(wordsOfPage * 40)].join(' ').split(' ');
  for (let page = 0; page < pages; page++) {
    const from = (page % 40) * wordsOfPage;
    document.addPage().font('Times-Roman').fontSize(10.5).text(`Page ${page + 1}. ${text.slice(from, from + wordsOfPage).join(' ')}`, { align: 'justify' });
    if (page % 20 === 0) await new Promise(setImmediate);
  }
  document.end();
  await written;
}
