import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InfolioError } from '../../contract/errors.ts';
import { isReadable } from '../../contract/formats.ts';
import { filesAtOnce, folderDepth } from './limits.ts';

/**
 * The readable files among the paths and inside their folders, in the order of the paths, folders' files by name. Hidden
 * files, links to folders and folders that may not be read are passed over; a file that is named itself is given whatever
 * its name is, so that opening it can say why it cannot be read. Errors: `not_found`, `too_large` for more than 10,000.
 */
export async function expandPaths(paths: readonly string[], signal?: AbortSignal): Promise<string[]> {
  const files = new Set<string>();
  for (const path of paths) {
    const whole = resolve(path);
    const found = await stat(whole).catch((error: unknown) => {
      throw new InfolioError('not_found', `${path} is not there; check its name.`, { cause: error });
    });
    if (found.isDirectory()) await look(whole, 0, files, signal);
    else add(files, whole);
  }
  return [...files];
}

/** The readable files directly in a folder, by name: the sample documents. None if there is no such folder. */
export async function samplesIn(folder: string): Promise<string[]> {
  const files = new Set<string>();
  await look(folder, folderDepth, files, undefined);
  return [...files];
}

async function look(folder: string, depth: number, files: Set<string>, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) throw new InfolioError('cancelled', 'Stopped on request.');
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const byName = entries.filter((entry) => !entry.name.startsWith('.')).sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  for (const entry of byName) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (depth < folderDepth) await look(path, depth + 1, files, signal);
    } else if (isReadable(entry.name) && (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path))))) {
      add(files, path);
    }
  }
}

function add(files: Set<string>, path: string): void {
  files.add(path);
  if (files.size > filesAtOnce) throw new InfolioError('too_large', `There are more than ${filesAtOnce} files in these folders; open fewer at once.`);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}
