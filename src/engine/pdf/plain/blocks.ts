import type { BlockKind } from '../../../contract/page.ts';

/** A block of a file without pages, before it is put on one. */
export interface PlainBlock {
  readonly kind: BlockKind;
  readonly level: number;
  readonly text: string;
  /** A new page begins with it: always, or where the one before is well filled. */
  readonly opens?: 'page' | 'section';
  /** Names by which an outline leads to it. */
  readonly anchors?: readonly string[];
  /** The footnotes that its words refer to: they stand at the end of its page. */
  readonly notes?: readonly string[];
}

/** The blocks of a plain text file: paragraphs parted by blank lines, their wrapped lines joined. */
export function textBlocks(text: string): PlainBlock[] {
  return text.split(/\n[ \t]*\n|\f/u).flatMap((chunk) => {
    const lines = chunk.split('\n').map((line) => line.replace(/[\p{Zs}\t]+/gu, ' ').trim()).filter((line) => line !== '');
    if (lines.length === 0) return [];
    const [only = ''] = lines;
    if (lines.length === 1 && isHeading(only)) return [{ kind: 'heading', level: 2, text: only }];
    if (lines.some((line) => line.length > 160)) return lines.map((line): PlainBlock => ({ kind: 'paragraph', level: 0, text: line }));
    return [{ kind: 'paragraph', level: 0, text: joinLines(lines) }];
  });
}

/** Joins wrapped lines by spaces; short lines (verse, addresses, lists) stay lines. */
function joinLines(lines: readonly string[]): string {
  const lengths = lines.slice(0, -1).map((line) => line.length).sort((a, b) => a - b);
  const typical = lengths[Math.floor(lengths.length / 2)] ?? 0;
  const items = lines.filter((line) => /^(?:[-*•–]|\d{1,3}[.)])\s/u.test(line)).length;
  if (typical < 42 || items > 1) return lines.join('\n');
  return lines.reduce((text, line) => (/[\p{Ll}]-$/u.test(text) && /^\p{Ll}/u.test(line) ? text.slice(0, -1) + line : `${text} ${line}`));
}

function isHeading(line: string): boolean {
  if (line.length > 90 || /[,;]$/u.test(line)) return false;
  if (/^(?:chapter|book|part|section|article|appendix|schedule|canto|act|scene)\s+(?:\d+|[ivxlc]+|[a-z])\b/iu.test(line)) return true;
  return /\p{Lu}{3}/u.test(line) && line === line.toUpperCase();
}
