import { readFile } from 'node:fs/promises';
import type { OutlineEntry } from '../../../contract/page.ts';
import { outlineOf } from '../plain/outline.ts';
import { paginate } from '../plain/pages.ts';
import type { PlainPage } from '../plain/pages.ts';
import { readEpub } from './epub.ts';
import { readHtml } from './html.ts';
import { kindOfArchive, misnamed, other, refusalOfContainer } from './identify.ts';
import type { RichKind } from './identify.ts';
import { archiveBytes, htmlBytes } from './limits.ts';
import { Refused } from './refused.ts';
import type { AnchoredEntry, RichText } from './rich-text.ts';
import type { RichRead, RichStart } from './worker-messages.ts';
import { openArchive } from './zip.ts';

/** Reads a file that has no pages of its own, and gives it some. Throws Refused, and what the file system throws. */
export async function readRich({ path, signature, extension, outlineEntries }: RichStart): Promise<RichRead> {
  const data = await readFile(path);
  if (signature === 'ole') throw refusalOfContainer(data);
  if (signature === 'rtf') throw other('a rich text file (RTF)');
  const { kind, text } = signature === 'zip' ? await fromArchive(data, extension) : fromPage(data, extension, signature === 'html');
  const pages = paginate(text.blocks);
  if (pages.length === 0) throw new Refused('no_text', noText[kind]);
  const own = withPages(text.outline, pages, { left: outlineEntries });
  const outline = own.some((entry) => entry.page !== null) ? own : outlineOf(pages, outlineEntries);
  return { kind, title: text.title ?? firstHeading(pages), outline, pages: pages.map(withoutAnchors) };
}

const noText: Readonly<Record<RichKind, string>> = {
  docx: 'holds no text; if its pages are pictures, save it as a PDF and open that',
  epub: 'holds no text; if its pages are pictures, save it as a PDF and open that',
  html: 'holds no text; if a script writes it, print the page to a PDF and open that',
};

async function fromArchive(data: Uint8Array, extension: string): Promise<{ readonly kind: RichKind; readonly text: RichText }> {
  if (data.length > archiveBytes) throw tooLarge(archiveBytes);
  const archive = await openArchive(data);
  const kind = await kindOfArchive(archive);
  if (['.pdf', '.txt', '.text', '.md', '.markdown', '.html', '.htm', '.xhtml'].includes(extension)) throw misnamed(kind, extension);
  if (kind === 'epub') return { kind, text: await readEpub(archive) };
  // Mammoth is the longest to load: only where it is needed.
  const { readDocx } = await import('./docx.ts');
  return { kind, text: await readDocx(archive) };
}

function fromPage(data: Uint8Array, extension: string, isPage: boolean): { readonly kind: RichKind; readonly text: RichText } {
  if (['.docx', '.epub', '.pdf'].includes(extension)) {
    if (isPage) throw misnamed('html', extension);
    if (data.length === 0) throw new Refused('no_text', 'is empty; get it again');
    throw new Refused('damaged_file', `holds no ${extension === '.epub' ? 'EPUB book' : 'Word document'}; check that the download or copy is complete`);
  }
  if (data.length > htmlBytes) throw tooLarge(htmlBytes);
  return { kind: 'html', text: readHtml(data) };
}

function tooLarge(bytes: number): Refused {
  return new Refused('too_large', `is larger than the ${bytes / 1e6} MB that such a file may have; split it and open the parts`);
}

/** The outline with the page on which each anchor stands. */
function withPages(entries: readonly AnchoredEntry[], pages: readonly PlainPage[], budget: { left: number }): OutlineEntry[] {
  const at = new Map<string, number>();
  for (const [index, page] of pages.entries()) for (const block of page.blocks) for (const anchor of block.anchors ?? []) if (!at.has(anchor)) at.set(anchor, index + 1);
  const convert = (some: readonly AnchoredEntry[]): OutlineEntry[] =>
    some.flatMap(({ title, anchor, children }) => {
      if (budget.left-- <= 0) return [];
      // Where the very place is unknown, the beginning of its chapter is not far from it.
      const page = anchor === null ? null : (at.get(anchor) ?? at.get(anchor.split('#', 1)[0] ?? '') ?? null);
      return [{ title, page, children: convert(children) }];
    });
  return convert(entries);
}

function firstHeading(pages: readonly PlainPage[]): string | null {
  const headings = pages[0]?.blocks.filter((block) => block.kind === 'heading') ?? [];
  const top = Math.min(...headings.map((block) => block.level));
  const text = headings.find((block) => block.level === top)?.text.replace(/\s+/gu, ' ') ?? '';
  return text.length >= 3 && text.length <= 200 ? text : null;
}

function withoutAnchors({ blocks, continues }: PlainPage): PlainPage {
  return { blocks: blocks.map(({ kind, level, text, notes }) => ({ kind, level, text, ...(notes === undefined ? {} : { notes }) })), continues };
}
