import type { Report } from '../../../contract/report.ts';
import { tablesOf } from '../table.ts';
import type { Cell } from '../table.ts';

/** Cells that a spreadsheet would take for a formula (OWASP: CSV injection). */
const formula = /^[=+\-@\t\r]/;

/**
 * The report's tables as CSV (RFC 4180: CRLF, quotes doubled), UTF-8; several are parted by an empty line. A text that a
 * spreadsheet would run as a formula gets an apostrophe in front, which spreadsheets take off again.
 */
export function csv(report: Report): string {
  const line = (cells: readonly Cell[]): string => cells.map(field).join(',');
  return tablesOf(report)
    .map((table) => [line(table.columns), ...table.rows.map(line), ''].join('\r\n'))
    .join('\r\n');
}

function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = typeof cell === 'string' ? cell : cell.text;
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
