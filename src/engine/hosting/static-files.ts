import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** Vite puts a hash of the content into the names of what lies here: such a file never changes. */
const hashed = /^\/assets\/.*-[\w-]{8}\.\w+$/u;

export interface StaticFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** May be kept for good. */
  readonly immutable: boolean;
}

/**
 * A file of the built screens, whole (they are small, and inside an archive a stream would first be copied out of it), or
 * null: there is none, or the path leads out of the folder.
 *
 * @param path of the address, still percent-encoded
 */
export async function staticFile(folder: string, path: string): Promise<StaticFile | null> {
  const file = insideOf(folder, path);
  if (file === null) return null;
  try {
    return { type: types[extname(file).toLowerCase()] ?? 'application/octet-stream', bytes: await readFile(file), immutable: hashed.test(path) };
  } catch {
    return null; // a folder, or nothing at all
  }
}

function insideOf(folder: string, encoded: string): string | null {
  try {
    const path = decodeURIComponent(encoded);
    if (/[\0\\:]/u.test(path) || path.split('/').some((part) => part.startsWith('.'))) return null;
    const file = join(folder, path);
    return file.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? file : null;
  } catch {
    return null; // percent signs that encode nothing
  }
}
