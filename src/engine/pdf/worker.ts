import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { InfolioError } from '../../contract/errors.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import type { PageFailure } from '../../contract/page.ts';
import { labelOf, metadataTitle, openPdf, readOutline } from './extract/document.ts';
import type { OpenedPdf } from './extract/document.ts';
import { extractPage } from './extract/page.ts';
import type { FontBook } from './extract/page.ts';
import type { RawPage } from './extract/span.ts';
import type { PageRequest, WorkerMessage, WorkerStart } from './extract/worker-messages.ts';
import { layOut } from './layout/page.ts';
import { reach, surveyOf } from './layout/survey.ts';
import type { Survey } from './layout/survey.ts';
import { createPictureReader } from './ocr/pictures.ts';

/** Pages kept for their neighbours: those a page looks at, and as many again for a second reader of the document. */
const keptPages = 4 * reach + 2;

/** After so many pages pdf.js' caches of fonts and images are emptied, so that they do not grow with the document. */
const pagesBetweenCleanings = 16;

/** Milliseconds between two signs of life while pages are recognised; a fraction of a page's time limit. */
const heartbeatMs = 500;

const port = parentPort;
const start = workerData as WorkerStart;
const send = (message: WorkerMessage): void => port?.postMessage(message);

async function open(): Promise<OpenedPdf | null> {
  try {
    const opened = await openPdf({ data: new Uint8Array(await readFile(start.path)) }, start.password ?? undefined);
    const { document, labels } = opened;
    send({
      kind: 'opened',
      opened: { pageCount: document.numPages, title: await metadataTitle(document), outline: await readOutline(document, start.outlineEntries), labels },
    });
    return opened;
  } catch (error) {
    send({ kind: 'refused', code: codeOf(error), reason: reasonOf(error) });
    return null;
  }
}

function codeOf(error: unknown): ErrorCode {
  const name = error instanceof Error ? error.name : '';
  if (name === 'PasswordException') return start.password === null ? 'encrypted' : 'wrong_password';
  return name === 'InvalidPDFException' ? 'not_a_pdf' : 'damaged_pdf';
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n', 1)[0] ?? '').replace(/[.\s]+$/u, '').slice(0, 200);
}

type Failed = PageFailure['failed'];

/** Reads pages of an opened PDF, each with the pages around it. */
function pageReader(opened: OpenedPdf): (request: PageRequest) => Promise<void> {
  const surveys = new Map<number, Promise<Survey | Failed>>();
  const lost = new Set(start.lost);
  const fonts: FontBook = new Map();
  const lastPage = opened.document.numPages;
  let extracted = 0;
  let turn: Promise<unknown> = Promise.resolve();
  let step = 0;
  const begin = (page: number): void => {
    step = page;
    send({ kind: 'step', page });
  };
  /** One thing after the other, so that it is known which page keeps this thread busy. */
  const inTurn = <T>(page: number, work: () => Promise<T>): Promise<T> => {
    const result = turn.then(() => {
      begin(page);
      return work();
    });
    turn = result.catch(() => undefined);
    return result;
  };
  const { recognition, path, password } = start;
  const pictures = recognition === null ? null : createPictureReader({ ...recognition, path, password: password ?? undefined, inTurn });
  if (pictures !== null) {
    // Recognising is done in other threads and has a limit of its own; this thread is well meanwhile.
    setInterval(() => {
      if (pictures.isBusy) send({ kind: 'step', page: step });
    }, heartbeatMs);
  }

  const extract = (page: number): Promise<RawPage> =>
    inTurn(page, async () => {
      const pdfPage = await opened.document.getPage(page);
      try {
        return await extractPage(pdfPage, page, labelOf(opened.labels, page), fonts);
      } finally {
        pdfPage.cleanup();
        if (++extracted % pagesBetweenCleanings === 0) {
          fonts.clear();
          await opened.document.cleanup();
        }
      }
    });

  const make = async (page: number): Promise<Survey | Failed> => {
    try {
      const raw = await extract(page);
      return surveyOf((await pictures?.read(raw)) ?? raw);
    } catch (error) {
      return failureOf(page, error);
    }
  };

  const survey = (page: number): Promise<Survey | Failed> => {
    const made = surveys.get(page) ?? make(page);
    surveys.set(page, made);
    for (const old of surveys.keys()) {
      if (surveys.size <= keptPages) break;
      surveys.delete(old);
    }
    return made;
  };

  return async ({ id, page }) => {
    const first = Math.max(1, page - reach);
    const pages = Array.from({ length: Math.min(lastPage, page + reach) - first + 1 }, (_, index) => first + index).filter((other) => !lost.has(other));
    const coming = pages.map((other) => survey(other));
    // Where pages are recognised, the next ones are begun meanwhile: as many as there are threads for.
    for (let next = page + reach + 1; pictures?.isNeeded === true && next < Math.min(lastPage + 1, page + reach + (recognition?.threads ?? 1)); next++) {
      if (!lost.has(next)) void survey(next);
    }
    const around = await Promise.all(coming);
    begin(page);
    const own = around[pages.indexOf(page)];
    if (own === undefined || 'code' in own) {
      send({ kind: 'page-failed', id, failed: own ?? failureOf(page, 'not tried again') });
      return;
    }
    try {
      send({ kind: 'page', id, content: layOut(own, around.filter((other): other is Survey => other !== own && !('code' in other))) });
    } catch (error) {
      send({ kind: 'page-failed', id, failed: failureOf(page, error) });
    }
  };
}

/** What went wrong with a page, in one line that names it. */
function failureOf(page: number, error: unknown): Failed {
  if (error instanceof InfolioError && error.code === 'timed_out') return { code: 'timed_out', message: `Page ${page} ${error.message} and was left out.` };
  return { code: 'page_failed', message: `Page ${page} could not be read: ${reasonOf(error)}.` };
}

const opened = await open();
if (opened !== null) {
  const read = pageReader(opened);
  let queue = Promise.resolve();
  port?.on('message', (request: PageRequest) => {
    queue = queue.then(() => read(request));
  });
}
