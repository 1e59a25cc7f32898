import type { OutlineEntry, PageContent, PageFailure } from '../../contract/page.ts';
import type { Limits } from './limits.ts';

export interface OpenOptions {
  readonly password?: string;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<Limits>;
  /** Pages of a PDF that are pictures of text are recognised; off unless told. */
  readonly ocr?: boolean;
}

export interface PagesOptions {
  /** The first page to give, from 1. */
  readonly from?: number;
  readonly signal?: AbortSignal;
}

/** An open document. Close it, or hold it with `await using`. */
export interface DocumentSource extends AsyncDisposable {
  readonly kind: 'pdf' | 'txt' | 'md' | 'docx' | 'epub' | 'html';
  readonly pageCount: number;
  /** The title it gives itself, else its first heading, else the file's name without extension. */
  readonly title: string;
  readonly outline: readonly OutlineEntry[];
  /** Size of the file. */
  readonly bytes: number;
  /**
   * Every page in order from `from` (1 by default), each as content or as failure; a page is the same wherever one
   * begins. Only a few pages are held at a time. Throws `cancelled` when the signal aborts, `bad_argument` for a
   * page that is not there.
   */
  pages(options?: PagesOptions): AsyncIterable<PageContent | PageFailure>;
  close(): Promise<void>;
}
