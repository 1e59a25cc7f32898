import type { Place } from '../../contract/answer.ts';
import type { Box } from '../../contract/geometry.ts';
import { placeOf } from '../asking/index.ts';
import type { DocumentReader, PageRow, PassageRow } from '../library/index.ts';
import { boxesOf } from '../pdf/index.ts';
import type { Span } from './judge.ts';
import { passagesBetweenTurns } from './limits.ts';
import { turn } from './passages.ts';

/** A range of the document's text that is to become a place. */
export interface Wanted extends Span {
  /** The place is the whole sentence that the range stands in. */
  readonly whole: boolean;
}

/**
 * The places of many ranges. They are made in the order of the text, so that a passage and a page's layout are read once for all
 * that stand on them.
 *
 * @throws InfolioError `cancelled`
 */
export async function placesOf(document: DocumentReader, wanted: readonly Wanted[], signal?: AbortSignal): Promise<Map<Wanted, Place>> {
  const near = nearby(document);
  const places = new Map<Wanted, Place>();
  let passage: PassageRow | undefined;
  let passages = 0;
  for (const range of wanted.toSorted((a, b) => a.start - b.start)) {
    if (passage === undefined || range.start < passage.start || range.start >= passage.end) {
      passage = document.passage(document.passageAt(range.start));
      if (++passages % passagesBetweenTurns === 0) await turn(signal);
    }
    places.set(range, placeOf(near, { passage, start: range.start, end: range.end, score: 1 }, range.whole));
  }
  return places;
}

/** The document's pages and boxes, with the page that was looked at last kept at hand. */
function nearby(document: DocumentReader): Pick<DocumentReader, 'pageAt' | 'boxes'> {
  const pages = document.pages().filter((page) => page.end > page.start);
  let last: { readonly page: number; readonly content: ReturnType<DocumentReader['pageContent']> } | undefined;
  const indexAt = (offset: number): number => {
    let [low, high] = [0, pages.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((pages[middle]?.start ?? Infinity) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const boxesOn = (page: PageRow, start: number, end: number): Box[] => {
    if (last?.page !== page.page) last = { page: page.page, content: document.pageContent(page.page) };
    return last.content === undefined ? [] : boxesOf(last.content, Math.max(start, page.start) - page.start, Math.min(end, page.end) - page.start);
  };
  return {
    pageAt: (offset) => pages[indexAt(offset)],
    boxes: (start, end) => {
      const boxes: Box[] = [];
      for (let at = indexAt(start); at < pages.length; at++) {
        const page = pages[at];
        if (page === undefined || page.start >= end) break;
        if (page.end > start) boxes.push(...boxesOn(page, start, end));
      }
      return boxes;
    },
  };
}
