import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** Vite puts a hash of the content into the names of what lies here: such a file never changes. */
const hashed = /^\/assets\/.*-[\w-]{8}\.\w+$/;

/**
 * Sends a file of `folder`, and says whether there was one. `path` is the request's path, still percent-encoded. What
 * leads out of the folder, by dots or by a link, is not there.
 */
export async function sendStatic(folder: string, path: string, head: boolean, response: ServerResponse): Promise<boolean> {
  const file = await fileOf(folder, path === '/' ? '/index.html' : path);
  if (file === null) return false;
  response.writeHead(200, {
    'Content-Type': types[extname(file.path)] ?? 'application/octet-stream',
    'Content-Length': file.size,
    'Cache-Control': hashed.test(path) ? 'private, max-age=31536000, immutable' : 'no-cache',
  });
  if (head) response.end();
  else await pipeline(createReadStream(file.path), response);
  return true;
}

async function fileOf(folder: string, encoded: string): Promise<{ readonly path: string; readonly size: number } | null> {
  try {
    const path = decodeURIComponent(encoded);
    if (/[\0\\]/.test(path) || path.split('/').some((part) => part.startsWith('.'))) return null;
    const root = await realpath(folder);
    const real = await realpath(join(root, path));
    if (!real.startsWith(root + sep)) return null;
    const { size, isFile } = await stat(real).then((stats) => ({ size: stats.size, isFile: stats.isFile() }));
    return isFile ? { path: real, size } : null;
  } catch {
    return null; // a broken encoding, or nothing there
  }
}
