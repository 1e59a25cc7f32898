import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { PDFDataRangeTransport } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { openPdf } from '../extract/document.ts';
import type { OpenedPdf } from '../extract/document.ts';
import { dotsPerInch, mostImagePixels, mostPixels, pagesBetweenOpenings, paintMs, rangeBytes } from './limits.ts';
import { pictureOf } from './picture.ts';
import type { Picture } from './picture.ts';

/** What pdf.js makes canvases with. */
interface CanvasFactory {
  create(width: number, height: number): { readonly canvas: HTMLCanvasElement; readonly context: CanvasRenderingContext2D };
  destroy(entry: { readonly canvas: HTMLCanvasElement; readonly context: CanvasRenderingContext2D }): void;
}

/** Paints pages of a PDF. One at a time. */
export interface Painter {
  /** The page as it is displayed. Throws what pdf.js throws. */
  paint(page: number): Promise<Picture>;
}

/**
 * A painter of a file. It opens the file a second time, since extraction skips all images, and reads only the parts that
 * the painted pages need.
 */
export function createPainter(path: string, password: string | undefined): Painter {
  let opened: Promise<OpenedPdf> | null = null;
  let painted = 0;
  return {
    async paint(number) {
      if (painted++ % pagesBetweenOpenings === 0 && opened !== null) {
        const old = opened;
        opened = null;
        await old.then((pdf) => pdf.close()).catch(() => undefined);
      }
      opened ??= openInParts(path, password);
      opened.catch(() => {
        opened = null;
      });
      const { document } = await opened;
      const page = await document.getPage(number);
      try {
        const paper = page.getViewport({ scale: 1 });
        const scale = Math.min(dotsPerInch / 72, Math.sqrt(mostPixels / (paper.width * paper.height)));
        const viewport = page.getViewport({ scale });
        const [width, height] = [Math.max(1, Math.round(viewport.width)), Math.max(1, Math.round(viewport.height))];
        const factory = document.canvasFactory as CanvasFactory;
        const entry = factory.create(width, height);
        try {
          const task = page.render({ canvas: entry.canvas, viewport, background: 'white' });
          const timer = setTimeout(() => {
            task.cancel();
          }, paintMs);
          await task.promise.finally(() => {
            clearTimeout(timer);
          });
          return pictureOf(entry.context.getImageData(0, 0, width, height).data, width, height, scale);
        } finally {
          factory.destroy(entry);
        }
      } finally {
        page.cleanup();
      }
    },
  };
}

/** Opens a PDF whose bytes stay on the disk until they are wanted. */
async function openInParts(path: string, password: string | undefined): Promise<OpenedPdf> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const range = new PDFDataRangeTransport(size, null);
    range.requestDataRange = (begin, end) => {
      // What cannot be read any more comes as zeros, which fail where they are used.
      void part(file, begin, end).then((bytes) => {
        range.onDataRange(begin, bytes);
      });
    };
    const opened = await openPdf({ range, rangeChunkSize: rangeBytes, disableAutoFetch: true, disableStream: true }, password, mostImagePixels);
    return { ...opened, close: () => opened.close().finally(() => file.close()) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function part(file: FileHandle, begin: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - begin);
  await file.read(bytes, 0, bytes.length, begin).catch(() => undefined);
  return bytes;
}
