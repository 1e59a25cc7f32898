import { basename } from 'node:path';
import { InfolioError } from '../../contract/errors.ts';
import type { ErrorCode } from '../../contract/errors.ts';

/** What happened to the named file and what to do about it, in one line. */
const sentences: Partial<Record<ErrorCode, string>> = {
  not_found: 'does not exist; check the path',
  not_a_file: 'is not a file; give the path of a document',
  unreadable: 'could not be opened; check its permissions and that no other program holds it',
  unsupported_format: 'holds no text that can be read here; give a .pdf, .docx, .epub, .html, .txt or .md file',
  not_a_pdf: 'holds no PDF; check that the download or copy is complete',
  damaged_pdf: 'is damaged beyond repair; get the file again or save it anew in the program it came from',
  damaged_file: 'is damaged; get it again or save it anew in the program it came from',
  encrypted: 'is protected; give its password',
  wrong_password: 'does not open with this password; give the right one',
  no_text: 'has no text on any page; check that it is the right file',
  timed_out: 'took too long to open; save it anew in the program it came from and try again',
  out_of_memory: 'needs more memory than a document may take; split it and open the parts',
  too_large: 'is too large to open; split it and open the parts',
  cancelled: 'was stopped on request; what was read so far is kept',
};

/** An InfolioError that names the file, what is wrong with it and the remedy. */
export function refusal(code: ErrorCode, path: string, detail?: string, cause?: unknown): InfolioError {
  const sentence = sentences[code] ?? 'could not be read';
  const reason = detail === undefined || detail === '' ? '' : ` (${detail})`;
  return new InfolioError(code, `${basename(path)} ${sentence}${reason}.`, cause === undefined ? undefined : { cause });
}
