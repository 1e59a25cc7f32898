import { Readable } from 'node:stream';
import { securityHeaders } from '../engine/hosting/content-security-policy.ts';
import type { FileAnswer, FileRequest } from '../engine/hosting/index.ts';
import { isOwn, scheme } from './addresses.ts';
import { staticFile } from '../engine/hosting/static-files.ts';

/** What `app://` must be registered as, before the app is ready: a secure origin with paths, fetch and streams. */
export const privilegedScheme = {
  scheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
} as const;

export interface AppProtocolOptions {
  /** The built screens. */
  readonly rendererFolder: string;
  /** The file of a document, or a part of it; may throw where the document is unknown. */
  readonly documentFile: (document: string, request: FileRequest) => Promise<FileAnswer>;
}

const documentPath = /^\/documents\/([\w-]{1,64})\/file$/u;

/** Answers `app://infolio/...`: the screens' files, and the documents' bytes under documents/ID/file. Nothing else. */
export function appProtocol({ rendererFolder, documentFile }: AppProtocolOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    const { method } = request;
    if (!isOwn(url)) return refused(403);
    if (method !== 'GET' && method !== 'HEAD') return refused(405);
    const [, document] = documentPath.exec(url.pathname) ?? [];
    if (document !== undefined) {
      try {
        const { status, headers, stream } = await documentFile(document, { method, range: request.headers.get('range') });
        return new Response(stream === null ? null : webStream(stream), { status, headers: { ...headers, ...securityHeaders } });
      } catch {
        return refused(404);
      }
    }
    const file = await staticFile(rendererFolder, url.pathname === '/' ? '/index.html' : url.pathname);
    if (file === null) return refused(404);
    const headers = { 'content-type': file.type, 'content-length': String(file.bytes.byteLength), 'cache-control': 'no-cache', ...securityHeaders };
    return new Response(method === 'HEAD' ? null : file.bytes, { headers });
  };
}

function refused(status: 403 | 404 | 405): Response {
  return new Response(null, { status, headers: securityHeaders });
}

/** Node's stream as the web's; a reader that goes away ends it. */
function webStream(stream: Readable): ReadableStream<Uint8Array<ArrayBuffer>> {
  return Readable.toWeb(stream) as ReadableStream<Uint8Array<ArrayBuffer>>;
}
