import type { FailedPage } from '../../contract/document.ts';
import type { PageContent, PageFailure } from '../../contract/page.ts';
import type { ReadingPoint, TakenPage } from '../library/index.ts';
import { joinerBetween } from '../text/index.ts';

/** Puts the pages' texts together into the document's, and knows what of it is in no passage yet. */
export class TextIntake {
  #nextPage: number;
  #joiner: string;
  #pending: string;
  /** Where `pending` begins in the document's text. */
  #offset: number;
  /** Pages whose end is not yet in a passage, in order. */
  #open: { readonly page: number; readonly end: number }[];
  #pages: TakenPage[] = [];
  #failed: FailedPage[] = [];

  /** Goes on from a point at which passages reached up to `offset`; `open` are the pages taken in that end behind it. */
  constructor(point: ReadingPoint, offset: number, open: readonly { readonly page: number; readonly end: number }[]) {
    this.#nextPage = point.nextPage;
    this.#joiner = point.joiner;
    this.#pending = point.pending;
    this.#offset = offset;
    this.#open = [...open];
  }

  /** Takes a page in; gives what it adds to the document's text. */
  take(page: PageContent | PageFailure): string {
    this.#nextPage = page.page + 1;
    if ('failed' in page) {
      this.#failed.push({ page: page.page, label: page.label, ...page.failed });
      // Whatever the last paragraph went on with is missing.
      if (this.#joiner !== '') this.#joiner = joinerBetween(false);
      return '';
    }
    const end = this.#offset + this.#pending.length;
    if (page.text.trim() === '') {
      // A page without text parts nothing: a paragraph may go on behind a full-page picture.
      this.#pages.push({ content: { ...page, text: '', blocks: [], runs: [] }, start: end });
      return '';
    }
    // A lone half of a surrogate pair would come back from the library as something else; this keeps every offset.
    const text = page.text.toWellFormed();
    const added = this.#joiner + text;
    const start = end + this.#joiner.length;
    this.#pages.push({ content: { ...page, text }, start });
    this.#open.push({ page: page.page, end: start + text.length });
    this.#pending += added;
    this.#joiner = joinerBetween(page.continues);
    return added;
  }

  get nextPage(): number {
    return this.#nextPage;
  }

  get pending(): string {
    return this.#pending;
  }

  /** Characters taken in. */
  get length(): number {
    return this.#offset + this.#pending.length;
  }

  /** Pages taken in that were in no step yet. */
  get unkept(): number {
    return this.#pages.length + this.#failed.length;
  }

  /** What the library keeps when passages take the next `characters` of the text. */
  step(characters: number): { readonly point: ReadingPoint; readonly pages: readonly TakenPage[]; readonly failedPages: readonly FailedPage[]; readonly pagesRead: number } {
    this.#offset += characters;
    this.#pending = this.#pending.slice(characters);
    this.#open = this.#open.filter(({ end }) => end > this.#offset);
    const pages = this.#pages;
    const failedPages = this.#failed;
    this.#pages = [];
    this.#failed = [];
    const pagesRead = (this.#open[0]?.page ?? this.#nextPage) - 1;
    return { point: { nextPage: this.#nextPage, joiner: this.#joiner, pending: this.#pending }, pages, failedPages, pagesRead };
  }
}
