import { resolve } from 'node:path';
import { createClient } from '../../contract/client.ts';
import type { Client } from '../../contract/client.ts';
import { InfolioError, toInfolioError } from '../../contract/errors.ts';
import { clientMessageSchema, engineMethods, shellMethods } from '../../contract/protocol.ts';
import type { CheckedParamsOf, EventName, EventOf, Method, ProgressOf, ResultOf, ServerMessage, ShellMethod } from '../../contract/protocol.ts';
import type { Replies, Supervisor } from './supervisor.ts';

/** The shell's end of a way to one screen. Both directions whole and in order. */
export interface ScreenConnection {
  send(message: ServerMessage): void;
  /** Messages of the screen, unchecked. Gives back a function that stops listening. */
  onMessage(listener: (message: unknown) => void): () => void;
}

/** What a handler of the shell is told beside the params. */
export interface ShellCall<M extends ShellMethod = ShellMethod> {
  /** Aborts when the screen cancels or goes away. */
  readonly signal: AbortSignal;
  /** The connection that asked: which window a dialog belongs to. The shell's own requests have one of their own. */
  readonly connection: ScreenConnection;
  readonly onProgress: (value: ProgressOf<M>) => void;
}

/** One for each of the shell's methods; they may throw InfolioErrors. */
export type ShellHandlers = {
  readonly [M in ShellMethod]: (params: CheckedParamsOf<M>, call: ShellCall<M>) => ResultOf<M> | Promise<ResultOf<M>>;
};

/** Where screens attach: it answers the shell's methods itself and hands the engine's on. */
export interface ShellServer {
  /**
   * Takes a screen on. Detaching cancels what it asked for, but not its readings: they go on until they are done or
   * somebody opens the same file and cancels that.
   */
  attach(connection: ScreenConnection): () => void;
  /** The shell's own way to call both. */
  readonly client: Client;
  /** Tells every screen. */
  broadcast<E extends EventName>(name: E, value: EventOf<E>): void;
}

export function createShellServer(supervisor: Supervisor, handlers: ShellHandlers): ShellServer {
  const screens = new Set<ScreenConnection>();
  const orphans = new Orphans();

  const broadcast: ShellServer['broadcast'] = (name, value) => {
    for (const screen of [...screens]) screen.send({ kind: 'event', name, value });
  };
  supervisor.onEvent(broadcast);
  supervisor.onInterrupted((paths) => {
    for (const path of paths) orphans.takeUp(path, (replies) => supervisor.request('documents.open', { path }, replies));
  });

  const attachAs = (kind: 'screen' | 'shell', connection: ScreenConnection): (() => void) => {
    screens.add(connection);
    const requests = new Map<number, Underway>();
    const end = (id: number, message: ServerMessage): void => {
      // One that has ended already, or whose screen is gone, is told nothing more.
      if (requests.delete(id)) connection.send(message);
    };
    const repliesTo = (id: number): Replies => ({
      progress: (value) => {
        if (requests.has(id)) connection.send({ kind: 'progress', id, value });
      },
      result: (value) => {
        end(id, { kind: 'result', id, value });
      },
      error: ({ code, message }) => {
        end(id, { kind: 'error', id, error: { code, message } });
      },
    });
    const begin = (id: number, method: Method, raw: unknown): void => {
      const refuse = (message: string): void => {
        connection.send({ kind: 'error', id, error: { code: 'bad_request', message } });
      };
      if (requests.has(id)) {
        refuse(`There is a request ${id} already; use each id once.`);
        return;
      }
      if (kind === 'screen' && shellsOwn.has(method)) {
        connection.send({ kind: 'error', id, error: { code: 'not_allowed', message: `${method} is not for screens: it would let a page write files where it likes.` } });
        return;
      }
      const params = checked(method, raw);
      if (params instanceof InfolioError) {
        refuse(params.message);
        return;
      }
      const replies = repliesTo(id);
      // Entered first: a handler may answer before it returns.
      const underway: Underway = { method, path: method === 'documents.open' ? resolve((params as { readonly path: string }).path) : null, cancel: () => undefined };
      requests.set(id, underway);
      underway.cancel = isShellMethod(method)
        ? answer(handlers[method] as Handler, params, connection, replies)
        : supervisor.request(method, params as never, underway.path === null ? replies : orphans.watched(underway, replies));
    };
    const stop = connection.onMessage((raw) => {
      const parsed = clientMessageSchema.safeParse(raw);
      if (!parsed.success) {
        const id = requestIdOf(raw);
        if (id !== null) connection.send({ kind: 'error', id, error: { code: 'bad_request', message: 'The message is no request that Infolio knows; this version of the screen may not fit the engine.' } });
      } else if (parsed.data.kind === 'request') {
        begin(parsed.data.id, parsed.data.method, parsed.data.params);
      } else {
        const underway = requests.get(parsed.data.id);
        underway?.cancel();
        if (underway?.path != null) orphans.cancel(underway.path);
      }
    });
    connection.send({ kind: 'event', name: 'engine', value: supervisor.state });
    return () => {
      if (!screens.delete(connection)) return;
      stop();
      const left = [...requests.values()];
      requests.clear();
      for (const underway of left) {
        if (underway.path === null) underway.cancel();
        else orphans.adopt(underway);
      }
    };
  };

  return { attach: (connection) => attachAs('screen', connection), client: ownClient((connection) => attachAs('shell', connection)), broadcast };
}

/** Methods of the engine that the shell asks for itself and that no screen may ask for. */
const shellsOwn: ReadonlySet<Method> = new Set<Method>(['export.write']);

interface Underway {
  readonly method: Method;
  /** Of a reading: its file. */
  readonly path: string | null;
  cancel: () => void;
}

/** Readings that no screen waits for: theirs has gone, or they were going on when the engine's process or the app ended. */
class Orphans {
  readonly #left = new Set<Underway>();

  adopt(underway: Underway): void {
    this.#left.add(underway);
  }

  takeUp(path: string, begin: (replies: Replies) => () => void): void {
    const underway: Underway = { method: 'documents.open', path, cancel: () => undefined };
    this.#left.add(underway);
    const nothing = (): void => undefined;
    underway.cancel = begin(this.watched(underway, { progress: nothing, result: nothing, error: nothing }));
  }

  /** Somebody else no longer wants the file read. */
  cancel(path: string): void {
    for (const underway of [...this.#left]) if (underway.path === path) underway.cancel();
  }

  /** The replies, and the orphan forgotten when the last has come. */
  watched(underway: Underway, replies: Replies): Replies {
    return {
      progress: replies.progress,
      result: (value) => {
        this.#left.delete(underway);
        replies.result(value);
      },
      error: (error) => {
        this.#left.delete(underway);
        replies.error(error);
      },
    };
  }
}

type Handler = (params: unknown, call: { readonly signal: AbortSignal; readonly connection: ScreenConnection; readonly onProgress: (value: unknown) => void }) => unknown;

/** Runs a handler of the shell; gives what cancels it. */
function answer(handler: Handler, params: unknown, connection: ScreenConnection, replies: Replies): () => void {
  const controller = new AbortController();
  Promise.resolve()
    .then(() => handler(params, { signal: controller.signal, connection, onProgress: replies.progress }))
    .then(replies.result, (error: unknown) => {
      replies.error(toInfolioError(error));
    });
  return () => {
    controller.abort();
    replies.error(new InfolioError('cancelled', 'Stopped on request.'));
  };
}

function isShellMethod(method: Method): method is ShellMethod {
  return Object.hasOwn(shellMethods, method);
}

/** The params with their defaults, or what is wrong with them. */
function checked(method: Method, raw: unknown): unknown {
  const schema = isShellMethod(method) ? shellMethods[method].params : engineMethods[method].params;
  const parsed = schema.safeParse(raw ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return new InfolioError('bad_request', `${method} was asked for wrongly: ${issue === undefined ? 'its params' : [issue.path.join('.'), issue.message].filter((part) => part !== '').join(': ')}.`);
}

/** The id of something that is meant to be a request. */
function requestIdOf(raw: unknown): number | null {
  if (typeof raw !== 'object' || raw === null || !('id' in raw) || !('kind' in raw) || raw.kind !== 'request') return null;
  return typeof raw.id === 'number' && Number.isSafeInteger(raw.id) && raw.id >= 0 ? raw.id : null;
}

function ownClient(attach: (connection: ScreenConnection) => () => void): Client {
  const toShell = new Set<(message: unknown) => void>();
  const toClient = new Set<(message: unknown) => void>();
  const carry = (listeners: ReadonlySet<(message: unknown) => void>) => (message: unknown) => {
    for (const listener of [...listeners]) listener(message);
  };
  const listen = (listeners: Set<(message: unknown) => void>) => (listener: (message: unknown) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const client = createClient({ send: carry(toShell), onMessage: listen(toClient) });
  attach({ send: carry(toClient), onMessage: listen(toShell) });
  return client;
}
