import type { DocumentInfo } from '../contract/document.ts';
import type { DocumentRecord } from '../engine/library/index.ts';

/** The fields of a document that commands print. */
export function documentInfo(document: DocumentRecord): DocumentInfo {
  const { id, title, pageCount: pages, pagesRead, failedPages, words, tokens, segments } = document;
  return { id, title, pages, pagesRead, failedPages, words, tokens, segments };
}
