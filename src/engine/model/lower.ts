import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { GraphSource } from './load-graph.ts';

/** What the thread of the part before the cut is started with. */
export interface LowerStart {
  readonly lower: GraphSource;
  readonly middle: GraphSource;
  readonly threads: number;
}

/** One sequence, as the lower graph takes it, and whether the middle one is to follow. */
export interface LowerSequence {
  readonly ids: Int32Array;
  readonly kinds: Int32Array;
  readonly positions: Int32Array;
  readonly place: Float32Array;
  readonly middle: boolean;
}

export type LowerRequest = (LowerSequence & { readonly id: number }) | 'close';

/** What the last graph gave, [tokens, width], or why there is nothing. */
export type LowerReply = { readonly id: number; readonly inner: Float32Array } | { readonly id: number; readonly error: string };

/** The parts of the network that need no memory, in a thread of their own. */
export interface Lower {
  /** Takes its place behind those begun before. Gives [tokens, width]. */
  run(sequence: LowerSequence): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Starts the thread; bytes of graphs go over to it. Throws what onnxruntime throws if one cannot be loaded there. */
export async function openLower(start: LowerStart): Promise<Lower> {
  // A part of a larger buffer is copied: others have the rest.
  const transferList = [start.lower, start.middle].flatMap((graph) => (typeof graph !== 'string' && graph.buffer instanceof ArrayBuffer && graph.buffer.byteLength === graph.byteLength ? [graph.buffer] : []));
  const worker = new Worker(new URL('./lower-worker.ts', import.meta.url), { workerData: start, transferList, execArgv: [], stdout: true, stderr: true });
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
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) asked?.reject(new Error(message.error));
    else asked?.resolve(message.inner);
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
