import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InfolioError } from '../../contract/errors.ts';
import { isReadable, readableExtensions } from '../../contract/formats.ts';
import { safeName } from '../../engine/hosting/index.ts';
import { uploadBytes } from './limits.ts';

const partial = '.partial-';

/** Files that came through the page. They are kept with the library: <folder>/<sha256 of the bytes>/<name>. */
export interface Uploads {
  /** Takes the request's body; the same bytes under the same kind of name are kept once. */
  receive(request: IncomingMessage, name: string): Promise<{ readonly path: string }>;
  /** Whether the path is a file that was uploaded, now or in an earlier run. */
  has(path: string): Promise<boolean>;
  /** Deletes an uploaded file; any other path is left alone. */
  remove(path: string): Promise<void>;
}

/**
 * `receive` throws InfolioError `unsupported_format`, `too_large`, `disk_full`, `cancelled` (the body ended early);
 * nothing of the file is left then.
 */
export function createUploads(folder: string, mostBytes = uploadBytes): Uploads {
  const has = async (path: string): Promise<boolean> => {
    try {
      const [root, real] = await Promise.all([realpath(folder), realpath(path)]);
      return real.startsWith(root + sep) && !basename(real).startsWith(partial);
    } catch {
      return false; // one of them is not there
    }
  };
  return {
    has,
    async receive(request, givenName) {
      const name = safeName(givenName);
      const extension = extname(name).toLowerCase();
      if (!isReadable(name)) {
        throw new InfolioError('unsupported_format', `${name}: Infolio reads ${readableExtensions.join(', ')} files.`);
      }
      if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge(name, mostBytes);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const temporary = join(folder, `${partial}${randomBytes(8).toString('hex')}`);
      try {
        const hash = await write(request, temporary, name, mostBytes);
        const home = join(folder, hash);
        await mkdir(home, { recursive: true });
        const same = (await readdir(home)).find((other) => extname(other).toLowerCase() === extension);
        const path = resolve(home, same ?? name);
        if (same === undefined) await rename(temporary, path);
        return { path };
      } catch (error) {
        throw explained(error, name);
      } finally {
        await rm(temporary, { force: true });
      }
    },
    async remove(path) {
      if (!(await has(path))) return;
      await rm(path, { force: true });
      const home = dirname(path);
      if ((await readdir(home)).length === 0) await rm(home, { recursive: true, force: true });
    },
  };
}

/** Removes what uploads that ended with an earlier process left behind. */
export async function tidyUploads(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(names.filter((name) => name.startsWith(partial)).map((name) => rm(join(folder, name), { force: true })));
}

/** Writes the body to a file and gives the SHA-256 of its bytes in hexadecimal. */
async function write(request: IncomingMessage, path: string, name: string, mostBytes: number): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(bytes > mostBytes ? tooLarge(name, mostBytes) : null, chunk);
    },
  });
  await pipeline(request, measured, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  return hash.digest('hex');
}

function tooLarge(name: string, mostBytes: number): InfolioError {
  return new InfolioError('too_large', `${name} is larger than ${Math.floor(mostBytes / 1e6)} MB; split it and open the parts.`);
}

function explained(error: unknown, name: string): unknown {
  const code = (error as { readonly code?: unknown }).code;
  if (code === 'ENOSPC') return new InfolioError('disk_full', `There is no room left for ${name}; free some space and try again.`, { cause: error });
  if (code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET') return new InfolioError('cancelled', `${name} was not sent whole; send it again.`, { cause: error });
  return error;
}
