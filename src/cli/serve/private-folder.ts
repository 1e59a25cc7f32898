import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a folder is for: a library that is thrown away, exports on their way to the browser. */
export type Purpose = 'library' | 'exports';

/**
 * A new folder for temporary files that only this user may look into, named after this process. Those that processes left which
 * were killed before they could remove them go: they hold text of documents.
 */
export async function privateFolder(purpose: Purpose, parent = tmpdir()): Promise<string> {
  await removeLeft(purpose, parent);
  return mkdtemp(join(parent, `infolio-${purpose}-${process.pid}-`));
}

async function removeLeft(purpose: Purpose, parent: string): Promise<void> {
  const named = new RegExp(`^infolio-${purpose}-(\\d+)-\\w{6}$`, 'u');
  const names = await readdir(parent).catch(() => []);
  const left = names.filter((name) => {
    const pid = Number(named.exec(name)?.[1] ?? Number.NaN);
    return !Number.isNaN(pid) && !isAlive(pid);
  });
  // Another user's may not be removed; that is theirs.
  await Promise.all(left.map((name) => rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { readonly code?: unknown }).code === 'EPERM';
  }
}
