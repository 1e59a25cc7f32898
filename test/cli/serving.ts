import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { createClient } from '../../src/contract/client.ts';
import type { Client } from '../../src/contract/client.ts';

const startedSchema = z.object({ url: z.string(), port: z.number() });

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** The real `infolio serve` in a process of its own, with settings and a library of its own. */
export async function serving(home = mkdtempSync(join(tmpdir(), 'infolio-serving-')), ...more: readonly string[]) {
  const env = { ...process.env, INFOLIO_HOME: home, INFOLIO_LIBRARY: '' };
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', resolve(import.meta.dirname, '../../src/cli/infolio.ts'), 'serve', '--port', '0', '--json', '--precision', 'int8', ...more],
    { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  const ended = new Promise<number | null>((done) => child.on('exit', done));
  const line = await new Promise<string>((done, failed) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\n')) done(text);
    });
    child.on('exit', () => {
      failed(new Error(`serve ended: ${errors}`));
    });
  });
  const { url, port } = startedSchema.parse(JSON.parse(line));
  const origin = `http://127.0.0.1:${port}`;

  /** One request as any program could make it: nothing is added, nothing is tidied up. */
  const ask = (path: string, { method = 'GET', headers = {}, body }: Asked = {}) =>
    new Promise<Reply>((done, failed) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          done({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
        });
        response.on('error', failed);
      });
      sent.on('error', failed);
      sent.end(body);
    });

  const signIn = async (): Promise<string> => {
    const { pathname, search } = new URL(url);
    const [cookie = ''] = (await ask(pathname + search)).headers['set-cookie'] ?? [];
    return cookie.split(';', 1)[0] ?? '';
  };

  const socket = (headers: Readonly<Record<string, string>>): WebSocket => new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers });

  return {
    home,
    url,
    port,
    origin,
    pid: child.pid ?? 0,
    ask,
    signIn,
    socket,
    /** A screen on a socket of its own. */
    screen: (cookie: string) => screenOn(socket({ cookie, origin })),
    errors: () => errors,
    /** As Ctrl-C does; gives the exit code and the milliseconds it took. */
    async stop(): Promise<{ readonly code: number | null; readonly ms: number }> {
      const from = performance.now();
      if (child.exitCode === null) child.kill('SIGINT');
      return { code: await ended, ms: performance.now() - from };
    },
  };
}

export type Serving = Awaited<ReturnType<typeof serving>>;

/** The status with which a socket was turned away, or 101 if it was let in. */
export function upgradeStatus(socket: WebSocket): Promise<number> {
  return new Promise((done) => {
    socket.on('open', () => {
      socket.close();
      done(101);
    });
    socket.on('unexpected-response', (_request, response) => {
      socket.terminate();
      done(response.statusCode ?? 0);
    });
    socket.on('error', () => undefined);
  });
}

async function screenOn(socket: WebSocket): Promise<{ readonly client: Client; readonly socket: WebSocket }> {
  const listeners = new Set<(message: unknown) => void>();
  socket.on('message', (data: Buffer) => {
    for (const listener of listeners) listener(JSON.parse(data.toString('utf8')));
  });
  const client = createClient({
    send: (message) => {
      socket.send(JSON.stringify(message));
    },
    onMessage(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });
  await new Promise((done, failed) => {
    socket.on('open', done);
    socket.on('error', failed);
  });
  return { client, socket };
}
