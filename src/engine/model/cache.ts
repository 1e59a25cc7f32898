import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const digestLength = 32;

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** The cached bytes, or null if there are none or they are damaged. */
async function load(path: string): Promise<Uint8Array | null> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size <= digestLength) return null;
    const [sum, bytes] = [new Uint8Array(digestLength), new Uint8Array(size - digestLength)];
    const { bytesRead } = await file.readv([sum, bytes], 0);
    return bytesRead === size && digest(bytes).equals(sum) ? bytes : null;
  } catch {
    return null;
  }
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'w');
  const { bytesWritten } = await file.writev([digest(bytes), bytes]);
  if (bytesWritten !== digestLength + bytes.byteLength) throw new RangeError(`only ${bytesWritten} bytes could be written`);
}

/** Writes beside the file and renames: a reader sees the old file or the new one, never half of one. */
async function store(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await write(draft, bytes);
    await rename(draft, path);
  } catch {
    // A cache that cannot be written (a full or read-only disk) costs time at the next start, nothing else.
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/**
 * What `build` gives, kept in `folder` under `key` for the next time: a digest and the bytes. A damaged file is built
 * anew and replaced. Without a folder nothing is kept.
 */
export async function cached(folder: string | undefined, key: string, build: () => Promise<Uint8Array>): Promise<Uint8Array> {
  if (folder === undefined) return build();
  const path = join(folder, `${key}.graph`);
  const known = await load(path);
  if (known !== null) return known;
  const bytes = await build();
  await mkdir(folder, { recursive: true }).catch(() => undefined);
  await store(path, bytes);
  return bytes;
}
