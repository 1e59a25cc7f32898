import { basename, extname } from 'node:path';
import { InfolioError } from '../../contract/errors.ts';
import type { PageContent, PageFailure } from '../../contract/page.ts';
import { Extractor } from './extractor.ts';
import { continuesOn } from './layout/continues.ts';
import type { Limits } from './limits.ts';
import { refusal } from './refusals.ts';
import type { DocumentSource, OpenOptions, PagesOptions } from './source.ts';

/** How long the title may wait for the first page's heading. */
const titleMs = 30_000;

/** Opens a PDF in a worker of its own. See `openDocument` for the errors. */
export async function openPdfSource(path: string, bytes: number, options: OpenOptions, limits: Limits): Promise<DocumentSource> {
  const { extractor, opened } = await Extractor.open(path, { password: options.password ?? null, ocr: options.ocr === true }, limits, options.signal);
  const title = opened.title ?? (await firstHeading(extractor, options.signal)) ?? basename(path, extname(path));
  const close = (): Promise<void> => extractor.close();
  if (options.signal?.aborted === true) {
    await close();
    throw refusal('cancelled', path);
  }
  return {
    kind: 'pdf',
    pageCount: opened.pageCount,
    title,
    outline: opened.outline,
    bytes,
    pages: (wanted = {}) => pagesOf(extractor, path, opened.pageCount, wanted, limits),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The largest heading of the first page, if it comes quickly. */
async function firstHeading(extractor: Extractor, signal: AbortSignal | undefined): Promise<string | null> {
  const page = await Promise.race([extractor.read(1, AbortSignal.timeout(titleMs)).catch(() => null), pause(titleMs, signal)]);
  if (page === null || 'failed' in page) return null;
  const headings = page.blocks.filter((block) => block.kind === 'heading');
  const top = Math.min(...headings.map((block) => block.level));
  const heading = headings.find((block) => block.level === top);
  const text = heading === undefined ? '' : page.text.slice(heading.start, heading.end).replace(/\s+/gu, ' ');
  return text.length >= 3 && text.length <= 200 ? text : null;
}

/** Resolves after a while, or when the signal aborts. */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<null> {
  return new Promise((resolve) => {
    const end = (): void => { resolve(null); };
    setTimeout(end, milliseconds).unref();
    signal?.addEventListener('abort', end, { once: true });
  });
}

async function* pagesOf(extractor: Extractor, path: string, pageCount: number, { from = 1, signal }: PagesOptions, limits: Limits): AsyncGenerator<PageContent | PageFailure> {
  if (!Number.isInteger(from) || from < 1) throw new InfolioError('bad_argument', `Pages count from 1; ${from} is not a page.`);
  const stopped = new AbortController();
  const abort = signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal]);
  const coming: Promise<PageContent | PageFailure>[] = [];
  let requested = from;
  const next = async (): Promise<PageContent | PageFailure | null> => {
    while (coming.length < Math.max(1, limits.ahead) && requested <= pageCount) {
      const page = extractor.read(requested++, abort);
      page.catch(() => undefined);
      coming.push(page);
    }
    const first = coming.shift();
    return first === undefined ? null : untilAborted(first, abort, path);
  };
  try {
    let page = await next();
    while (page !== null) {
      const following = await next();
      if (abort.aborted) throw refusal('cancelled', path);
      yield following === null ? page : joined(page, following);
      page = following;
    }
  } finally {
    stopped.abort();
  }
}

function joined(page: PageContent | PageFailure, following: PageContent | PageFailure): PageContent | PageFailure {
  return 'failed' in page || 'failed' in following ? page : { ...page, continues: continuesOn(page, following) };
}

/** The promise's value, or `cancelled` as soon as the signal aborts. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal, path: string): Promise<T> {
  if (signal.aborted) throw refusal('cancelled', path);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => { reject(refusal('cancelled', path)); };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
