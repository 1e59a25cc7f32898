import { resolve } from 'node:path';
import { InfolioError } from '../../contract/errors.ts';
import type { CheckedParamsOf, EngineMethod, EventName, EventOf, ServerMessage } from '../../contract/protocol.ts';
import { crashesOfRequest, failedStarts } from './limits.ts';
import type { EngineProcess, FromHost, HostOptions } from './messages.ts';

/** What comes back to one request: progress, then one result or one error. */
export interface Replies {
  readonly progress: (value: unknown) => void;
  readonly result: (value: unknown) => void;
  readonly error: (error: InfolioError) => void;
}

export type EventListener = <E extends EventName>(name: E, value: EventOf<E>) => void;

/** Keeps one engine process alive and everybody's requests with it. Knows nothing of what carries the messages. */
export interface Supervisor {
  /** Params must have been checked. Gives what cancels the request: it then ends with `cancelled` at once. */
  request<M extends EngineMethod>(method: M, params: CheckedParamsOf<M>, replies: Replies): () => void;
  /** Listens to the engine's events; gives back a function that stops listening. */
  onEvent(listener: EventListener): () => void;
  /** Listens to the files whose reading was going on when the last process ended, and that nobody has asked for since. */
  onInterrupted(listener: (paths: readonly string[]) => void): () => void;
  /** The last event `engine`; screens that come later are told it. */
  readonly state: EventOf<'engine'>;
  /** Starts the engine anew if the options differ; requests in flight go on in the new process. */
  configure(options: HostOptions): void;
  /** Ends the process, and every request with `engine_stopped`. */
  close(): Promise<void>;
}

interface InFlight {
  readonly method: EngineMethod;
  readonly params: unknown;
  readonly replies: Replies;
  crashes: number;
}

/**
 * Starts the engine at once and again whenever it ends. Requests in flight are sent again to the new process (every method
 * of the engine can be repeated; a reading goes on where it was), until one has lived through three crashes: it ends with
 * `engine_stopped`. A process that ends while nobody waits is started again by the next request, so that nothing loops.
 */
export function createSupervisor(spawn: (options: HostOptions) => EngineProcess, first: HostOptions): Supervisor {
  const open = new Map<number, InFlight>();
  const listeners = new Set<EventListener>();
  const interruptedListeners = new Set<(paths: readonly string[]) => void>();
  let options = first;
  let nextId = 1;
  let running: { readonly process: EngineProcess; ready: boolean; replaced: boolean } | null = null;
  let startsFailed = 0;
  let crashed = false;
  let closing: PromiseWithResolvers<undefined> | null = null;
  let state: EventOf<'engine'> = { state: 'starting', message: 'The engine starts.' };

  const emit: EventListener = (name, value) => {
    for (const listener of [...listeners]) listener(name, value);
  };
  const tell = (next: EventOf<'engine'>): void => {
    state = next;
    emit('engine', next);
  };
  const end = (id: number): InFlight | undefined => {
    const request = open.get(id);
    open.delete(id);
    return request;
  };
  const stopAll = (message: string, which: (request: InFlight) => boolean = () => true): void => {
    for (const [id, request] of [...open]) {
      if (which(request)) end(id)?.replies.error(new InfolioError('engine_stopped', message));
    }
  };

  const start = (): void => {
    const process = spawn(options);
    const mine = { process, ready: false, replaced: false };
    running = mine;
    process.onMessage((message) => {
      if (running === mine) receive(message);
    });
    process.onExit((reason) => {
      if (running !== mine) return;
      running = null;
      exited(reason, mine);
    });
    for (const [id, request] of open) process.send({ kind: 'request', id, method: request.method, params: request.params });
  };

  const exited = (reason: string, { ready, replaced }: { readonly ready: boolean; readonly replaced: boolean }): void => {
    if (closing !== null) {
      closing.resolve(undefined);
      return;
    }
    if (replaced) {
      start();
      return;
    }
    crashed = true;
    startsFailed = ready ? 0 : startsFailed + 1;
    for (const request of open.values()) request.crashes++;
    stopAll(`The engine ended ${crashesOfRequest} times while it worked on this (${reason}). Try again, or with other settings of the device.`, (request) => request.crashes >= crashesOfRequest);
    if (startsFailed >= failedStarts) {
      const message = `The engine does not start (${reason}). Try other settings of the device, or install Infolio again.`;
      stopAll(message);
      tell({ state: 'failed', message });
    } else if (open.size > 0 || !ready) {
      start();
    }
  };

  const receive = (message: FromHost): void => {
    if (message.kind === 'ready') {
      begun(message.interrupted, message.failure);
    } else if (message.kind === 'event') {
      emit(message.name, message.value as never);
    } else if (message.kind === 'progress') {
      open.get(message.id)?.replies.progress(message.value);
    } else {
      finish(message);
    }
  };

  const finish = (message: Extract<ServerMessage, { kind: 'result' | 'error' }>): void => {
    const request = end(message.id);
    if (message.kind === 'result') request?.replies.result(message.value);
    else request?.replies.error(new InfolioError(message.error.code, message.error.message));
  };

  const begun = (interrupted: readonly string[], failure: string | null): void => {
    const again = crashed;
    crashed = false;
    startsFailed = 0;
    if (running !== null) running.ready = true;
    if (failure !== null) tell({ state: 'failed', message: failure });
    else if (again) tell({ state: 'restarted', message: 'The engine had ended and was started again; readings go on where they were.' });
    else tell({ state: 'ready', message: 'The engine is ready.' });
    emit('library.changed', {});
    const asked = new Set([...open.values()].flatMap((request) => (request.method === 'documents.open' ? [resolve((request.params as CheckedParamsOf<'documents.open'>).path)] : [])));
    const left = interrupted.filter((path) => !asked.has(path));
    if (left.length > 0) for (const listener of interruptedListeners) listener(left);
  };

  start();
  return {
    request(method, params, replies) {
      const id = nextId++;
      if (closing !== null) {
        replies.error(new InfolioError('engine_stopped', 'The engine was closed.'));
        return ignore;
      }
      open.set(id, { method, params, replies, crashes: 0 });
      if (running === null) start();
      else running.process.send({ kind: 'request', id, method, params });
      return () => {
        const request = end(id);
        if (request === undefined) return;
        running?.process.send({ kind: 'cancel', id });
        request.replies.error(new InfolioError('cancelled', 'Stopped on request; what was done so far is kept.'));
      };
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onInterrupted(listener) {
      interruptedListeners.add(listener);
      return () => void interruptedListeners.delete(listener);
    },
    get state() {
      return state;
    },
    configure(next) {
      if (JSON.stringify(next) === JSON.stringify(options)) return;
      options = next;
      startsFailed = 0;
      crashed = false;
      tell({ state: 'starting', message: 'The engine starts with the new settings.' });
      if (running === null) {
        start();
      } else {
        running.replaced = true;
        running.process.kill();
      }
    },
    async close() {
      if (closing === null) {
        closing = Promise.withResolvers();
        stopAll('The engine was closed.');
        if (running === null) closing.resolve(undefined);
        else running.process.kill();
      }
      await closing.promise;
    },
  };
}

function ignore(): void {
  // Nobody waits for it.
}
