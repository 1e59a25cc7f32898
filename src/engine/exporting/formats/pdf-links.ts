import type { ReportDocument } from '../../../contract/report.ts';
import { linkTo } from '../links.ts';

/**
 * Writes a line that is a link to a page of a document, with `more` behind it. For PDFs it is a remote go-to action
 * (ISO 32000-2, 12.6.4.3): viewers open the file beside the export at that page, where an address with #page would
 * be sent to a browser.
 */
export function linkPage(page: PDFKit.PDFDocument, text: string, document: ReportDocument, target: number, colour: string, more = '', moreColour = colour): void {
  const { x } = page;
  const width = Math.min(page.widthOfString(text), page.page.width - page.page.margins.right - x);
  const height = page.currentLineHeight(true);
  const left = page.x;
  if (page.y + height > page.page.height - page.page.margins.bottom) page.addPage();
  const from = page.y;
  page.fillColor(colour).text(text, left, from, { underline: true, continued: more !== '' });
  if (more !== '') page.fillColor(moreColour).text(more, { underline: false });
  if (document.kind === 'pdf' && !document.file.startsWith('file:')) {
    page.annotate(left, from, width, height, {
      Subtype: 'Link',
      Border: [0, 0, 0],
      A: { S: 'GoToR', F: { Type: 'Filespec', F: pdfString(document.file), UF: pdfString(document.file) }, D: [target - 1, 'Fit'], NewWindow: true },
    } as PDFKit.Mixins.AnnotationOption);
  } else page.link(left, from, width, height, linkTo(document, target));
}

/** What pdfkit writes as a PDF string: String objects; plain strings become names. */
function pdfString(text: string): object {
  return new String(text);
}
