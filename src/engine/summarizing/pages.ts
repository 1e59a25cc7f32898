import type { Block } from '../../contract/page.ts';
import type { DocumentReader, PageRow } from '../library/index.ts';
import type { Pause } from './pause.ts';

/** A page with its blocks, without the places of its characters. Block offsets count from the page's start. */
export interface PageBlocks extends PageRow {
  readonly text: string;
  readonly blocks: readonly Block[];
  /** False in texts that are all in small letters, or in writing without them. */
  readonly hasCapitals: boolean;
}

/** The pages that have text, from the first to `last`. */
export async function pagesWithBlocks(document: DocumentReader, last: number, pause: Pause, onPage: (done: number, of: number) => void): Promise<PageBlocks[]> {
  const rows = document.pages().filter((row) => row.end > row.start && row.page <= last);
  const pages: PageBlocks[] = [];
  for (const row of rows) {
    await pause();
    const content = document.pageContent(row.page);
    const text = content?.text ?? '';
    pages.push({ ...row, text, blocks: content?.blocks ?? [], hasCapitals: /\p{Lu}/u.test(text) });
    onPage(pages.length, rows.length);
  }
  return pages;
}
