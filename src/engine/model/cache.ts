import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const digestLength = 32;

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** The cached bytes, or null if there are none or they are damaged. */
async function load(path: string): Promise<Uint8Array | null> {
  try {
    const file = await readFile(path);
    const bytes = file.subarray(digestLength);
    return file.byteLength > digestLength && digest(bytes).equals(file.subarray(0, digestLength)) ? bytes : null;
  } catch {
    return null;
  }
}

/** Writes beside the file and renames: a reader sees the old file or the new one, never half of one. */
async function store(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, Buffer.concat([digest(bytes), bytes]));
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
