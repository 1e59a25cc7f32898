import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { OutlineEntry } from '../../contract/page.ts';

/** A place that pdf.js resolves when it is wanted: a name, or an array that begins with a page. */
export type Destination = string | readonly unknown[];

export interface OutlineItem {
  /** Its place in the tree: "0.2.1". */
  readonly id: string;
  readonly title: string;
  readonly target: { readonly kind: 'page'; readonly page: number } | { readonly kind: 'destination'; readonly destination: Destination } | null;
  readonly children: readonly OutlineItem[];
}

/** The outline as the engine read it: pages only. */
export function readOutline(entries: readonly OutlineEntry[], prefix = ''): OutlineItem[] {
  return entries.map(({ title, page, children }, index) => {
    const id = `${prefix}${String(index)}`;
    return { id, title, target: page === null ? null : { kind: 'page', page }, children: readOutline(children, `${id}.`) };
  });
}

interface PdfEntry {
  readonly title: string;
  readonly dest: string | readonly unknown[] | null;
  readonly items: readonly PdfEntry[];
}

/** The outline as the PDF has it: exact places. Empty where it has none. */
export async function pdfOutline(pdf: PDFDocumentProxy): Promise<OutlineItem[]> {
  const entries = (await pdf.getOutline().catch(() => null)) as readonly PdfEntry[] | null;
  const convert = (list: readonly PdfEntry[], prefix: string): OutlineItem[] =>
    list.map(({ title, dest, items }, index) => {
      const id = `${prefix}${String(index)}`;
      return { id, title: title.trim(), target: dest === null ? null : { kind: 'destination', destination: dest }, children: convert(items, `${id}.`) };
    });
  return convert(entries ?? [], '');
}

/** A line of the tree as it stands on the screen. */
export interface OutlineRow {
  readonly item: OutlineItem;
  /** From 1. */
  readonly level: number;
  /** Null where it has no children. */
  readonly open: boolean | null;
}

/** The lines of a tree of which the branches in `open` are open. */
export function outlineRows(items: readonly OutlineItem[], open: ReadonlySet<string>, level = 1): OutlineRow[] {
  return items.flatMap((item) => {
    const branch = item.children.length > 0;
    const shown = branch && open.has(item.id);
    return [{ item, level, open: branch ? shown : null }, ...(shown ? outlineRows(item.children, open, level + 1) : [])];
  });
}
