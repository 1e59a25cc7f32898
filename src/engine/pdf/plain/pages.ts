import type { Block, PageContent, TextRun } from '../../../contract/page.ts';
import type { PlainBlock } from './blocks.ts';

/** Characters after which a page of a text file ends at the next end of a paragraph. */
const pageCharacters = 3_000;

// Such a file has no pages. It is shown as if typed: US Letter, 12-point lines of at most 90 characters.
const sheet = { width: 612, height: 792, margin: 54, size: 12, pitch: 14.4, columns: 90 } as const;

export interface PlainPage {
  readonly blocks: readonly PlainBlock[];
  /** Its last paragraph was too long for a page and goes on on the next one. */
  readonly continues: boolean;
}

/**
 * Fills pages with blocks. A paragraph longer than a page is cut at the end of a sentence, a table after a row; a heading
 * goes to the page of what it is the heading of.
 */
export function paginate(blocks: readonly PlainBlock[]): PlainPage[] {
  const pages: { blocks: PlainBlock[]; continues: boolean }[] = [];
  let length = 0;
  for (const block of blocks) {
    const { notes = [], ...own } = block;
    const between = own.kind === 'table' ? '\n' : null;
    for (const [index, text] of partsOf(own.text, between).entries()) {
      const part = index === 0 ? { ...own, text, ...(notes.length > 0 ? { notes } : {}) } : { kind: own.kind, level: own.level, text };
      const characters = text.length + (part.notes ?? []).reduce((sum, note) => sum + note.length, 0);
      const page = pages.at(-1);
      if (page === undefined || length + characters > pageCharacters || (index === 0 && opensPage(block, length))) {
        const headings = index === 0 && page !== undefined && block.opens !== 'page' ? takeHeadings(page.blocks) : [];
        if (page !== undefined && index > 0 && between === null && page.blocks.every((each) => each.notes === undefined && each.kind !== 'footnote')) page.continues = true;
        pages.push({ blocks: [...headings, part], continues: false });
        length = characters + headings.reduce((sum, heading) => sum + heading.text.length + 2, 0);
      } else {
        page.blocks.push(part);
        length += characters + 2;
      }
    }
  }
  return pages;
}

function opensPage(block: PlainBlock, length: number): boolean {
  if (block.opens === 'page') return length > 0;
  return (block.opens === 'section' && length > pageCharacters / 3) || (block.kind === 'heading' && length > 0.8 * pageCharacters);
}

/** Takes the headings off the end of a page, unless it holds nothing else. */
function takeHeadings(blocks: PlainBlock[]): PlainBlock[] {
  const from = blocks.findLastIndex((block) => block.kind !== 'heading') + 1;
  return from === 0 ? [] : blocks.splice(from);
}

/** A text in parts of at most a page: at ends of sentences, or at `between` alone where that is given and can be found. */
function partsOf(text: string, between: string | null): string[] {
  const parts: string[] = [];
  let from = 0;
  while (text.length - from > pageCharacters) {
    const window = text.slice(from, from + pageCharacters);
    const cut = (between === null ? 0 : window.lastIndexOf(between) + 1) || sentenceCut(window);
    parts.push(text.slice(from, from + cut).trimEnd());
    from += cut;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}

function sentenceCut(window: string): number {
  const sentence = [...window.matchAll(/[.!?…。！？]["'”’)\]]*\s+/gu)].at(-1);
  if (sentence !== undefined && sentence.index > pageCharacters / 2) return sentence.index + sentence[0].length;
  const space = window.lastIndexOf(' ');
  return space > pageCharacters / 2 ? space + 1 : safeCut(window);
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
  const isNote = (block: PlainBlock): boolean => block.kind === 'footnote';
  const notes = page.blocks.flatMap((block) => (block.notes ?? []).map((note): PlainBlock => ({ kind: 'footnote', level: 0, text: note })));
  for (const block of [...page.blocks.filter((each) => !isNote(each)), ...page.blocks.filter(isNote), ...notes]) {
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
