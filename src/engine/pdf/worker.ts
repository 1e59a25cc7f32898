import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { ErrorCode } from '../../contract/errors.ts';
import { labelOf, metadataTitle, openPdf, readOutline } from './extract/document.ts';
import type { OpenedPdf } from './extract/document.ts';
import { extractPage } from './extract/page.ts';
import type { FontBook } from './extract/page.ts';
import type { PageRequest, WorkerMessage, WorkerStart } from './extract/worker-messages.ts';
import { layOut } from './layout/page.ts';
import { reach, surveyOf } from './layout/survey.ts';
import type { Survey } from './layout/survey.ts';

/** Pages kept for their neighbours: those a page looks at, and as many again for a second reader of the document. */
const keptPages = 4 * reach + 2;

/** After so many pages pdf.js' caches of fonts and images are emptied, so that they do not grow with the document. */
const pagesBetweenCleanings = 16;

const port = parentPort;
const start = workerData as WorkerStart;
const send = (message: WorkerMessage): void => port?.postMessage(message);

async function open(): Promise<OpenedPdf | null> {
  try {
    const opened = await openPdf(new Uint8Array(await readFile(start.path)), start.password ?? undefined);
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

/** Reads pages of an opened PDF, each with the pages around it. */
function pageReader(opened: OpenedPdf): (request: PageRequest) => Promise<void> {
  const surveys = new Map<number, Survey | string>();
  const lost = new Set(start.lost);
  const fonts: FontBook = new Map();
  let extracted = 0;

  const survey = async (page: number): Promise<Survey | string> => {
    const known = surveys.get(page);
    if (known !== undefined) return known;
    let made: Survey | string;
    send({ kind: 'step', page });
    try {
      const pdfPage = await opened.document.getPage(page);
      try {
        made = surveyOf(await extractPage(pdfPage, page, labelOf(opened.labels, page), fonts));
      } finally {
        pdfPage.cleanup();
      }
    } catch (error) {
      made = reasonOf(error);
    }
    surveys.set(page, made);
    for (const old of surveys.keys()) {
      if (surveys.size <= keptPages) break;
      surveys.delete(old);
    }
    if (++extracted % pagesBetweenCleanings === 0) {
      fonts.clear();
      await opened.document.cleanup();
    }
    return made;
  };

  return async ({ id, page }) => {
    const around = new Map<number, Survey | string>();
    for (let other = Math.max(1, page - reach); other <= Math.min(opened.document.numPages, page + reach); other++) {
      if (!lost.has(other)) around.set(other, await survey(other));
    }
    send({ kind: 'step', page });
    const own = around.get(page);
    if (own === undefined || typeof own === 'string') {
      send({ kind: 'page-failed', id, reason: own ?? 'not tried again' });
      return;
    }
    try {
      const others = [...around].flatMap(([other, found]) => (other === page || typeof found === 'string' ? [] : [found]));
      send({ kind: 'page', id, content: layOut(own, others) });
    } catch (error) {
      send({ kind: 'page-failed', id, reason: reasonOf(error) });
    }
  };
}

const opened = await open();
if (opened !== null) {
  const read = pageReader(opened);
  let queue = Promise.resolve();
  port?.on('message', (request: PageRequest) => {
    queue = queue.then(() => read(request));
  });
}
