import type { DocumentRecord, Library } from '../library/index.ts';

/*
 * A document read while text recognition was off may have pages that are pictures of text. The library notes that, and
 * with recognition on the document is read anew, whether its reading was done or broken off.
 */

const kind = 'reading';
const recipe = 'without recognition';

/** Notes that a page came without text and nobody looked at its picture. */
export function noteUnrecognised(library: Library, document: string, page: number): void {
  if (library.made.get(document, kind) === undefined) library.made.keep(document, kind, recipe, { page });
}

/** True if the document has pages without text whose pictures nobody looked at. */
export function lacksRecognition(library: Library, record: DocumentRecord | undefined): boolean {
  return record !== undefined && library.made.get(record.id, kind)?.recipe === recipe;
}
