import type { Connection } from '../contract/client.ts';
import type { ClientMessage, Method } from '../contract/protocol.ts';

export type LinkState = 'connecting' | 'open' | 'lost';

/** Requests that would do their work twice if they were sent again. */
const notTwice: ReadonlySet<Method> = new Set<Method>(['collections.create', 'notes.add', 'app.print', 'app.openExternal', 'app.pickFiles']);

/** Milliseconds before the next attempt; the last one stays. */
const pauses = [250, 500, 1_000, 2_000, 4_000];

export interface Socket {
  send(data: string): void;
  close(): void;
  addEventListener(type: 'open' | 'close', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

export interface SocketLink extends Connection {
  onState(listener: (state: LinkState) => void): () => void;
}

/**
 * Messages over a WebSocket that comes back by itself. What was asked and not yet answered is asked again on the new
 * socket; what must not be done twice ends with an error instead.
 */
export function connectSocket(address: URL, open: (url: URL) => Socket = openWebSocket): SocketLink {
  const unanswered = new Map<number, Extract<ClientMessage, { kind: 'request' }>>();
  const listeners = new Set<(message: unknown) => void>();
  const stateListeners = new Set<(state: LinkState) => void>();
  let socket: Socket | undefined;
  let state: LinkState = 'connecting';
  let attempts = 0;

  const url = new URL(address);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';

  const become = (next: LinkState): void => {
    if (state === next) return;
    state = next;
    for (const listener of stateListeners) listener(next);
  };
  const tell = (message: unknown): void => {
    for (const listener of listeners) listener(message);
  };

  const start = (): void => {
    const opening = open(url);
    opening.addEventListener('open', () => {
      socket = opening;
      attempts = 0;
      become('open');
      for (const message of unanswered.values()) opening.send(JSON.stringify(message));
    });
    opening.addEventListener('message', ({ data }) => {
      if (typeof data !== 'string') return;
      const message = parse(data);
      const id = answeredBy(message);
      if (id !== undefined) unanswered.delete(id);
      tell(message);
    });
    opening.addEventListener('close', () => {
      const wasOpen = socket === opening;
      socket = undefined;
      if (wasOpen) giveUpWhatMustNotBeDoneTwice();
      become('lost');
      setTimeout(start, pauses[Math.min(attempts, pauses.length - 1)]);
      attempts += 1;
    });
  };

  const giveUpWhatMustNotBeDoneTwice = (): void => {
    for (const [id, { method }] of unanswered) {
      if (!notTwice.has(method)) continue;
      unanswered.delete(id);
      tell({ kind: 'error', id, error: { code: 'engine_stopped', message: 'The connection was lost meanwhile; look whether it was done, and try again.' } });
    }
  };

  start();
  return {
    send(message) {
      if (message.kind === 'request') unanswered.set(message.id, message);
      else if (socket === undefined && unanswered.delete(message.id)) {
        queueMicrotask(() => {
          tell({ kind: 'error', id: message.id, error: { code: 'cancelled', message: 'Stopped on request; what was done so far is kept.' } });
        });
      }
      socket?.send(JSON.stringify(message));
    },
    onMessage(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onState(listener) {
      stateListeners.add(listener);
      listener(state);
      return () => void stateListeners.delete(listener);
    },
  };
}

function openWebSocket(url: URL): Socket {
  return new WebSocket(url);
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

/** The id of the request that a message ends. */
function answeredBy(message: unknown): number | undefined {
  if (typeof message !== 'object' || message === null || !('kind' in message) || !('id' in message)) return undefined;
  return (message.kind === 'result' || message.kind === 'error') && typeof message.id === 'number' ? message.id : undefined;
}
