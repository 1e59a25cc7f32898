import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { Client } from '../../contract/client.ts';

/** Width of a document's picture in the library, in pixels. */
const pictureWidth = 240;
const quality = 0.82;

/** Draws a page at a width in pixels. Pages that the viewer does not keep are let go of afterwards. */
export async function drawPage(
  pdf: PDFDocumentProxy,
  number: number,
  width: number,
  { canvas, signal, keeps }: { readonly canvas: HTMLCanvasElement; readonly signal: AbortSignal; readonly keeps: (page: number) => boolean },
): Promise<void> {
  const page = await pdf.getPage(number);
  signal.throwIfAborted();
  const unscaled = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: width / unscaled.width });
  canvas.width = Math.max(1, Math.round(viewport.width));
  canvas.height = Math.max(1, Math.round(viewport.height));
  const drawing = page.render({ canvas, viewport, background: '#fff' });
  const stop = (): void => {
    drawing.cancel();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await drawing.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    if (!keeps(number)) page.cleanup();
  }
}

/** Gives the library a picture of the first page where it has none. A failure leaves it without one. */
export async function keepPicture(client: Client, id: string, pdf: PDFDocumentProxy, keeps: (page: number) => boolean, signal: AbortSignal): Promise<void> {
  try {
    const { image } = await client.request('documents.thumbnail', { document: id });
    if (image !== null || signal.aborted) return;
    const canvas = document.createElement('canvas');
    await drawPage(pdf, 1, pictureWidth, { canvas, signal, keeps });
    await client.request('documents.keepThumbnail', { document: id, image: canvas.toDataURL('image/jpeg', quality) });
  } catch {
    // The library shows a plain sheet instead.
  }
}
