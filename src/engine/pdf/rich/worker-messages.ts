import type { ErrorCode } from '../../../contract/errors.ts';
import type { OutlineEntry } from '../../../contract/page.ts';
import type { PlainPage } from '../plain/pages.ts';
import type { RichKind, Signature } from './identify.ts';

/** What the worker is started with. */
export interface RichStart {
  readonly path: string;
  readonly signature: Signature;
  /** The end of the file's name, with its dot, in small letters. */
  readonly extension: string;
  readonly outlineEntries: number;
}

/** What a file is, once it is read. */
export interface RichRead {
  readonly kind: RichKind;
  readonly title: string | null;
  readonly outline: readonly OutlineEntry[];
  readonly pages: readonly PlainPage[];
}

/** What the worker sends, once. `sentence` goes on after the file's name. */
export type RichMessage = { readonly kind: 'read'; readonly read: RichRead } | { readonly kind: 'refused'; readonly code: ErrorCode; readonly sentence: string };
