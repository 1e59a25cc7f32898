import type { Client } from '../../contract/client.ts';
import { toInfolioError } from '../../contract/errors.ts';
import type { InfolioError } from '../../contract/errors.ts';
import type { LibraryDocument, PageSize } from '../../contract/protocol.ts';
import { pdfOutline, readOutline } from './outline.ts';
import type { OutlineItem } from './outline.ts';
import { openPdf } from './pdf-document.ts';
import type { OpenPdf } from './pdf-document.ts';
import { recallView } from './remembered.ts';
import type { View } from './remembered.ts';

/** A document ready to be shown: as its PDF's pages, or as the text that was read. */
export type Opened =
  | { readonly kind: 'pdf'; readonly pdf: OpenPdf; readonly rows: readonly PageSize[]; readonly view: View }
  | { readonly kind: 'text'; readonly why: 'plain' | 'moved' | 'unreadable'; readonly rows: readonly PageSize[]; readonly view: View }
  | { readonly kind: 'failed'; readonly error: InfolioError; readonly moved: boolean };

export interface OpeningOptions {
  readonly client: Client;
  readonly document: LibraryDocument;
  readonly signal: AbortSignal;
  readonly password: (again: boolean) => Promise<string>;
  readonly onlost: (error: InfolioError) => void;
}

/** Opens a document for showing. Throws `cancelled` only; whatever else goes wrong is part of what it gives back. */
export async function openDocument({ client, document, signal, password, onlost }: OpeningOptions): Promise<Opened> {
  const [rows, view] = await Promise.all([
    client.request('documents.pages', { document: document.id }).catch((error: unknown) => toInfolioError(error)),
    recallView(client, document.id),
  ]);
  const read = Array.isArray(rows) ? rows : [];
  if (document.kind !== 'pdf') {
    if (!Array.isArray(rows)) return { kind: 'failed', error: rows, moved: false };
    return { kind: 'text', why: 'plain', rows, view };
  }
  try {
    const pdf = await openPdf({ url: `documents/${encodeURIComponent(document.id)}/file`, signal, password, onlost });
    return { kind: 'pdf', pdf, rows: read, view };
  } catch (thrown) {
    const error = toInfolioError(thrown);
    if (error.code === 'cancelled') throw error;
    const moved = error.code === 'not_found';
    return read.length > 0 ? { kind: 'text', why: moved ? 'moved' : 'unreadable', rows: read, view } : { kind: 'failed', error, moved };
  }
}

/** The outline: the PDF's own with exact places, else as the engine read it. */
export async function openOutline(client: Client, document: string, pdf: OpenPdf | null): Promise<OutlineItem[]> {
  const own = pdf === null ? [] : await pdfOutline(pdf.document);
  if (own.length > 0) return own;
  return client.request('documents.outline', { document }).then((entries) => readOutline(entries), () => []);
}
