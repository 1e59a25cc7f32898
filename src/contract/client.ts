import { InfolioError } from './errors.ts';
import { events, methods, serverMessageSchema } from './protocol.ts';
import type { ClientMessage, EventName, EventOf, Method, ParamsOf, ProgressOf, ResultOf } from './protocol.ts';

/** One way to carry messages: both ends see them whole and in order. */
export interface Connection {
  send(message: ClientMessage): void;
  /** Messages from the other end, unchecked. Gives back a function that stops listening. */
  onMessage(listener: (message: unknown) => void): () => void;
}

export interface RequestOptions<M extends Method> {
  /** Asks the other end to stop; the request then fails with `cancelled` once it has. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (value: ProgressOf<M>) => void;
}

/** The typed way to call the engine, over any connection. */
export interface Client {
  /** @throws InfolioError what the other end reported, or `bad_request` if its result breaks the schema. */
  request<M extends Method>(method: M, params: ParamsOf<M>, options?: RequestOptions<M>): Promise<ResultOf<M>>;
  /** Listens to an event; gives back a function that stops listening. */
  on<E extends EventName>(name: E, listener: (value: EventOf<E>) => void): () => void;
  /** Ends every open request with `engine_stopped`. */
  close(): void;
}

interface Open {
  readonly method: Method;
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((value: never) => void) | undefined;
  readonly done: () => void;
}

export function createClient(connection: Connection): Client {
  const open = new Map<number, Open>();
  const listeners = new Map<EventName, Set<(value: never) => void>>();
  let nextId = 1;

  const end = (id: number): Open | undefined => {
    const request = open.get(id);
    open.delete(id);
    request?.done();
    return request;
  };

  const stop = connection.onMessage((raw) => {
    const parsed = serverMessageSchema.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.kind === 'event') {
      const value = events[message.name].safeParse(message.value);
      if (value.success) for (const listener of listeners.get(message.name) ?? []) listener(value.data as never);
    } else if (message.kind === 'progress') {
      const request = open.get(message.id);
      const value = request === undefined ? undefined : methods[request.method].progress.safeParse(message.value);
      if (value?.success === true) request?.onProgress?.(value.data as never);
    } else if (message.kind === 'error') {
      end(message.id)?.reject(new InfolioError(message.error.code, message.error.message));
    } else {
      const request = end(message.id);
      if (request === undefined) return;
      const value = methods[request.method].result.safeParse(message.value);
      if (value.success) request.resolve(value.data as never);
      else request.reject(new InfolioError('bad_request', `The answer to ${request.method} breaks its schema; this is a defect.`, { cause: value.error }));
    }
  });

  return {
    request(method, params, options = {}) {
      const { signal } = options;
      const id = nextId++;
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(new InfolioError('cancelled', 'Stopped on request; what was done so far is kept.'));
          return;
        }
        const cancel = (): void => {
          connection.send({ kind: 'cancel', id });
        };
        signal?.addEventListener('abort', cancel, { once: true });
        const done = (): void => signal?.removeEventListener('abort', cancel);
        open.set(id, { method, resolve, reject, onProgress: options.onProgress, done });
        connection.send({ kind: 'request', id, method, params });
      });
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => void set.delete(listener);
    },
    close() {
      stop();
      for (const id of [...open.keys()]) end(id)?.reject(new InfolioError('engine_stopped', 'The connection to the engine was closed.'));
    },
  };
}
