import { randomBytes } from 'node:crypto';
import { link, open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InfolioError } from '../contract/errors.ts';

/**
 * Checks that a file may be written to a path, before minutes go into making it.
 *
 * @throws InfolioError `exists` unless `force`, `not_found` for its folder, `not_a_file` if a folder stands there.
 */
export async function assertWritable(path: string, force: boolean): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory() === true) throw new InfolioError('not_a_file', `${path} is a folder; give the name of a file in it.`);
  if (there !== undefined && !force) throw inTheWay(path);
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (folder?.isDirectory() !== true) throw new InfolioError('not_found', `The folder ${dirname(path)} is not there; make it first.`);
}

/**
 * Writes a file at once or not at all: whoever looks sees the old one, none, or the whole new one. What was written
 * before an error is removed.
 *
 * @throws InfolioError `exists` unless `force`, `disk_full`, `unwritable`.
 */
export async function writeWhole(path: string, bytes: Uint8Array, force: boolean): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await using file = await open(temporary, 'wx');
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw refused(path, error);
  }
  try {
    if (force) await rename(temporary, path);
    else await place(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw refused(path, error);
  }
}

/** Renames without writing over: a link fails if the name is taken. File systems without links get a check before. */
async function place(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error;
    if ((await stat(path).catch(() => undefined)) !== undefined) throw inTheWay(path);
    await rename(temporary, path);
    return;
  }
  await unlink(temporary);
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function inTheWay(path: string): InfolioError {
  return new InfolioError('exists', `${path} is there already; give another name, or say that it may be written over (--force).`);
}

function refused(path: string, error: unknown): InfolioError {
  if (error instanceof InfolioError) return error;
  const code = codeOf(error);
  if (code === 'EEXIST') return inTheWay(path);
  if (code === 'ENOSPC' || code === 'EDQUOT') return new InfolioError('disk_full', `There is no room left for ${path}; free some space and try again.`, { cause: error });
  return new InfolioError('unwritable', `${path} cannot be written (${code === '' ? String(error) : code}); choose a folder that you may write to.`, { cause: error });
}
