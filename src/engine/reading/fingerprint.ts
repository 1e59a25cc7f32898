import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { InfolioError } from '../../contract/errors.ts';
import { refusal } from '../pdf/index.ts';
import { hashChunkBytes } from './limits.ts';

export interface Fingerprint {
  /** SHA-256 of the bytes, hex. */
  readonly hash: string;
  readonly bytes: number;
  readonly changedMs: number;
}

/** Hashes a file chunk by chunk. Errors: `not_found`, `not_a_file`, `unreadable`, `cancelled`. */
export async function fingerprint(path: string, signal: AbortSignal | undefined): Promise<Fingerprint> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw refusal('not_a_file', path);
    const sum = createHash('sha256');
    for await (const chunk of createReadStream(path, { highWaterMark: hashChunkBytes, ...(signal === undefined ? {} : { signal }) })) {
      sum.update(chunk as Buffer);
    }
    return { hash: sum.digest('hex'), bytes: found.size, changedMs: found.mtimeMs };
  } catch (error) {
    if (error instanceof InfolioError) throw error;
    if (signal?.aborted === true) throw refusal('cancelled', path, undefined, error);
    const code = (error as { readonly code?: unknown }).code;
    throw refusal(code === 'ENOENT' || code === 'ENOTDIR' ? 'not_found' : 'unreadable', path, undefined, error);
  }
}

/** Throws `unreadable` if the file was written to since: what was hashed and what is read must be the same. */
export async function assertUnchanged(path: string, before: Fingerprint): Promise<void> {
  const now = await stat(path).catch(() => null);
  if (now?.size === before.bytes && now.mtimeMs === before.changedMs) return;
  throw refusal('unreadable', path, 'another program changed it just now; try again');
}
