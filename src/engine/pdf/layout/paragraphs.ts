import { median } from './columns.ts';
import { cellsOf, isMarker, plainText } from './line.ts';
import type { Line } from './line.ts';

/** Lines that belong together; `rows` where they are the rows of a table. */
export interface Group {
  readonly lines: readonly Line[];
  readonly table: boolean;
  /** The column's edges, for judging how full a line is. */
  readonly left: number;
  readonly right: number;
}

export const terminal = /[.!?…:;。！？：；]["'”’»)\]]*$/u;

/** Parts the lines of one column into paragraphs and tables. */
export function paragraphsOf(lines: readonly Line[]): Group[] {
  const left = Math.min(...lines.map((line) => line.x));
  const right = Math.max(...lines.map((line) => line.right));
  const pitch = pitchOf(lines);
  const tabular = tabularLines(lines);
  const groups: { lines: Line[]; table: boolean }[] = [];
  for (const [index, line] of lines.entries()) {
    const table = tabular.has(index);
    const group = groups.at(-1);
    const previous = lines[index - 1];
    const starts =
      group === undefined || previous === undefined || group.table !== table ||
      (table ? line.baseline - previous.baseline > 3 * Math.max(pitch, line.size) : breaks(group.lines, line, lines[index + 1], { left, right, pitch }));
    if (starts) groups.push({ lines: [line], table });
    else group.lines.push(line);
  }
  return groups.map((group) => ({ ...group, left, right }));
}

interface Column {
  readonly left: number;
  readonly right: number;
  readonly pitch: number;
}

function breaks(paragraph: readonly Line[], line: Line, next: Line | undefined, column: Column): boolean {
  const previous = paragraph.at(-1);
  const first = paragraph[0];
  if (previous === undefined || first === undefined) return true;
  const gap = line.baseline - previous.baseline;
  const larger = Math.max(line.size, previous.size);
  if (line.spans.some((span) => span.slanted) || previous.spans.some((span) => span.slanted)) return true;
  if (gap < 0 || gap > 1.35 * Math.min(Math.max(column.pitch, larger), 2.6 * larger)) return true;
  if (Math.min(line.size, previous.size) < 0.88 * larger || line.bold !== previous.bold || line.rtl !== previous.rtl) return true;
  const before = plainText(previous);
  const text = plainText(line);
  const ended = terminal.test(before);
  if (startsWithBullet(text)) return true;
  if (startsWithNumber(text) && (ended || startsWithNumber(plainText(first)))) return true;
  const indent = line.rtl ? previous.right - line.right : line.x - previous.x;
  const step = 0.8 * line.size;
  // A first-line indent: the line before is flush and the next one goes back.
  if (indent > step && indent < 6 * line.size && flush(previous, column) && (next === undefined || Math.abs(edge(next) - edge(previous)) < step / 2 || flush(next, column)) && (ended || paragraph.length > 1)) return true;
  // A hanging indent: the entry's own lines stand further in than its first.
  if (indent < -step && paragraph.length > 1 && Math.abs(edge(first) - edge(line)) < step / 2 && Math.abs(edge(first) - edge(previous)) > step) return true;
  // A line that ends early although the next word had room was ended on purpose.
  const room = line.rtl ? previous.x - column.left : column.right - previous.right;
  return ended && room > wordWidth(line) + 2 * line.size;
}

const edge = (line: Line): number => (line.rtl ? -line.right : line.x);

function flush(line: Line, column: Column): boolean {
  return line.rtl ? column.right - line.right < 0.5 * line.size : line.x - column.left < 0.5 * line.size;
}

function wordWidth(line: Line): number {
  const span = line.spans[0];
  if (span === undefined) return 0;
  const space = span.text.indexOf(' ');
  return space === -1 ? span.width : (span.edges[space - 1] ?? span.width);
}

function startsWithBullet(text: string): boolean {
  return /^[•◦▪‣·●○■□➢✓☐☒]\s?\S|^[–—\-*]\s+\S/u.test(text);
}

function startsWithNumber(text: string): boolean {
  const word = text.split(' ', 1)[0] ?? '';
  return text.length > word.length && isMarker(word) && /[\p{L}\p{N}]/u.test(word);
}

export function isListItem(text: string): boolean {
  return startsWithBullet(text) || startsWithNumber(text);
}

function pitchOf(lines: readonly Line[]): number {
  const pitches = lines.slice(1).flatMap((line, index) => {
    const previous = lines[index];
    const pitch = previous === undefined ? 0 : line.baseline - previous.baseline;
    return pitch > 0.5 * line.size && pitch < 3.2 * line.size ? [pitch] : [];
  });
  const size = median(lines.map((line) => line.size));
  return pitches.length === 0 ? 1.25 * size : median(pitches);
}

/** Indices of lines that are rows of a table: neighbours whose cells begin or end at the same places. */
function tabularLines(lines: readonly Line[]): Set<number> {
  const cells = lines.map((line) => cellsOf(line).map((cell) => ({ from: Math.min(...cell.map((span) => span.x)), to: Math.max(...cell.map((span) => span.x + span.width)) })));
  const result = new Set<number>();
  for (let start = 0; start < lines.length; start++) {
    let end = start;
    while (end + 1 < lines.length && aligned(cells[end] ?? [], cells[end + 1] ?? [])) end++;
    const widest = Math.max(...cells.slice(start, end + 1).map((row) => row.length));
    if (end - start >= 2 || (end > start && widest >= 3)) for (let index = start; index <= end; index++) result.add(index);
    start = Math.max(start, end);
  }
  return result;
}

function aligned(a: readonly { readonly from: number; readonly to: number }[], b: readonly { readonly from: number; readonly to: number }[]): boolean {
  if (a.length < 2 || b.length < 2) return false;
  return a.slice(1).some((cell) => b.slice(1).some((other) => Math.abs(cell.from - other.from) < 3 || Math.abs(cell.to - other.to) < 3 || Math.abs(cell.from + cell.to - other.from - other.to) < 6));
}
