import { basename, extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InfolioError } from '../../contract/errors.ts';
import type { Limits } from './limits.ts';
import { plainPages } from './plain/source-pages.ts';
import { refusal } from './refusals.ts';
import type { Signature } from './rich/identify.ts';
import type { RichMessage, RichRead, RichStart } from './rich/worker-messages.ts';
import type { DocumentSource, OpenOptions } from './source.ts';

/**
 * Opens a DOCX, EPUB or HTML file: the whole of it is read in a worker, which is gone when this returns. Throws
 * `damaged_file`, `encrypted`, `unsupported_format`, `not_a_pdf`, `no_text`, `too_large`, `timed_out`, `out_of_memory` or
 * `cancelled`.
 */
export async function openRichSource(path: string, bytes: number, signature: Signature, options: OpenOptions, limits: Limits): Promise<DocumentSource> {
  const { kind, title, outline, pages } = await read({ path, signature, extension: extname(path).toLowerCase(), outlineEntries: limits.outlineEntries }, options.signal, limits);
  const close = (): Promise<void> => Promise.resolve();
  return {
    kind,
    pageCount: pages.length,
    title: title ?? basename(path, extname(path)),
    outline,
    bytes,
    pages: (wanted = {}) => plainPages(pages, path, wanted),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function read(start: RichStart, signal: AbortSignal | undefined, limits: Limits): Promise<RichRead> {
  const { path } = start;
  if (signal?.aborted === true) throw refusal('cancelled', path);
  const worker = new Worker(new URL('./rich-worker.ts', import.meta.url), {
    workerData: start,
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.workerHeapMiB },
  });
  // Whatever a library prints there concerns nobody who reads a document.
  worker.stdout.resume();
  worker.stderr.resume();
  const { promise, resolve, reject } = Promise.withResolvers<RichMessage>();
  const onAbort = (): void => { reject(refusal('cancelled', path)); };
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => { reject(refusal('timed_out', path)); }, limits.wholeMs);
  worker.on('message', resolve);
  worker.on('error', (error: Error & { readonly code?: unknown }) => {
    reject(refusal(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out_of_memory' : 'damaged_file', path, undefined, error));
  });
  worker.on('exit', () => { reject(refusal('damaged_file', path)); });
  try {
    const message = await promise;
    if (message.kind === 'refused') throw new InfolioError(message.code, `${basename(path)} ${message.sentence}.`);
    return message.read;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
