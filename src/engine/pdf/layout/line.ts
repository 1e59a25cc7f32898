import { right } from '../extract/span.ts';
import type { Span } from '../extract/span.ts';

/** Spans on one baseline, in reading order. */
export interface Line {
  readonly spans: readonly Span[];
  readonly x: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly baseline: number;
  /** The size most of its characters have. */
  readonly size: number;
  /** True where nearly all characters are bold. */
  readonly bold: boolean;
  readonly rtl: boolean;
}

const height = (box: { readonly top: number; readonly bottom: number }): number => box.bottom - box.top;

/** How much of the lower of two boxes lies beside the other: 0 none, 1 all. */
export function verticalOverlap(a: { readonly top: number; readonly bottom: number }, b: { readonly top: number; readonly bottom: number }): number {
  const shared = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const lower = Math.min(height(a), height(b));
  return lower <= 0 ? 0 : Math.max(0, shared) / lower;
}

/** Groups spans of one column into lines from top to bottom. Superscripts and subscripts join the line they belong to. */
export function linesOf(spans: readonly Span[]): Line[] {
  const initials = spans.filter((span) => isInitial(span, spans));
  const rows: Span[][] = [];
  const anchors: Span[] = [];
  // Large type first: what is smaller is then measured against the line, not the line against a superscript.
  const order = spans.filter((span) => !initials.includes(span)).sort((a, b) => b.size - a.size || a.baseline - b.baseline || a.x - b.x);
  for (const span of order) {
    let best = -1;
    let bestOverlap = 0.5;
    for (const [index, anchor] of anchors.entries()) {
      const sameSize = Math.min(span.size, anchor.size) > 0.85 * Math.max(span.size, anchor.size);
      const near = Math.abs(span.baseline - anchor.baseline) <= (sameSize ? 0.4 : 0.6) * anchor.size;
      const overlap = near && anchor.size < 3 * span.size ? verticalOverlap(span, anchor) : 0;
      if (overlap > bestOverlap && !span.slanted && !anchor.slanted) [best, bestOverlap] = [index, overlap];
    }
    const row = rows[best];
    if (row === undefined) {
      rows.push([span]);
      anchors.push(span);
    } else {
      row.push(span);
    }
  }
  for (const initial of initials) {
    const beside = rows
      .map((row, index) => ({ row, top: anchors[index]?.top ?? 0, x: Math.min(...row.map((span) => span.x)) }))
      .filter((row) => row.x >= right(initial) - 2 && row.top > initial.top - initial.size * 0.3)
      .sort((a, b) => a.top - b.top)[0];
    if (beside === undefined) rows.push([initial]);
    else beside.row.push({ ...initial, spaceAfter: false });
  }
  return rows.map(lineOf).sort((a, b) => a.baseline - b.baseline || a.x - b.x);
}

/** The large first letter of a chapter, around which the next lines are set. */
function isInitial(span: Span, spans: readonly Span[]): boolean {
  if (span.text.length > 2 || !/^\p{L}/u.test(span.text)) return false;
  const beside = spans.filter((other) => other.size < span.size / 1.8 && other.x >= right(span) - 2 && other.x < right(span) + span.size && verticalOverlap(other, span) > 0.6);
  return beside.length >= 2;
}

function lineOf(spans: readonly Span[]): Line {
  const letters = new Map<number, number>();
  let bold = 0;
  let rtl = 0;
  let total = 0;
  for (const span of spans) {
    letters.set(span.size, (letters.get(span.size) ?? 0) + span.text.length);
    total += span.text.length;
    if (span.bold) bold += span.text.length;
    if (span.rtl) rtl += span.text.length;
  }
  const size = [...letters].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
  const main = spans.filter((span) => span.size === size);
  const reversed = rtl * 2 > total;
  const ordered = [...spans].sort((a, b) => (reversed ? right(b) - right(a) : a.x - b.x));
  return {
    spans: ordered,
    x: Math.min(...spans.map((span) => span.x)),
    right: Math.max(...spans.map(right)),
    top: Math.min(...main.map((span) => span.top)),
    bottom: Math.max(...main.map((span) => span.bottom)),
    baseline: main.reduce((sum, span) => sum + span.baseline, 0) / main.length,
    size,
    bold: bold >= 0.9 * total,
    rtl: reversed,
  };
}

/** The cells of a line: its spans, parted where the gap is wider than any space between words. */
export function cellsOf(line: Line): Span[][] {
  const cells: Span[][] = [];
  let previous: Span | undefined;
  for (const span of line.spans) {
    const gap = previous === undefined ? Infinity : line.rtl ? previous.x - right(span) : span.x - right(previous);
    const cell = cells.at(-1);
    const marker = cell !== undefined && cells.length === 1 && isMarker(cell.map((each) => each.text).join(''));
    if (cell === undefined || (gap > 1.6 * line.size && !marker)) cells.push([span]);
    else cell.push(span);
    previous = span;
  }
  return cells;
}

/** The sign before an item of a list, or the number before a heading. */
export function isMarker(text: string): boolean {
  return /^(?:[•◦▪‣–—\-*·●○■□➢✓☐☒]|[([]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.):\]]{1,2}|\d{1,2}(?:\.\d{1,2}){1,3}\.?)$/u.test(text.trim());
}

/** The words of a line with single spaces: for comparing and classifying, not for offsets. */
export function plainText(line: Pick<Line, 'spans' | 'rtl'>): string {
  let text = '';
  let previous: Span | undefined;
  for (const span of line.spans) {
    if (previous !== undefined && needsSpace(previous, span, line.rtl)) text += ' ';
    text += span.text;
    previous = span;
  }
  return text;
}

const ideograph = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303F\uFF00-\uFFEF]/u;

/** True between characters of scripts that write no spaces. */
export function joinsWithoutSpace(before: string, after: string): boolean {
  return ideograph.test(before.slice(-1)) && ideograph.test(after.slice(0, 1));
}

/** True if a space parts two neighbouring spans of a line. */
export function needsSpace(previous: Span, span: Span, rtl: boolean): boolean {
  const gap = rtl ? previous.x - right(span) : span.x - right(previous);
  const size = Math.min(previous.size, span.size);
  if (joinsWithoutSpace(previous.text, span.text)) return gap > 0.6 * size;
  return gap > 0.18 * size || ((previous.spaceAfter || span.spaceBefore) && gap > -0.2 * size);
}
