import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PageContent, PageFailure } from '../../contract/page.ts';
import type { Opened, PageRequest, WorkerMessage, WorkerStart } from './extract/worker-messages.ts';
import type { Limits } from './limits.ts';
import { refusal } from './refusals.ts';

type Failed = PageFailure['failed'];

export interface ExtractorOptions {
  readonly password: string | null;
  /** Pages without text are recognised. */
  readonly ocr: boolean;
}

/** How a wait for the worker ended. */
type Outcome = { readonly kind: 'message'; readonly message: Exclude<WorkerMessage, { kind: 'step' }> } | { readonly kind: 'lost'; readonly page: number | null; readonly failed: Failed };

/**
 * A PDF open in a worker thread. A page that takes too long or too much memory costs the worker its life: a new one
 * goes on without that page. Requests are answered one after the other.
 */
export class Extractor {
  readonly #path: string;
  readonly #password: string | null;
  readonly #limits: Limits;
  readonly #ocr: boolean;
  readonly #lost = new Map<number, Failed>();
  #worker: Worker | null = null;
  #opened: Opened | null = null;
  #tail: Promise<unknown> = Promise.resolve();
  #nextId = 1;
  #closed = false;

  private constructor(path: string, { password, ocr }: ExtractorOptions, limits: Limits) {
    this.#path = path;
    this.#password = password;
    this.#ocr = ocr;
    this.#limits = limits;
  }

  /** Starts a worker and opens the file in it. Throws `encrypted`, `wrong_password`, `not_a_pdf`, `damaged_pdf`, `timed_out`, `out_of_memory` or `cancelled`. */
  static async open(path: string, options: ExtractorOptions, limits: Limits, signal?: AbortSignal): Promise<{ readonly extractor: Extractor; readonly opened: Opened }> {
    if (signal?.aborted === true) throw refusal('cancelled', path);
    const extractor = new Extractor(path, options, limits);
    const onAbort = (): void => void extractor.close();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await extractor.#start();
    } catch (error) {
      await extractor.close();
      throw error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
    if (extractor.#opened === null) throw refusal('internal', path);
    return { extractor, opened: extractor.#opened };
  }

  /** One page, or why it could not be read. Throws `cancelled` if the signal aborts before its turn, or on `close`. */
  read(page: number, signal: AbortSignal): Promise<PageContent | PageFailure> {
    const turn = this.#tail.then(() => {
      if (signal.aborted || this.#closed) throw refusal('cancelled', this.#path);
      return this.#read(page);
    });
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  async #read(page: number): Promise<PageContent | PageFailure> {
    for (;;) {
      const failed = this.#lost.get(page);
      if (failed !== undefined) return this.#failure(page, failed);
      const worker = this.#worker ?? (await this.#start());
      worker.ref();
      const request: PageRequest = { id: this.#nextId++, page };
      const outcome = this.#outcome(worker, this.#limits.pageMs, page);
      worker.postMessage(request);
      const ended = await outcome;
      worker.unref();
      if (ended.kind === 'lost') {
        this.#lost.set(ended.page ?? page, ended.failed);
        this.#worker = null;
        await worker.terminate();
      } else if (ended.message.kind === 'page') {
        return ended.message.content;
      } else if (ended.message.kind === 'page-failed') {
        return this.#failure(page, ended.message.failed);
      }
    }
  }

  #failure(page: number, failed: Failed): PageFailure {
    const label = this.#opened?.labels?.[page - 1]?.trim() ?? '';
    return { page, label: label === '' ? String(page) : label, failed };
  }

  async #start(): Promise<Worker> {
    const { outlineEntries, recognisers, recogniseMs } = this.#limits;
    const recognition = this.#ocr ? { threads: recognisers, pageMs: recogniseMs } : null;
    const start: WorkerStart = { path: this.#path, password: this.#password, outlineEntries, recognition, lost: [...this.#lost.keys()] };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: start,
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.workerHeapMiB, maxYoungGenerationSizeMb: this.#limits.workerYoungMiB },
    });
    // Whatever a library prints there concerns nobody who reads a document.
    worker.stdout.resume();
    worker.stderr.resume();
    worker.on('error', () => undefined);
    this.#worker = worker;
    const outcome = await this.#outcome(worker, this.#limits.openMs, null);
    if (outcome.kind === 'message' && outcome.message.kind === 'opened') {
      this.#opened = outcome.message.opened;
      worker.unref();
      return worker;
    }
    this.#worker = null;
    await worker.terminate();
    if (outcome.kind === 'message' && outcome.message.kind === 'refused') throw refusal(outcome.message.code, this.#path, outcome.message.reason);
    if (outcome.kind === 'lost' && outcome.failed.code !== 'page_failed') throw refusal(outcome.failed.code, this.#path);
    throw refusal('damaged_pdf', this.#path, outcome.kind === 'lost' ? outcome.failed.message : undefined);
  }

  /** Waits for the worker's answer, for its end, or for `limit` milliseconds without a step forward. */
  #outcome(worker: Worker, limit: number, requested: number | null): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    let step = requested;
    const where = (): string => (step === null ? basename(this.#path) : `Page ${step}`);
    const onTime = (): void => {
      resolve({ kind: 'lost', page: step, failed: { code: 'timed_out', message: `${where()} took longer than ${limit / 1000} s and was left out.` } });
    };
    let timer = setTimeout(onTime, limit);
    const onMessage = (message: WorkerMessage): void => {
      if (message.kind !== 'step') {
        resolve({ kind: 'message', message });
        return;
      }
      step = message.page;
      clearTimeout(timer);
      timer = setTimeout(onTime, limit);
    };
    const onError = (error: Error & { readonly code?: unknown }): void => {
      const failed: Failed =
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? { code: 'out_of_memory', message: `${where()} needs more than ${this.#limits.workerHeapMiB} MiB of memory and was left out.` }
          : { code: 'page_failed', message: `${where()} could not be read: ${error.message.split('\n', 1)[0] ?? ''}.` };
      resolve({ kind: 'lost', page: step, failed });
    };
    const onExit = (): void => {
      if (this.#closed) reject(refusal('cancelled', this.#path));
      else resolve({ kind: 'lost', page: step, failed: { code: 'page_failed', message: `${where()} could not be read: its reader ended.` } });
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    return promise.finally(() => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
    });
  }
}
