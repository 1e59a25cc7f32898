import type { ReadingProgress } from '../../contract/document.ts';
import type { DocumentRecord } from '../library/index.ts';

export interface Caller {
  readonly signal?: AbortSignal;
  /** Told with the id of the document that is being read. */
  readonly onProgress?: (progress: ReadingProgress, document: string) => void;
}

/** One reading that several callers wait for. It stops when the last of them no longer wants it. */
export class SharedRun {
  readonly #controller = new AbortController();
  readonly #callers = new Set<Caller>();
  readonly #result: Promise<DocumentRecord>;

  constructor(start: (options: { readonly signal: AbortSignal; readonly onProgress: (progress: ReadingProgress, document: string) => void }) => Promise<DocumentRecord>) {
    const onProgress = (progress: ReadingProgress, document: string): void => {
      for (const caller of this.#callers) caller.onProgress?.(progress, document);
    };
    // Not before the first caller has joined.
    this.#result = Promise.resolve().then(() => start({ signal: this.#controller.signal, onProgress }));
    this.#result.catch(() => undefined);
  }

  /** True once nobody wants it any more: it is about to end as cancelled. */
  get isStopping(): boolean {
    return this.#controller.signal.aborted;
  }

  /** When it has ended, however it did. */
  async ended(): Promise<void> {
    await this.#result.catch(() => undefined);
  }

  /** The result. A caller that cancels leaves at once if others go on waiting, else when the run has stopped. */
  join(caller: Caller, cancelled: () => Error): Promise<DocumentRecord> {
    this.#callers.add(caller);
    const { promise: left, reject } = Promise.withResolvers<never>();
    const leave = (): void => {
      if (!this.#callers.delete(caller)) return;
      if (this.#callers.size === 0) this.#controller.abort(caller.signal?.reason);
      else reject(cancelled());
    };
    caller.signal?.addEventListener('abort', leave, { once: true });
    if (caller.signal?.aborted === true) leave();
    return Promise.race([this.#result, left]).finally(() => {
      caller.signal?.removeEventListener('abort', leave);
      this.#callers.delete(caller);
    });
  }
}
