import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import type { OutlineEntry, PageContent } from '../../../src/contract/page.ts';
import type { LibraryDocument, PageSize } from '../../../src/contract/protocol.ts';
import { securityHeaders } from '../../../src/engine/hosting/content-security-policy.ts';
import { documentFile } from '../../../src/engine/hosting/document-file.ts';
import { openDocument } from '../../../src/engine/pdf/index.ts';
import { pdfAssets } from '../../../src/renderer/viewer/assets.ts';

/** A document that the harness serves: read by the engine's own reader, without a model. */
export interface Served {
  readonly document: LibraryDocument;
  /** Where its bytes come from; a path that is not there is a file that has moved. */
  readonly file: string;
  readonly rows: readonly PageSize[];
  readonly pages: readonly PageContent[];
  readonly text: string;
  readonly outline: readonly OutlineEntry[];
}

/** Reads a file for the harness. `file` may name another place for its bytes. */
export async function served(id: string, path: string, file = path): Promise<Served> {
  await using source = await openDocument(path);
  const pages: PageContent[] = [];
  const rows: PageSize[] = [];
  let text = '';
  for await (const page of source.pages()) {
    if ('failed' in page) continue;
    pages.push(page);
    rows.push({ page: page.page, label: page.label, width: page.width, height: page.height, start: text.length, end: text.length + page.text.length });
    text += `${page.text}\n\n`;
  }
  return { document: documentOf(id, path, source.kind, source.pageCount), file, rows, pages, text, outline: source.outline };
}

/** A document of which nothing was read. */
export function unread(id: string, file: string, kind = 'pdf'): Served {
  return { document: documentOf(id, file, kind, 0), file, rows: [], pages: [], text: '', outline: [] };
}

function documentOf(id: string, file: string, kind: string, pages: number): LibraryDocument {
  return {
    id, title: id, kind, file, state: 'ready', failure: null, pages, pagesRead: pages, failedPages: [], words: 0, tokens: 0, segments: 0, bytes: 0, addedAt: 0,
    readAt: 0, openedAt: 0,
  };
}

/** Builds the harness into a folder, as the app's screens are built. */
export async function buildHarness(outDir: string): Promise<void> {
  await build({
    root: join(import.meta.dirname, '../../renderer/viewer/harness'),
    configFile: false,
    base: './',
    logLevel: 'error',
    plugins: [svelte({ configFile: false }), pdfAssets()],
    build: { outDir, emptyOutDir: true, target: 'chrome130', assetsInlineLimit: 0, modulePreload: { polyfill: false }, minify: false, chunkSizeWarningLimit: 8_000 },
  });
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm',
};

export interface HarnessServer extends AsyncDisposable {
  readonly url: string;
  /** What the screens kept: states and thumbnails by key. */
  readonly kept: Map<string, unknown>;
  /** Bytes of documents sent so far. */
  bytes(): number;
}

/** Serves the built harness under the app's own security headers, with the documents behind it. */
export async function serveHarness(folder: string, documents: readonly Served[]): Promise<HarnessServer> {
  const kept = new Map<string, unknown>();
  let sent = 0;
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => {
      response.writeHead(500).end();
    });
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = /^\/documents\/([^/]+)\/file$/u.exec(path)?.[1];
    if (file !== undefined) {
      const { status, headers, stream } = await documentFile(documents.find((own) => own.document.id === file)?.file ?? '', { method: 'GET', range: request.headers.range ?? null });
      sent += Number(headers['content-length'] ?? 0);
      response.writeHead(status, { ...securityHeaders, ...headers });
      if (stream === null) response.end();
      else stream.pipe(response);
    } else if (path === '/documents.json') {
      response.writeHead(200, securityHeaders).end(JSON.stringify(documents.map((own) => own.document)));
    } else if (path === '/rpc') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const message = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { readonly id: number; readonly method: string; readonly params: Record<string, unknown> };
      response.writeHead(200, securityHeaders).end(JSON.stringify({ kind: 'result', id: message.id, value: result(message.method, message.params) }));
    } else {
      const target = join(folder, normalize(path === '/' ? '/index.html' : path));
      const body = await readFile(target).catch(() => null);
      response.writeHead(body === null ? 404 : 200, { ...securityHeaders, 'Content-Type': types[extname(target)] ?? 'application/octet-stream' }).end(body);
    }
  };

  const result = (method: string, params: Record<string, unknown>): unknown => {
    const own = documents.find(({ document }) => document.id === params['document']);
    switch (method) {
      case 'documents.pages':
        return own?.rows ?? [];
      case 'documents.pageContent':
        return own?.pages.find((page) => page.page === params['page']) ?? null;
      case 'documents.text':
        return { text: own?.text.slice(Number(params['start']), Number(params['end'])) ?? '' };
      case 'documents.outline':
        return own?.outline ?? [];
      case 'documents.thumbnail':
        return { image: kept.get(`thumbnail.${String(params['document'])}`) ?? null };
      case 'documents.keepThumbnail':
        kept.set(`thumbnail.${String(params['document'])}`, params['image']);
        return {};
      case 'state.get':
        return { value: kept.get(String(params['key'])) ?? null };
      case 'state.set':
        kept.set(String(params['key']), params['value']);
        return {};
      default:
        throw new Error(`The harness does not answer ${method}.`);
    }
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    kept,
    bytes: () => sent,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
