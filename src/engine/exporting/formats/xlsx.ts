import writeExcelFile from 'write-excel-file/node';
import type { CellObject, Sheet } from 'write-excel-file/node';
import type { Report } from '../../../contract/report.ts';
import { flat, headOf } from '../describe.ts';
import { tablesOf } from '../table.ts';
import type { Cell, Table } from '../table.ts';
import { workbookExtras } from './xlsx-extras.ts';
import type { CellLink, FileContent } from './xlsx-extras.ts';

/** Widest column in characters; longer texts are wrapped. */
const widest = 60;

/** Excel's own limit for the text of a cell. */
const cellCharacters = 32_767;

/** Shown as what it is, and not taken for a formula or a number: Excel's format "Text". */
const asText = '@';

/** The report as a workbook: a sheet a table, and one that says what was read. Texts are texts, never formulas. */
export async function xlsx(report: Report): Promise<Uint8Array> {
  const tables = tablesOf(report);
  const names = new Set<string>();
  const sheets = [...tables.map((table) => sheetOf(table, names)), aboutSheet(report, names)];
  const extras = workbookExtras(
    { title: flat(report.title), madeAt: report.madeAt },
    [...tables.map((table) => ({ links: linksOf(table), rows: table.rows.length + 1, columns: table.columns.length })), null],
  );
  return new Uint8Array(await writeExcelFile(sheets, { features: [extras] }).toBuffer());
}

function sheetOf({ name, columns, rows }: Table, names: Set<string>): Sheet<FileContent> {
  return {
    sheet: sheetName(name, names),
    stickyRowsCount: 1,
    stickyColumnsCount: 1,
    columns: columns.map((column, at) => ({ width: Math.min(widest, Math.max(10, ...[column, ...rows.map((row) => textOf(row[at] ?? null))].map((text) => text.length + 2))) })),
    data: [columns.map((column) => ({ ...textCell(column), fontWeight: 'bold' as const })), ...rows.map((row) => row.map(cellOf))],
  };
}

function aboutSheet(report: Report, names: Set<string>): Sheet<FileContent> {
  return {
    sheet: sheetName('About', names),
    columns: [{ width: 16 }, { width: 100 }],
    data: headOf(report).map(({ name, text }) => [textCell(name), textCell(flat(text))]),
  };
}

function cellOf(cell: Cell): CellObject | null {
  if (cell === null || cell === '') return null;
  if (typeof cell === 'number') return { value: cell, type: Number, alignVertical: 'top' };
  if (typeof cell === 'string') return textCell(cell);
  return { ...textCell(cell.text), textColor: '#1F5FAE', textDecoration: { underline: true } };
}

function textCell(text: string): CellObject {
  return { value: text.slice(0, cellCharacters), type: String, format: asText, wrap: true, alignVertical: 'top' };
}

/** Where the cells of a table link to; its first row is the second of the sheet. */
function linksOf({ rows }: Table): CellLink[] {
  return rows.flatMap((row, at) => row.flatMap((cell, column) => (cell !== null && typeof cell === 'object' ? [{ row: at + 1, column, address: cell.link }] : [])));
}

function textOf(cell: Cell): string {
  return cell === null ? '' : typeof cell === 'object' ? cell.text : String(cell);
}

/** Names of sheets have at most 31 characters, none of `*?:\/[]`, and are each there once. */
function sheetName(name: string, taken: Set<string>): string {
  const plain = flat(name.replaceAll(/[*?:\\/[\]']/g, ' ')).slice(0, 28).trim() || 'Sheet';
  const free = taken.has(plain.toLowerCase()) ? `${plain} ${taken.size + 1}` : plain;
  taken.add(free.toLowerCase());
  return free;
}
