import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';

/** A document's file as an answer to an HTTP request. */
export interface FileAnswer {
  /** 200, 206, 404 or 416. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes; null where there are none to send. Whoever does not read it to its end destroys it. */
  readonly stream: Readable | null;
}

export interface FileRequest {
  readonly method: 'GET' | 'HEAD';
  /** The request's Range header, if it has one. */
  readonly range?: string | null;
}

const types: Readonly<Record<string, string>> = {
  '.txt': 'text/plain; charset=utf-8',
  '.text': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.markdown': 'text/markdown; charset=utf-8',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.epub': 'application/epub+zip',
  // As pages they could run scripts of their own.
  '.html': 'application/octet-stream',
  '.htm': 'application/octet-stream',
  '.xhtml': 'application/octet-stream',
};

/**
 * The bytes of a document's file, or the part that a Range header asks for (one range; more than one is answered with the
 * whole, as RFC 9110 allows). Whatever has no other name is a PDF. Nothing of it runs in a browser: the type is never
 * guessed, and is none that a browser would execute.
 */
export async function documentFile(file: string, { method, range = null }: FileRequest): Promise<FileAnswer> {
  const found = await stat(file).catch(() => null);
  if (found?.isFile() !== true) return { status: 404, headers: { 'content-length': '0' }, stream: null };
  const size = found.size;
  const headers = {
    'content-type': types[extname(file).toLowerCase()] ?? 'application/pdf',
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  const wanted = rangeOf(range, size);
  if (wanted === 'unsatisfiable') return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}`, 'content-length': '0' }, stream: null };
  const { start, end } = wanted ?? { start: 0, end: size - 1 };
  const length = end - start + 1;
  return {
    status: wanted === null ? 200 : 206,
    headers: { ...headers, 'content-length': String(length), ...(wanted === null ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }) },
    stream: method === 'HEAD' || length === 0 ? null : createReadStream(file, { start, end }),
  };
}

interface ByteRange {
  readonly start: number;
  /** The last byte, included. */
  readonly end: number;
}

/** What a Range header asks for; null for the whole file. */
function rangeOf(header: string | null, size: number): ByteRange | 'unsatisfiable' | null {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/u.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  if (first === '') {
    const suffix = Number(last);
    return suffix === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - suffix), end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return null;
  return start >= size ? 'unsatisfiable' : { start, end };
}
