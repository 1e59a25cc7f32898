import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GlobalWorkerOptions, getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFDataRangeTransport, PDFDocumentProxy } from 'pdfjs-dist';
import type { OutlineEntry } from '../../../contract/page.ts';
import { isSensibleTitle } from '../titles.ts';

export interface OpenedPdf {
  readonly document: PDFDocumentProxy;
  readonly labels: readonly string[] | null;
  close(): Promise<void>;
}

/** Where a PDF's bytes are: all in memory, or handed over in parts. */
export type PdfBytes =
  | { readonly data: Uint8Array<ArrayBuffer> }
  | { readonly range: PDFDataRangeTransport; readonly rangeChunkSize: number; readonly disableAutoFetch: true; readonly disableStream: true };

/**
 * Opens a PDF. Images of more than `mostImagePixels` are skipped before they are decoded: all of them unless told
 * otherwise, since text needs no pictures. Throws what pdf.js throws; nothing is fetched from anywhere but its own
 * package folder.
 */
export async function openPdf(bytes: PdfBytes, password: string | undefined, mostImagePixels = 1): Promise<OpenedPdf> {
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  GlobalWorkerOptions.workerSrc = pathToFileURL(join(folder, 'legacy', 'build', 'pdf.worker.mjs')).href;
  const resource = (name: string): string => `${join(folder, name)}/`;
  const task = getDocument({
    ...bytes,
    ...(password === undefined ? {} : { password }),
    verbosity: 0,
    cMapUrl: resource('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: resource('standard_fonts'),
    wasmUrl: resource('wasm'),
    iccUrl: resource('iccs'),
    useWorkerFetch: false,
    useSystemFonts: false,
    disableFontFace: true,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    maxImageSize: mostImagePixels,
    // The font's PostScript name, which says whether it is bold.
    fontExtraProperties: true,
    enableXfa: false,
    stopAtErrors: false,
  });
  const document = await task.promise;
  return {
    document,
    labels: await optional(document.getPageLabels()),
    close: () => task.destroy(),
  };
}

export function labelOf(labels: readonly string[] | null, page: number): string {
  const label = labels?.[page - 1]?.trim();
  return label === undefined || label === '' ? String(page) : label;
}

/** The document's own title, unless it is missing or a machine's invention. */
export async function metadataTitle(document: PDFDocumentProxy): Promise<string | null> {
  const metadata = await optional(document.getMetadata());
  const info = metadata?.info as { readonly Title?: unknown } | undefined;
  const title = typeof info?.Title === 'string' ? info.Title.replace(/[\p{Cc}\p{Cn}\p{Co}\uFFFD\s]+/gu, ' ').trim() : '';
  return isSensibleTitle(title) ? title : null;
}

type PdfOutline = Awaited<ReturnType<PDFDocumentProxy['getOutline']>>;

/** The outline with targets resolved to page numbers; at most `most` entries and eight levels. */
export async function readOutline(document: PDFDocumentProxy, most: number): Promise<OutlineEntry[]> {
  const nodes = await optional(document.getOutline());
  let left = most;
  const convert = async (entries: PdfOutline | null, depth: number): Promise<OutlineEntry[]> => {
    const result: OutlineEntry[] = [];
    for (const node of entries ?? []) {
      if (left-- <= 0) break;
      const title = node.title.replace(/[\p{Cc}\s]+/gu, ' ').trim();
      const page = await pageOf(document, node.dest);
      const children = depth < 8 ? await convert(node.items as PdfOutline, depth + 1) : [];
      if (title !== '') result.push({ title, page, children });
      else result.push(...children);
    }
    return result;
  };
  return convert(nodes, 0);
}

async function pageOf(document: PDFDocumentProxy, destination: string | unknown[] | null): Promise<number | null> {
  const explicit = typeof destination === 'string' ? await optional(document.getDestination(destination)) : destination;
  const target: unknown = explicit?.[0];
  if (typeof target === 'number') return target >= 0 && target < document.numPages ? Math.floor(target) + 1 : null;
  if (typeof target !== 'object' || target === null || !('num' in target) || !('gen' in target)) return null;
  const index = await optional(document.getPageIndex(target as { num: number; gen: number }));
  return index === null ? null : index + 1;
}

async function optional<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch {
    return null;
  }
}
