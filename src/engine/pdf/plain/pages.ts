import type { Block, PageContent, TextRun } from '../../../contract/page.ts';
import type { PlainBlock } from './blocks.ts';

/** Characters after which a page of a text file ends at the next end of a paragraph. */
const pageCharacters = 3_000;

// A text file has no pages. It is shown as if typed: US Letter, 12-point lines of at most 90 characters.
const sheet = { width: 612, height: 792, margin: 54, size: 12, pitch: 14.4, columns: 90 } as const;

export interface PlainPage {
  readonly blocks: readonly PlainBlock[];
  /** Its last paragraph was too long for a page and goes on on the next one. */
  readonly continues: boolean;
}

/** Fills pages with blocks; a paragraph longer than a page is cut at the end of a sentence. */
export function paginate(blocks: readonly PlainBlock[]): PlainPage[] {
  const pages: { blocks: PlainBlock[]; continues: boolean }[] = [];
  let length = Infinity;
  for (const block of blocks) {
    const parts = partsOf(block.text);
    for (const [index, part] of parts.entries()) {
      const page = pages.at(-1);
      if (page === undefined || length + part.length > pageCharacters) {
        if (page !== undefined && index > 0) page.continues = true;
        pages.push({ blocks: [{ ...block, text: part }], continues: false });
        length = part.length;
      } else {
        page.blocks.push({ ...block, text: part });
        length += part.length + 2;
      }
    }
  }
  return pages;
}

function partsOf(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  while (text.length - from > pageCharacters) {
    const window = text.slice(from, from + pageCharacters);
    const sentence = [...window.matchAll(/[.!?…。！？]["'”’)\]]*\s+/gu)].at(-1);
    const space = window.lastIndexOf(' ');
    const cut = sentence !== undefined && sentence.index > pageCharacters / 2 ? sentence.index + sentence[0].length : space > pageCharacters / 2 ? space + 1 : safeCut(window);
    parts.push(text.slice(from, from + cut).trimEnd());
    from += cut;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}

/** The window's length, less one where that would part a surrogate pair. */
function safeCut(window: string): number {
  return /[\uD800-\uDBFF]$/u.test(window) ? window.length - 1 : window.length;
}

/** One page with its text, its blocks and the place of each typed line. */
export function typeset(page: PlainPage, number: number): PageContent {
  let text = '';
  let y: number = sheet.margin;
  const blocks: Block[] = [];
  const runs: TextRun[] = [];
  for (const block of page.blocks) {
    if (text !== '') text += '\n\n';
    const start = text.length;
    text += block.text;
    blocks.push({ kind: block.kind, level: block.level, start, end: text.length });
    for (const [from, to] of wrapped(block.text)) {
      runs.push({ start: start + from, end: start + to, x: sheet.margin, y, width: ((to - from) * (sheet.width - 2 * sheet.margin)) / sheet.columns, height: sheet.size });
      y += sheet.pitch;
    }
    y += sheet.pitch / 2;
  }
  return { page: number, label: String(number), width: sheet.width, height: Math.max(sheet.height, y + sheet.margin), text, blocks, runs, continues: page.continues };
}

/** Lines of at most 90 characters, broken at spaces; the character at the break belongs to no line. */
function wrapped(text: string): [number, number][] {
  const lines: [number, number][] = [];
  let from = 0;
  while (from < text.length) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    if (end - from <= sheet.columns) {
      if (end > from) lines.push([from, end]);
      from = end + 1;
      continue;
    }
    const space = text.lastIndexOf(' ', from + sheet.columns);
    const to = space > from ? space : from + safeCut(text.slice(from, from + sheet.columns));
    lines.push([from, to]);
    from = space > from ? to + 1 : to;
  }
  return lines;
}
