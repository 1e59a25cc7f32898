import type { ErrorCode } from '../../../contract/errors.ts';
import type { OutlineEntry, PageContent, PageFailure } from '../../../contract/page.ts';

/** What the worker is started with. */
export interface WorkerStart {
  readonly path: string;
  readonly password: string | null;
  readonly outlineEntries: number;
  /** Null where pages without text stay empty. */
  readonly recognition: { readonly threads: number; readonly pageMs: number } | null;
  /** Pages that ended an earlier worker; they are not tried again. */
  readonly lost: readonly number[];
}

export interface PageRequest {
  readonly id: number;
  readonly page: number;
}

export interface Opened {
  readonly pageCount: number;
  readonly title: string | null;
  readonly outline: readonly OutlineEntry[];
  readonly labels: readonly string[] | null;
}

export type WorkerMessage =
  | { readonly kind: 'opened'; readonly opened: Opened }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly reason: string }
  /** Work on a page begins: the clock of its time limit starts again. */
  | { readonly kind: 'step'; readonly page: number }
  | { readonly kind: 'page'; readonly id: number; readonly content: PageContent }
  | { readonly kind: 'page-failed'; readonly id: number; readonly failed: PageFailure['failed'] };
