import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReadingProgress } from '../../contract/document.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { DocumentRecord, Library } from '../library/index.ts';
import { refusal } from '../pdf/index.ts';
import { fingerprint } from './fingerprint.ts';
import type { Fingerprint } from './fingerprint.ts';
import { claimLookMs, claimMs } from './limits.ts';
import type { ReadingTools } from './network.ts';
import { lacksRecognition } from './recognition.ts';
import { run } from './run.ts';
import type { RunOptions } from './run.ts';
import { SharedRun } from './shared-run.ts';

export interface ReadingOptions {
  /** Stops between two short runs with `cancelled`; what was read until then is kept and gone on with next time. */
  readonly signal?: AbortSignal;
  /** Told with the id of the document that is being read. */
  readonly onProgress?: (progress: ReadingProgress, document: string) => void;
  readonly password?: string;
  /** Pages that are pictures of text are recognised; off unless told. */
  readonly ocr?: boolean;
}

/** The readings that are going on, by library and by file and model. */
const running = new WeakMap<Library, Map<string, SharedRun>>();

/**
 * Reads a file into the library: at once if the library holds it (same bytes, same model), from where it was left if a
 * reading was broken off, else from the start. What was read without recognising its pictures is read anew once they are
 * to be recognised. Two calls for the same file share one reading.
 *
 * Errors: those of opening the file and of the library, `cancelled`, `no_text` if no page has text, `library_locked` if
 * another process is reading the file and does not finish in a moment.
 */
export async function readDocument(path: string, tools: ReadingTools, options: ReadingOptions = {}): Promise<DocumentRecord> {
  const { signal } = options;
  if (signal?.aborted === true) throw refusal('cancelled', path);
  const file = resolve(path);
  const found = await fingerprint(file, signal);
  const runs = running.get(tools.library) ?? new Map<string, SharedRun>();
  running.set(tools.library, runs);
  const key = `${found.hash}:${tools.network.modelHash}`;
  for (let known = runs.get(key); known !== undefined; known = runs.get(key)) {
    if (!known.isStopping) return known.join(options, () => refusal('cancelled', path));
    await known.ended();
    if (runs.get(key) === known) runs.delete(key);
  }
  const shared = new SharedRun(({ signal: stop, onProgress }) =>
    readClaimed(file, found, tools, { signal: stop, onProgress, ocr: options.ocr === true, ...(options.password === undefined ? {} : { password: options.password }) }).finally(() => {
      if (runs.get(key) === shared) runs.delete(key);
    }),
  );
  runs.set(key, shared);
  return shared.join(options, () => refusal('cancelled', path));
}

async function readClaimed(path: string, found: Fingerprint, tools: ReadingTools, options: RunOptions): Promise<DocumentRecord> {
  const { library, network } = tools;
  const held = (): DocumentRecord | undefined => {
    const record = library.documents.find(found.hash, network.modelHash);
    return record?.state === 'ready' && !(options.ocr && lacksRecognition(library, record)) ? library.documents.touch(record.id, path) : undefined;
  };
  const already = held();
  if (already !== undefined) return already;
  const release = await claim(path, found, tools, options.signal);
  try {
    return held() ?? (await run(path, found, tools, options));
  } finally {
    release();
  }
}

/** Claims the document for this process; waits a moment for another one that is reading it. */
async function claim(path: string, found: Fingerprint, { library, network }: ReadingTools, signal: AbortSignal): Promise<() => void> {
  const until = Date.now() + claimMs;
  for (;;) {
    if (signal.aborted) throw refusal('cancelled', path);
    try {
      return library.intake.claim(found.hash, network.modelHash);
    } catch (error) {
      if (!(error instanceof InfolioError) || error.code !== 'library_locked' || Date.now() > until) throw error;
      await pause(claimLookMs);
    }
  }
}
