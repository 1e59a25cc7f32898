import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { messageBytes, pingMs } from './limits.ts';

/** One screen on its WebSocket: messages are JSON texts. */
export interface ScreenSocket {
  send(message: unknown): void;
  /** Messages as they came, unchecked; what is no JSON closes the socket. */
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

export interface Sockets {
  /** Closes every socket at once. */
  close(): void;
}

const closeUnsupported = 1003;

/** Takes the server's upgrades to WebSockets; `refuse` gives the status line of those that may not be. */
export function acceptSockets(
  server: Server,
  refuse: (request: Parameters<WebSocketServer['shouldHandle']>[0]) => string | null,
  onScreen: (screen: ScreenSocket) => void,
): Sockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageBytes });
  const alive = new WeakSet<WebSocket>();

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const refusal = refuse(request);
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (screen) => {
      alive.add(screen);
      screen.on('pong', () => alive.add(screen));
      // A broken frame, or one over the limit: ws closes the socket after this.
      screen.on('error', () => undefined);
      onScreen(screenOf(screen));
    });
  });

  const pinging = setInterval(() => {
    for (const screen of sockets.clients) {
      if (!alive.delete(screen)) screen.terminate();
      else screen.ping();
    }
  }, pingMs);
  pinging.unref();

  return {
    close() {
      clearInterval(pinging);
      for (const screen of sockets.clients) screen.terminate();
      sockets.close();
    },
  };
}

function screenOf(socket: WebSocket): ScreenSocket {
  return {
    send(message) {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage(listener) {
      socket.on('message', (data: RawData, binary: boolean) => {
        const message = binary ? undefined : parsed(data);
        if (message === undefined) socket.close(closeUnsupported, 'JSON text, please');
        else listener(message.value);
      });
    },
    onClose(listener) {
      socket.on('close', listener);
    },
  };
}

function parsed(data: RawData): { readonly value: unknown } | undefined {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
  try {
    return { value: JSON.parse(bytes.toString('utf8')) };
  } catch {
    return undefined;
  }
}
