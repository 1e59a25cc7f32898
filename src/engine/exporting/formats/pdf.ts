import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';
import type { Entry, Report, ReportDocument, Section, Statement } from '../../../contract/report.ts';
import { comparisonsOf, documentOf } from '../comparison.ts';
import type { Comparison } from '../comparison.ts';
import { flat, headOf, isPart, notFound, pageOf, sayingOf, sureOf } from '../describe.ts';
import { glyphsOf } from './glyphs.ts';
import type { Glyphs } from './glyphs.ts';
import { linkPage } from './pdf-links.ts';

/** Distances in points on A4. */
const margin = 56;
const footerAt = 34;
const indent = 12;
const headColumn = 62;

const ink = { text: '#1c1e21', muted: '#5c6470', accent: '#1f5fae', remark: '#7a4b00', line: '#d9dde3' } as const;

/** What is drawn on, and the fonts' reach. */
interface Canvas {
  readonly pdf: PDFKit.PDFDocument;
  readonly glyphs: Glyphs;
}

interface PdfExport {
  readonly bytes: Uint8Array;
  /** Characters that the font has no glyph for: a box stands for each. */
  readonly missing: readonly string[];
}

/**
 * The report as a PDF, in Liberation Sans (Latin, Greek, Cyrillic; no Chinese, Japanese, Korean, Arabic, Hebrew, Thai).
 * Pages are links that open the document's file at the page (remote go-to actions).
 */
export async function pdf(report: Report): Promise<PdfExport> {
  const fonts = join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), 'standard_fonts');
  const regular = join(fonts, 'LiberationSans-Regular.ttf');
  const document = new PDFDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    pdfVersion: '1.7',
    lang: 'en',
    displayTitle: true,
    font: regular,
    info: { Title: flat(report.title), Creator: 'Infolio', CreationDate: new Date(report.madeAt) },
  });
  document.registerFont('regular', regular);
  document.registerFont('bold', join(fonts, 'LiberationSans-Bold.ttf'));
  document.registerFont('italic', join(fonts, 'LiberationSans-Italic.ttf'));
  const bytes = collected(document);
  const canvas: Canvas = { pdf: document, glyphs: glyphsOf(document.font('regular')) };
  drawHead(canvas, report);
  if (report.documents.length > 1) for (const comparison of comparisonsOf(report)) drawComparison(canvas, comparison);
  for (const section of report.sections) drawSection(canvas, report, section);
  drawFooters(canvas, report);
  document.end();
  return { bytes: await bytes, missing: canvas.glyphs.missing() };
}

async function collected(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of document as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

function drawHead(canvas: Canvas, report: Report): void {
  const { pdf: page, glyphs } = canvas;
  page.font('bold').fontSize(20).fillColor(ink.text).text(glyphs.known(flat(report.title)));
  page.moveDown(0.4);
  for (const { name, text, document } of headOf(report)) {
    const { y } = page;
    page.font('regular').fontSize(9.5).fillColor(ink.muted).text(name, margin, y, { lineBreak: false });
    page.x = margin + headColumn;
    page.y = y;
    if (document === null) page.fillColor(ink.text).text(glyphs.known(flat(text)));
    else linkPage(page, glyphs.known(flat(text)), document, 1, ink.accent);
  }
  page.x = margin;
}

function drawSection(canvas: Canvas, report: Report, section: Section): void {
  const { pdf: page, glyphs } = canvas;
  const document = documentOf(report, section);
  const title = glyphs.known(flat(report.documents.length < 2 ? section.title : `${section.title}: ${document?.title ?? ''}`));
  room(page, 90);
  page.moveDown(1.4).font('bold').fontSize(14).fillColor(ink.text).text(title);
  rule(page);
  const chapter = page.outline.addItem(title);
  if (section.about !== null) page.font('regular').fontSize(9.5).fillColor(ink.muted).text(glyphs.known(flat(section.about))).moveDown(0.3);
  section.entries.forEach((entry, at) => {
    room(page, 80);
    if (entry.group !== null && entry.group !== section.entries[at - 1]?.group) {
      page.moveDown(1.2).font('bold').fontSize(11).fillColor(ink.muted).text(glyphs.known(flat(entry.group)));
    }
    drawEntry(canvas, entry, document);
    if (entry.heading !== null) chapter.addItem(glyphs.known(flat(entry.heading)));
  });
}

function drawEntry(canvas: Canvas, entry: Entry, document: ReportDocument | undefined): void {
  const { pdf: page, glyphs } = canvas;
  page.moveDown(0.6);
  if (entry.heading !== null) page.font('bold').fontSize(11).fillColor(ink.text).text(glyphs.known(flat(entry.heading)));
  if (!entry.found) page.font('italic').fontSize(10).fillColor(ink.muted).text(notFound);
  else if (entry.value !== null) page.font('bold').fontSize(10).fillColor(ink.accent).text(glyphs.known(flat(entry.value.text)));
  for (const statement of entry.statements) drawStatement(canvas, statement, document);
  for (const note of entry.notes) page.font('regular').fontSize(9.5).fillColor(ink.remark).text(`• ${glyphs.known(flat(note))}`);
}

function drawStatement({ pdf: page, glyphs }: Canvas, statement: Statement, document: ReportDocument | undefined): void {
  page.moveDown(0.25);
  page.x = margin + indent;
  const width = page.page.width - 2 * margin - indent;
  const quote = glyphs.known(`“${flat(statement.quote)}”`);
  const said = glyphs.known(flat(statement.text));
  const at = isPart(statement) && said !== '' ? quote.indexOf(said) : -1;
  page.font('regular').fontSize(10).fillColor(ink.text);
  if (at === -1) page.text(quote, { width });
  else {
    page.text(quote.slice(0, at), { width, continued: true }).font('bold').text(said, { continued: true });
    page.font('regular').text(quote.slice(at + said.length));
  }
  const sure = sureOf(statement);
  page.fontSize(9);
  if (document === undefined) page.fillColor(ink.muted).text(glyphs.known(pageOf(statement)), { width });
  else linkPage(page, glyphs.known(pageOf(statement)), document, statement.page, ink.accent, sure === '' ? '' : `   ${sure}`, ink.muted);
  if (statement.note !== null) page.font('italic').fontSize(9.5).fillColor(ink.text).text(glyphs.known(flat(statement.note)), { width });
  page.x = margin;
}

/** Most columns that a page of A4 has room for; the sections behind hold everything anyway. */
const columnsAtMost = 4;

function drawComparison({ pdf: page, glyphs }: Canvas, { title, documents, rows }: Comparison): void {
  room(page, 120);
  page.moveDown(1.4).font('bold').fontSize(14).fillColor(ink.text).text(glyphs.known(flat(title)));
  page.outline.addItem(glyphs.known(flat(title)));
  page.moveDown(0.4).font('regular').fontSize(9);
  const shown = documents.slice(0, columnsAtMost);
  const finding = (entry: Entry | null): string => {
    const [best] = entry?.statements ?? [];
    return entry === null ? '' : entry.found && best !== undefined ? `${shortened(sayingOf(entry))} (${pageOf(best)})` : sayingOf(entry);
  };
  page.table({
    defaultStyle: { border: { top: 0, left: 0, right: 0, bottom: 0.5 }, borderColor: ink.line, padding: 4, textColor: ink.text },
    data: [
      ['', ...shown.map((document) => glyphs.known(flat(document.title)))].map((text) => ({ text, font: { src: 'bold', size: 9 } })),
      ...rows.map(({ item, entries }) => [{ text: glyphs.known(flat(item)), font: { src: 'bold', size: 9 } }, ...entries.slice(0, shown.length).map((entry) => glyphs.known(finding(entry)))]),
    ],
  });
  page.x = margin;
  if (documents.length > shown.length) page.moveDown(0.4).fillColor(ink.muted).text(`The table has room for ${shown.length} of ${documents.length} documents; each has its section below.`);
}

const cellCharacters = 180;

function shortened(text: string): string {
  return text.length <= cellCharacters ? text : `${text.slice(0, cellCharacters - 1)}…`;
}

/** Begins a new page if less than so many points are left on this one. */
function room(page: PDFKit.PDFDocument, points: number): void {
  if (page.y + points > page.page.height - margin) page.addPage();
}

function rule(page: PDFKit.PDFDocument): void {
  const y = page.y + 2;
  page.moveTo(margin, y).lineTo(page.page.width - margin, y).lineWidth(0.5).strokeColor(ink.line).stroke();
  page.moveDown(0.5);
}

function drawFooters({ pdf: page, glyphs }: Canvas, report: Report): void {
  const { start, count } = page.bufferedPageRange();
  const title = glyphs.known(shortened(flat(report.title)));
  for (let at = start; at < start + count; at++) {
    page.switchToPage(at);
    const y = page.page.height - footerAt;
    // Below the margin pdfkit would begin a new page.
    page.page.margins.bottom = 0;
    page.font('regular').fontSize(8).fillColor(ink.muted);
    page.text(title, margin, y, { width: page.page.width - 2 * margin - 90, height: 10, ellipsis: true });
    page.text(`${at - start + 1} of ${count}`, page.page.width - margin - 80, y, { width: 80, align: 'right', lineBreak: false });
    page.page.margins.bottom = margin;
  }
}
