import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toInfolioError } from '../../contract/errors.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import { securityHeaders } from '../../engine/hosting/content-security-policy.ts';
import { staticFile } from '../../engine/hosting/static-files.ts';
import { foreign } from './guard.ts';
import { headersMs } from './limits.ts';
import { listen } from './listen.ts';
import { createSessions } from './sessions.ts';
import type { Sessions } from './sessions.ts';
import { acceptSockets } from './sockets.ts';
import type { ScreenSocket } from './sockets.ts';

export interface ServerOptions {
  /** Exactly this port (0: any free one), or null for the usual one or one near it. */
  readonly port: number | null;
  /** The folder of the built screens. */
  readonly screens: string;
  /** Answers GET documents/<id>/file. */
  readonly sendDocument: (id: string, request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Answers GET exports/<id>/<name>. */
  readonly sendExport: (id: string, request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Answers POST upload?name=. */
  readonly receiveUpload: (request: IncomingMessage, name: string) => Promise<{ readonly path: string }>;
  readonly onScreen: (screen: ScreenSocket) => void;
}

export interface ScreenServer {
  readonly port: number;
  /** With the token in it: whoever has this address may use the server. */
  readonly url: string;
  close(): Promise<void>;
}

const documentPath = /^\/documents\/([\w-]{1,64})\/file$/;
const exportPath = /^\/exports\/([\w-]{43})\/[^/]+$/;
const statusOf: Partial<Record<ErrorCode, number>> = {
  not_found: 404,
  not_a_file: 404,
  unreadable: 404,
  not_allowed: 403,
  bad_request: 400,
  bad_argument: 400,
  unsupported_format: 415,
  too_large: 413,
  disk_full: 507,
  cancelled: 400,
};

/** The screens, the documents' bytes and the sockets on one port of the loopback address, for whoever has the token. */
export async function startServer(options: ServerOptions): Promise<ScreenServer> {
  const server = createServer({ headersTimeout: headersMs, requestTimeout: 0 });
  const port = await listen(server, options.port);
  const sessions = createSessions(port);
  server.on('request', (request, response) => void answer(request, response, port, sessions, options));
  const sockets = acceptSockets(
    server,
    (request) => {
      if (foreign(request, port) !== null) return '403 Forbidden';
      if (pathOf(request) !== '/socket') return '404 Not Found';
      return sessions.holds(request.headers.cookie) ? null : '401 Unauthorized';
    },
    options.onScreen,
  );

  return {
    port,
    url: `http://127.0.0.1:${port}/?token=${sessions.token}`,
    close() {
      sockets.close();
      const closed = new Promise<void>((resolve) => server.close(() => { resolve(); }));
      server.closeAllConnections();
      return closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, port: number, sessions: Sessions, options: ServerOptions): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  response.setHeader('Cache-Control', 'no-store');
  try {
    const refusal = foreign(request, port);
    if (refusal !== null) sendText(response, 403, refusal);
    else if (!signIn(request, response, sessions)) await route(request, response, options);
  } catch (error) {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { code, message } = toInfolioError(error);
    // What is left of a body that is not wanted is not waited for.
    response.setHeader('Connection', 'close');
    sendJson(response, statusOf[code] ?? 500, { error: { code, message } });
  }
}

/** Exchanges the token of the address for a cookie, or turns away who has neither; false: the request may go on. */
function signIn(request: IncomingMessage, response: ServerResponse, sessions: Sessions): boolean {
  const token = pathOf(request) === '/' ? queryOf(request).get('token') : null;
  if (token !== null && sessions.isToken(token)) {
    response.writeHead(303, { Location: '/', 'Set-Cookie': sessions.begin() }).end();
    return true;
  }
  if (token === null && sessions.holds(request.headers.cookie)) return false;
  response.setHeader('Connection', 'close');
  sendText(response, 401, 'Open the address that `infolio serve` printed in the terminal; it carries the key to this page.');
  return true;
}

async function route(request: IncomingMessage, response: ServerResponse, options: ServerOptions): Promise<void> {
  const path = pathOf(request);
  if (path === '/upload') {
    if (request.method !== 'POST') sendText(response, 405, 'Files are sent here with POST.');
    else sendJson(response, 200, await options.receiveUpload(request, queryOf(request).get('name') ?? ''));
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    sendText(response, 405, 'This is read with GET.');
    return;
  }
  const document = documentPath.exec(path)?.[1];
  const exported = exportPath.exec(path)?.[1];
  if (document !== undefined) await options.sendDocument(document, request, response);
  else if (exported !== undefined) await options.sendExport(exported, request, response);
  else await sendScreens(options.screens, path, request.method === 'HEAD', response);
}

async function sendScreens(folder: string, path: string, head: boolean, response: ServerResponse): Promise<void> {
  const file = await staticFile(folder, path === '/' ? '/index.html' : path);
  if (file === null) {
    sendText(response, 404, 'There is nothing here.');
    return;
  }
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Length': file.bytes.byteLength,
    'Cache-Control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache',
  });
  response.end(head ? undefined : file.bytes);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';
}

function queryOf(request: IncomingMessage): URLSearchParams {
  return new URLSearchParams((request.url ?? '').split('?').slice(1).join('?'));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}
