import type { Span } from '../extract/span.ts';
import { median } from './columns.ts';
import { plainText } from './line.ts';
import type { Line } from './line.ts';
import type { Survey } from './survey.ts';

const edges = ['top', 'bottom'] as const;
type Edge = (typeof edges)[number];

const mostRows = 3;
const zone = 0.14;

/**
 * The spans of running headers, footers and page numbers: rows at the edge of the page that a page within two of it
 * repeats at the same height, numbers aside, and that stand apart from the body; or a lone page number. Never the
 * whole page.
 */
export function furnitureOf(page: Survey, others: readonly Survey[]): Set<Span> {
  const found = new Set<Span>();
  for (const edge of edges) {
    for (const row of furnitureRows(page, others, edge)) row.spans.forEach((span) => found.add(span));
  }
  return page.raw.spans.every((span) => found.has(span)) ? new Set() : found;
}

function furnitureRows(page: Survey, others: readonly Survey[], edge: Edge): readonly Line[] {
  const rows = inwards(page, edge);
  const pitch = median(page.rows.slice(1).map((row, index) => row.baseline - (page.rows[index]?.baseline ?? 0)));
  let outer = 0;
  const first = rows[0];
  if (first !== undefined && inZone(first, page, edge) && isPageNumber(first, page, others, edge)) outer = 1;
  let repeated = 0;
  for (let count = outer + 1; count <= Math.min(outer + mostRows, rows.length); count++) {
    const row = rows[count - 1];
    if (row === undefined || !inZone(row, page, edge) || !isRepeated(row, page, others, edge)) break;
    const inner = rows[count];
    const apart = inner === undefined || Math.abs(inner.baseline - row.baseline) > 1.3 * Math.max(pitch, row.size);
    const smaller = inner !== undefined && row.size < 0.85 * inner.size;
    if (apart || smaller) repeated = count;
  }
  if (outer === 0 && repeated === 0 && rows[1] !== undefined && inZone(rows[1], page, edge) && isPageNumber(rows[1], page, others, edge)) return [rows[1]];
  return rows.slice(0, Math.max(outer, repeated));
}

function inwards(page: Survey, edge: Edge): readonly Line[] {
  return edge === 'top' ? page.rows : [...page.rows].reverse();
}

function depthOf(row: Line, page: Survey, edge: Edge): number {
  return edge === 'top' ? row.baseline : page.raw.height - row.baseline;
}

function inZone(row: Line, page: Survey, edge: Edge): boolean {
  return depthOf(row, page, edge) < zone * page.raw.height;
}

function isRepeated(row: Line, page: Survey, others: readonly Survey[], edge: Edge): boolean {
  const pattern = patternOf(row);
  const depth = depthOf(row, page, edge);
  return others.some((other) =>
    inwards(other, edge).slice(0, mostRows + 1).some((candidate) => Math.abs(depthOf(candidate, other, edge) - depth) < 0.8 * row.size && patternOf(candidate) === pattern),
  );
}

function patternOf(row: Line): string {
  return plainText(row).toLowerCase().replace(/\p{N}+/gu, '#').replace(/\b[ivxlc]+\b/gu, '#').replace(/\s+/gu, ' ');
}

function isPageNumber(row: Line, page: Survey, others: readonly Survey[], edge: Edge): boolean {
  const number = pageNumber(plainText(row));
  if (number === null) return false;
  if (number.toLowerCase() === page.raw.label.toLowerCase() || number === String(page.raw.page)) return true;
  const value = Number(number);
  return others.some((other) => {
    return inwards(other, edge).slice(0, 2).some((candidate) => {
      const theirs = pageNumber(plainText(candidate));
      if (theirs === null || Math.abs(depthOf(candidate, other, edge) - depthOf(row, page, edge)) > row.size) return false;
      // Roman numerals need no arithmetic: two of them in the same place are page numbers.
      return Number.isNaN(value) ? Number.isNaN(Number(theirs)) : Number(theirs) - value === other.raw.page - page.raw.page;
    });
  });
}

function pageNumber(text: string): string | null {
  const match = /^(?:page|seite|p\.?|pg\.?)?\s*[-–—·|[(]*\s*(\d{1,4}|[ivxlc]{1,7})\s*[-–—·|\])]*(?:\s*(?:of|von|\/)\s*\d{1,4})?$/iu.exec(text.trim());
  return match?.[1] ?? null;
}
