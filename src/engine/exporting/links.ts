import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ReportDocument } from '../../contract/report.ts';

/**
 * Where a document's file is, seen from the folder of an export. Relative, so that both can be moved together and no
 * folder of the user's is told to whoever gets the export; only from another drive it is a file: URL.
 */
export function fileSeenFrom(folder: string, file: string): string {
  const path = relative(resolve(folder), resolve(file));
  return isAbsolute(path) ? pathToFileURL(file).href : path.split(sep).join('/');
}

/** A link that opens the document at the page, where its kind has pages that a viewer knows. */
export function linkTo({ file, kind }: Pick<ReportDocument, 'file' | 'kind'>, page: number): string {
  const address = file.startsWith('file:') ? file : file.split('/').map(encodeURIComponent).join('/');
  return kind === 'pdf' ? `${address}#page=${page}` : address;
}
