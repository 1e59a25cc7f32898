import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import type { InfolioError } from '../../../src/contract/errors.ts';
import type { PageContent, PageFailure } from '../../../src/contract/page.ts';
import { openDocument } from '../../../src/engine/pdf/index.ts';
import type { OpenOptions } from '../../../src/engine/pdf/index.ts';

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<{ readonly path: string; [Symbol.asyncDispose](): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'infolio-pdf-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export type Draw = (document: InstanceType<typeof PDFDocument>) => void;

/** Writes a PDF drawn with pdfkit and gives its path. US Letter, no margins of its own. */
export async function drawPdf(folder: string, name: string, draw: Draw, options: PDFKit.PDFDocumentOptions = {}): Promise<string> {
  const path = join(folder, name);
  const document = new PDFDocument({ size: 'LETTER', margin: 0, autoFirstPage: false, ...options });
  const stream = createWriteStream(path);
  document.pipe(stream);
  draw(document);
  document.end();
  await once(stream, 'finish');
  return path;
}

/** Writes a PDF object by object, the first being the catalogue: for what no library would make. */
export async function writeObjects(folder: string, name: string, objects: readonly string[]): Promise<string> {
  const path = join(folder, name);
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  await writeFile(path, text, 'latin1');
  return path;
}

/** Draws lines at exact places: no wrapping by pdfkit. */
export function lines(document: InstanceType<typeof PDFDocument>, x: number, y: number, pitch: number, texts: readonly string[]): void {
  for (const [index, text] of texts.entries()) document.text(text, x, y + index * pitch, { lineBreak: false });
}

export async function readAll(path: string, options: OpenOptions & { readonly from?: number } = {}): Promise<(PageContent | PageFailure)[]> {
  await using source = await openDocument(path, options);
  const pages: (PageContent | PageFailure)[] = [];
  for await (const page of source.pages(options.from === undefined ? {} : { from: options.from })) pages.push(page);
  return pages;
}

/** All pages, none of which may have failed. */
export async function readPages(path: string, options: OpenOptions = {}): Promise<PageContent[]> {
  return (await readAll(path, options)).map((page) => {
    if ('failed' in page) throw new Error(page.failed.message);
    return page;
  });
}

export async function firstPage(path: string, options: OpenOptions = {}): Promise<PageContent> {
  const [page] = await readPages(path, options);
  if (page === undefined) throw new Error('no pages');
  return page;
}

export function blockTexts(page: PageContent, kind?: string): string[] {
  return page.blocks.filter((block) => kind === undefined || block.kind === kind).map((block) => page.text.slice(block.start, block.end));
}

/** The InfolioError that opening ends with. */
export async function refusalOf(path: string, options: OpenOptions = {}): Promise<InfolioError> {
  try {
    await using source = await openDocument(path, options);
    throw new Error(`${source.title} opened`);
  } catch (error) {
    return error as InfolioError;
  }
}
