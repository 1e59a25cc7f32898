import type { Row } from './database.ts';
import { indexBits } from './limits.ts';

const perDocument = 2 ** indexBits;

/** The number of a document's passage in its table. */
export function passageId(document: number, index: number): number {
  return document * perDocument + index;
}

/** The passage's index in its document. */
export function indexOf(passage: number): number {
  return passage % perDocument;
}

/** The document's key. */
export function documentOf(passage: number): number {
  return Math.floor(passage / perDocument);
}

export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`${column} is no text`);
  return value;
}

export function numberIn(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`${column} is no number`);
  return value;
}

export function numberOrNullIn(row: Row, column: string): number | null {
  return row[column] === null ? null : numberIn(row, column);
}

export function bytesIn(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new TypeError(`${column} is no bytes`);
  return value;
}
