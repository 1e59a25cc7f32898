import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { GraphSource } from './load-graph.ts';

/** What the thread of the part before the cut is started with. */
export interface LowerStart {
  readonly graph: GraphSource;
  readonly threads: number;
  /** Numbers a token. */
  readonly width: number;
}

/** One sequence, as the graph takes it; or the end. */
export type LowerRequest =
  | { readonly id: number; readonly ids: Int32Array; readonly kinds: Int32Array; readonly positions: Int32Array; readonly place: Float32Array }
  | 'close';

export interface LowerReply {
  readonly id: number;
  /** [tokens, width]. */
  readonly inner: Float32Array;
}

/** The part of the network before the cut, which needs no memory, in a thread of its own. */
export interface Lower {
  /** Takes its place behind those begun before. Gives [tokens, width]. */
  run(sequence: Omit<Exclude<LowerRequest, 'close'>, 'id'>): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Starts the thread; bytes go over to it. Throws what onnxruntime throws if the graph cannot be loaded there. */
export async function openLower(start: LowerStart): Promise<Lower> {
  const worker = new Worker(new URL('./lower-worker.ts', import.meta.url), { workerData: start, transferList: typeof start.graph === 'string' ? [] : [start.graph.buffer as ArrayBuffer], execArgv: [], stdout: true, stderr: true });
  // Whatever a library prints there concerns nobody who reads a document.
  worker.stdout.resume();
  worker.stderr.resume();
  const waiting = new Map<number, PromiseWithResolvers<Float32Array>>();
  let ended: Error | null = null;
  const end = (error: Error): void => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const ready = Promise.withResolvers<undefined>();
  worker.on('error', end).on('error', ready.reject);
  worker.on('exit', () => {
    const error = new Error('the thread of its first part has ended');
    end(error);
    ready.reject(error);
  });
  worker.on('message', (message: LowerReply | 'ready') => {
    if (message === 'ready') {
      ready.resolve(undefined);
      return;
    }
    waiting.get(message.id)?.resolve(message.inner);
    waiting.delete(message.id);
    if (waiting.size === 0) worker.unref();
  });
  await ready.promise;
  worker.unref();
  let count = 0;
  return {
    run(sequence) {
      if (ended !== null) return Promise.reject(ended);
      const id = count++;
      const result = Promise.withResolvers<Float32Array>();
      waiting.set(id, result);
      worker.ref();
      worker.postMessage({ id, ...sequence });
      return result.promise;
    },
    async close() {
      if (ended !== null) return;
      const exit = once(worker, 'exit');
      worker.ref();
      worker.postMessage('close');
      await exit;
    },
  };
}
