import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { OutlineEntry } from '../../contract/page.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { Database, Row } from './database.ts';
import { damaged } from './failures.ts';
import { numberIn, numberOrNullIn, textIn } from './rows.ts';
import type { DocumentRecord } from './types.ts';

const failedPages = z.array(z.object({ page: z.number(), label: z.string(), code: z.string(), message: z.string() }));
const failure = z.object({ code: z.string(), message: z.string() });
const state = z.enum(['reading', 'ready', 'failed']);
const outline: z.ZodType<OutlineEntry[]> = z.lazy(() => z.array(z.object({ title: z.string(), page: z.number().nullable(), children: outline })));

/** The id of the document that a model made of a file: 16 hexadecimal digits. */
export function documentId(hash: string, modelHash: string): string {
  return createHash('sha256').update(`${hash}:${modelHash}`).digest('hex').slice(0, 16);
}

/** Runs `read` over what the library holds; whatever it cannot make sense of is damage. */
export function reading<T>(database: Database, what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InfolioError) throw error;
    throw damaged(database.file, `${what}: ${reasonOf(error)}`, error);
  }
}

/** One line; zod's own message is a page of JSON. */
function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
}

export function recordOf(database: Database, row: Row): DocumentRecord {
  return reading(database, 'a document', () => ({
    id: textIn(row, 'id'),
    hash: textIn(row, 'hash'),
    modelHash: textIn(row, 'model'),
    path: textIn(row, 'path'),
    kind: textIn(row, 'kind'),
    title: textIn(row, 'title'),
    pageCount: numberIn(row, 'page_count'),
    state: state.parse(row.state),
    failure: row.failure === null ? null : failure.parse(JSON.parse(textIn(row, 'failure'))),
    pagesRead: numberIn(row, 'pages_read'),
    failedPages: failedPages.parse(JSON.parse(textIn(row, 'failed_pages'))),
    outline: outline.parse(JSON.parse(textIn(row, 'outline'))),
    words: numberIn(row, 'words'),
    tokens: numberIn(row, 'tokens'),
    segments: numberIn(row, 'segments'),
    textLength: numberIn(row, 'text_length'),
    bytes: numberIn(row, 'bytes'),
    addedAt: numberIn(row, 'added_at'),
    readAt: numberOrNullIn(row, 'read_at'),
    openedAt: numberIn(row, 'opened_at'),
  }));
}

/** The document and its key in the tables; throws `not_found`. */
export function findRecord(database: Database, id: string): { readonly key: number; readonly record: DocumentRecord } {
  const row = database.get('SELECT * FROM documents WHERE id = ?', id);
  if (row === undefined) throw new InfolioError('not_found', `The library has no document ${id}; open its file.`);
  return { key: numberIn(row, 'key'), record: recordOf(database, row) };
}

/** The document's key in the tables; throws `not_found`. */
export function keyOf(database: Database, id: string): number {
  const key = database.value('SELECT key FROM documents WHERE id = ?', id);
  if (typeof key !== 'number') throw new InfolioError('not_found', `The library has no document ${id}; open its file.`);
  return key;
}
