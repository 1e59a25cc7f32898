import { InfolioError } from '../../contract/errors.ts';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) that a user can do something about. */
const sqlite = { perm: 3, busy: 5, locked: 6, noMemory: 7, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cantOpen: 14, notADatabase: 26 } as const;
/** Extended codes of an I/O error that say that the file ends too early. */
const shortRead = 522;
const corruptFilesystem = 8458;

/** What SQLite or the file system threw, as an error that names the library and the remedy. */
export function libraryFailure(error: unknown, file: string): InfolioError {
  if (error instanceof InfolioError) return error;
  const { errcode, code, message } = error as { readonly errcode?: unknown; readonly code?: unknown; readonly message?: unknown };
  const detail = typeof message === 'string' ? message : String(error);
  if (typeof errcode === 'number') return sqliteFailure(errcode, detail, file, error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return full(file, error);
  if (typeof code === 'string' && /^E[A-Z]+$/u.test(code)) return unreadable(file, detail, error);
  return new InfolioError('internal', `The library ${file}: ${detail}`, { cause: error });
}

function sqliteFailure(errcode: number, detail: string, file: string, cause: unknown): InfolioError {
  if (errcode === shortRead || errcode === corruptFilesystem) return damaged(file, detail, cause);
  switch (errcode & 0xff) {
    case sqlite.busy:
    case sqlite.locked:
      return new InfolioError('library_locked', `The library ${file} is in use by another Infolio; close it or try again in a moment.`, { cause });
    case sqlite.corrupt:
    case sqlite.notADatabase:
      return damaged(file, detail, cause);
    case sqlite.full:
      return full(file, cause);
    case sqlite.noMemory:
      return new InfolioError('out_of_memory', `The library ${file} needs more memory than there is; close other programs.`, { cause });
    case sqlite.perm:
    case sqlite.readOnly:
    case sqlite.ioError:
    case sqlite.cantOpen:
      return unreadable(file, detail, cause);
    default:
      return new InfolioError('internal', `The library ${file}: ${detail}`, { cause });
  }
}

/** `library_damaged`, with the remedy: the file is never changed or deleted for the user. */
export function damaged(file: string, detail: string, cause?: unknown): InfolioError {
  const message = `The library ${file} is damaged (${detail.replace(/\s+/gu, ' ')}). It was left as it is: put a copy of it back, or move it away and open your documents anew.`;
  return new InfolioError('library_damaged', message, cause === undefined ? undefined : { cause });
}

function full(file: string, cause: unknown): InfolioError {
  return new InfolioError('disk_full', `There is no space left for the library ${file}. What was read so far is kept: free some space and open the document again.`, { cause });
}

function unreadable(file: string, detail: string, cause: unknown): InfolioError {
  return new InfolioError('unreadable', `The library ${file} cannot be read or written (${detail}); check the folder's permissions and its disk, or name another folder.`, { cause });
}
