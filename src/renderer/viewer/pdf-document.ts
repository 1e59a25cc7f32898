import { getDocument, GlobalWorkerOptions, PasswordResponses, PDFWorker } from 'pdfjs-dist';
import type { PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist';
import rendererUrl from 'pdfjs-dist/build/pdf.renderer.min.mjs?url';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { InfolioError } from '../../contract/errors.ts';
import { assetFolders } from './asset-folders.ts';
import { openRanges, rangeBytes } from './ranges.ts';

export interface PdfOptions {
  readonly url: string;
  readonly signal: AbortSignal;
  /** Asked when the file is locked; `again` after a wrong password. Never resolves where the user gives none. */
  readonly password: (again: boolean) => Promise<string>;
  /** The file could no longer be read after it had been opened. */
  readonly onlost: (error: InfolioError) => void;
}

/** A PDF opened for showing, in workers of its own, so that closing it gives all its memory back. */
export interface OpenPdf {
  readonly document: PDFDocumentProxy;
  close(): Promise<void>;
}

const asset = (folder: string): string => new URL(`${folder}/`, document.baseURI).href;

/**
 * Opens a PDF of the library. Errors: `not_found` where the file is gone, `unreadable` where it cannot be read or is no
 * PDF, `cancelled` by the signal.
 */
export async function openPdf({ url, signal, password, onlost }: PdfOptions): Promise<OpenPdf> {
  const range = await openRanges(url, signal, onlost);
  // Ports rather than addresses: pdf.js would wrap the address of another scheme into a blob, which the CSP forbids.
  const port = new Worker(workerUrl, { type: 'module' });
  const rendererPort = new Worker(rendererUrl, { type: 'module' });
  GlobalWorkerOptions.rendererPorts = [rendererPort];
  const worker = PDFWorker.create({ port });
  let task: PDFDocumentLoadingTask | undefined;
  const close = async (): Promise<void> => {
    await task?.destroy().catch(() => undefined);
    worker.destroy();
    port.terminate();
    rendererPort.terminate();
  };
  try {
    signal.throwIfAborted();
    task = getDocument({
      range,
      worker,
      rangeChunkSize: rangeBytes,
      disableAutoFetch: true,
      disableStream: true,
      cMapUrl: asset(assetFolders.cmaps),
      cMapPacked: true,
      standardFontDataUrl: asset(assetFolders.fonts),
      wasmUrl: asset(assetFolders.wasm),
      iccUrl: asset(assetFolders.icc),
      verbosity: 0,
    });
    const loading = task;
    loading.onPassword = (update: (password: string) => void, reason: number): void => {
      void password(reason === PasswordResponses.INCORRECT_PASSWORD).then(update);
    };
    signal.addEventListener('abort', () => void loading.destroy(), { once: true });
    return { document: await loading.promise, close };
  } catch (error) {
    await close();
    if (signal.aborted) throw new InfolioError('cancelled', 'The document was closed.', { cause: error });
    throw error instanceof InfolioError ? error : new InfolioError('unreadable', 'The PDF cannot be drawn; its text can still be read.', { cause: error });
  }
}
