/** What a block of text on a page is. */
export type BlockKind = 'heading' | 'paragraph' | 'list' | 'footnote' | 'table' | 'caption';

/** A block of a page's reading text: `text.slice(start, end)`. Blocks are in order and do not overlap. */
export interface Block {
  readonly kind: BlockKind;
  readonly start: number;
  readonly end: number;
  /** 1..6 for headings, else 0. */
  readonly level: number;
}

/**
 * Where a run of characters stands on the page: `text.slice(start, end)` lies in the rectangle (PDF points from the
 * top left of the page as displayed). A run never crosses a line end; its characters share its width according to
 * `advances` (cumulative fractions 0..1 for each character's right edge), or evenly if that is absent.
 */
export interface TextRun {
  readonly start: number;
  readonly end: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly advances?: readonly number[];
}

/** One page, read. Offsets are UTF-16 units into `text`. */
export interface PageContent {
  /** From 1. */
  readonly page: number;
  /** As the document numbers it ("iv", "12"), or the page number as a string. */
  readonly label: string;
  readonly width: number;
  readonly height: number;
  /** Body in reading order, then footnotes; no running headers, footers or page numbers. Blocks are joined by "\n\n". */
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly runs: readonly TextRun[];
  /** True if the last body paragraph goes on on the next page, so that they are joined by a space, not a paragraph break. */
  readonly continues: boolean;
}

/** One page that could not be read; the rest of the document goes on. */
export interface PageFailure {
  readonly page: number;
  readonly label: string;
  readonly failed: { readonly code: 'page_failed' | 'timed_out' | 'out_of_memory'; readonly message: string };
}

export interface OutlineEntry {
  readonly title: string;
  /** From 1; null where the target cannot be resolved. */
  readonly page: number | null;
  readonly children: readonly OutlineEntry[];
}
