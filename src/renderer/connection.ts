import type { Bridge } from '../contract/bridge.ts';
import type { Connection } from '../contract/client.ts';
import { connectSocket } from './socket.ts';
import type { LinkState } from './socket.ts';

declare global {
  interface Window {
    /** There in the desktop app only. */
    readonly infolio?: Bridge;
  }
}

/** The way to the engine, whichever shell the screens run in. */
export interface Link extends Connection {
  /** Told at once and at every change. Gives back a function that stops listening. */
  onState(listener: (state: LinkState) => void): () => void;
  /**
   * Where a file that was dropped or picked can be read by the engine: its own path in the desktop app; in a browser it
   * is handed over first.
   *
   * @throws Error if it cannot be handed over
   */
  pathOf(file: File): Promise<string>;
}

/** The desktop's bridge if there is one, else the WebSocket that `infolio serve` offers beside this page. */
export function connect(): Link {
  const bridge = window.infolio;
  if (bridge === undefined) return { ...connectSocket(new URL('./socket', location.href)), pathOf: upload };
  return {
    send: (message) => {
      bridge.send(message);
    },
    onMessage: (listener) => bridge.onMessage(listener),
    onState(listener) {
      listener('open');
      return () => undefined;
    },
    pathOf: (file) => Promise.resolve(bridge.pathForFile(file)),
  };
}

async function upload(file: File): Promise<string> {
  const response = await fetch(`./upload?name=${encodeURIComponent(file.name)}`, { method: 'POST', body: file });
  const answer: unknown = response.headers.get('content-type')?.startsWith('application/json') === true ? await response.json() : null;
  if (!response.ok) throw new Error(messageIn(answer) ?? `${file.name} could not be handed over (${response.status}).`);
  if (typeof answer === 'object' && answer !== null && 'path' in answer && typeof answer.path === 'string') return answer.path;
  throw new Error(`${file.name} could not be handed over.`);
}

function messageIn(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  if ('message' in answer && typeof answer.message === 'string') return answer.message;
  return 'error' in answer ? messageIn(answer.error) : undefined;
}
