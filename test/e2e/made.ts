import { createWriteStream, writeFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import PDFDocument from 'pdfkit';

export const password = 'open sesame';

/** A PDF of one page that only opens with the password. */
export async function makeLocked(path: string): Promise<void> {
  const document = new PDFDocument({ size: 'A4', pdfVersion: '1.7', userPassword: password, ownerPassword: 'the owner', info: { Title: 'The locked page' } });
  const written = pipeline(document, createWriteStream(path));
  document.fontSize(12).text('The locked page', { underline: false }).moveDown().text('The key to the granary hangs behind the third beam. The steward is Ambrose Vane.');
  document.end();
  await written;
}

/** Something that begins like a PDF and is none. */
export function makeBroken(path: string): void {
  writeFileSync(path, `%PDF-1.7\n${'no objects, no pages, no cross-reference\n'.repeat(40)}`);
}

/** A PDF of pages without a word on them, as a scanner makes them. */
export async function makeWordless(path: string): Promise<void> {
  const document = new PDFDocument({ size: 'A4', info: { Title: 'Wordless' } });
  const written = pipeline(document, createWriteStream(path));
  document.rect(60, 60, 400, 600).fill('#d8d4c8');
  document.end();
  await written;
}
