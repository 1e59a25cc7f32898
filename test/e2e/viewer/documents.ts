import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';

/** Words that stand on page n of a made document, besides its number. */
export const phraseOf = (page: number): string => `The keeper wrote entry ${page} in the ledger.`;

/**
 * A book made for the tests: roman labels on the first four pages, then 1, 2, 3...; every tenth page lies on its side; page 1
 * links to page 12 and to a place on the web.
 */
export async function makeBook(path: string, pages: number, options: { readonly userPassword?: string } = {}): Promise<void> {
  const document = new PDFDocument({ autoFirstPage: false, size: 'LETTER', margin: 72, compress: true, info: { Title: 'Ledger' }, ...options });
  const file = document.pipe(createWriteStream(path));
  for (let page = 1; page <= pages; page++) {
    document.addPage({ size: 'LETTER', margin: 72, layout: page % 10 === 0 ? 'landscape' : 'portrait' });
    document.addNamedDestination(`page-${page}`);
    document.fontSize(14).text(phraseOf(page), 72, 200);
    document.fontSize(10);
    for (let line = 0; line < 12; line++) document.text(`Line ${line + 1} of page ${page}: wind from the west, the lamp was lit at dusk and burned until dawn.`, 72, 240 + line * 16, { lineBreak: false });
    if (page === 1) {
      document.text('Go to page twelve', 72, 600, { goTo: 'page-12' });
      document.text('Read more on the web', 72, 630, { link: 'https://example.org/ledger' });
    }
  }
  // pdfkit has no call for page labels; the catalogue takes them as they are.
  const catalogue = (document as unknown as { readonly _root: { readonly data: Record<string, unknown> } })._root;
  catalogue.data['PageLabels'] = { Nums: [0, { S: 'r' }, 4, { S: 'D' }] };
  document.end();
  await finished(file);
}
