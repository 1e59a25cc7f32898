import ExcelJS from 'exceljs';
import type { Report } from '../../../contract/report.ts';
import { flat, headOf } from '../describe.ts';
import { tablesOf } from '../table.ts';
import type { Cell, Table } from '../table.ts';

/** Widest column in characters; longer texts are wrapped. */
const widest = 60;

/** Excel's own limit for the text of a cell. */
const cellCharacters = 32_767;

/** The report as a workbook: a sheet a table, and one that says what was read. Texts are texts, never formulas. */
export async function xlsx(report: Report): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  book.creator = 'Infolio';
  book.title = flat(report.title);
  book.created = new Date(report.madeAt);
  const names = new Set<string>();
  for (const table of tablesOf(report)) addSheet(book, table, names);
  const about = book.addWorksheet(sheetName('About', names));
  about.columns = [{ width: 16 }, { width: 100 }];
  for (const { name, text } of headOf(report)) about.addRow([name, flat(text)]);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

function addSheet(book: ExcelJS.Workbook, { name, columns, rows }: Table, names: Set<string>): void {
  const sheet = book.addWorksheet(sheetName(name, names), { views: [{ state: 'frozen', xSplit: 1, ySplit: 1 }] });
  sheet.columns = columns.map((column, at) => ({ width: Math.min(widest, Math.max(10, ...[column, ...rows.map((row) => textOf(row[at] ?? null))].map((text) => text.length + 2))) }));
  sheet.addRow(columns.map((column) => column.slice(0, cellCharacters))).font = { bold: true };
  for (const row of rows) {
    const added = sheet.addRow(row.map((cell) => valueOf(cell)));
    added.alignment = { vertical: 'top', wrapText: true };
    row.forEach((cell, at) => {
      if (cell !== null && typeof cell === 'object') added.getCell(at + 1).font = { color: { argb: 'FF1F5FAE' }, underline: true };
    });
  }
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: rows.length + 1, column: columns.length } };
}

function valueOf(cell: Cell): ExcelJS.CellValue {
  if (cell === null || typeof cell === 'number') return cell;
  if (typeof cell === 'string') return cell.slice(0, cellCharacters);
  return { text: cell.text, hyperlink: cell.link };
}

function textOf(cell: Cell): string {
  return cell === null ? '' : typeof cell === 'object' ? cell.text : String(cell);
}

/** Names of sheets have at most 31 characters, none of `*?:\/[]`, and are each there once. */
function sheetName(name: string, taken: Set<string>): string {
  const plain = flat(name.replaceAll(/[*?:\\/[\]']/g, ' ')).slice(0, 28) || 'Sheet';
  const free = taken.has(plain.toLowerCase()) ? `${plain} ${taken.size + 1}` : plain;
  taken.add(free.toLowerCase());
  return free;
}
