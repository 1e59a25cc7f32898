import type { FailedPage } from '../../contract/document.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { OutlineEntry, PageContent } from '../../contract/page.ts';
import { encodeMemory, giveBack } from '../memory/index.ts';
import type { Memory } from '../memory/index.ts';
import type { Database } from './database.ts';
import { giveBackSpace } from './space.ts';
import { checksumOf, deflated } from './deflated.ts';
import { encodeLayout } from './layout.ts';
import { claimReading } from './lock.ts';
import { thinMemories } from './memories.ts';
import { documentId, findRecord, keyOf } from './records.ts';
import { numberIn, passageId, textIn } from './rows.ts';
import { encodeSentences } from './sentences.ts';
import type { DocumentRecord } from './types.ts';
import { encodeVector } from './vectors.ts';

/** A file that is to be read. */
export interface NewDocument {
  readonly hash: string;
  readonly modelHash: string;
  readonly path: string;
  readonly kind: string;
  readonly title: string;
  readonly pageCount: number;
  readonly outline: readonly OutlineEntry[];
  readonly bytes: number;
  /** What was read of it until now is forgotten. */
  readonly anew?: boolean;
}

/** Where a reading stands: what was taken in of the file, and what of that is in no passage yet. */
export interface ReadingPoint {
  readonly nextPage: number;
  /** What stands between the text so far and the next page's: '' before the first page that has text. */
  readonly joiner: string;
  /** The text from the end of the last passage to the end of what was taken in. */
  readonly pending: string;
}

/** A page with its place in the document's text. */
export interface TakenPage {
  readonly content: PageContent;
  readonly start: number;
}

export interface NewPassage {
  readonly index: number;
  readonly start: number;
  readonly text: string;
  readonly words: number;
  readonly tokens: number;
  readonly sentences: readonly { readonly start: number; readonly end: number }[];
  /** One a sentence. */
  readonly importance: readonly number[];
  readonly gate: number;
  readonly vector: Float32Array;
}

/** One step of a reading. `from` is where it began: nobody else may have gone on from there. */
export interface Checkpoint {
  readonly from: { readonly nextPage: number; readonly segments: number };
  readonly point: ReadingPoint;
  readonly pages: readonly TakenPage[];
  readonly failedPages: readonly FailedPage[];
  readonly passages: readonly NewPassage[];
  /** After the last of the passages; null if there are none. */
  readonly memory: Memory | null;
  /** The last page whose text is in the passages whole. */
  readonly pagesRead: number;
}

/** What a reading does to the library; every step is whole or not at all. */
export interface Intake {
  /** This process alone reads the document until it is released; throws `library_locked`. */
  claim(hash: string, modelHash: string): () => void;
  /** Takes a document in, or up again. One that failed begins anew. */
  begin(document: NewDocument): { readonly record: DocumentRecord; readonly point: ReadingPoint };
  /** Throws `library_locked` if another reading has gone on meanwhile. */
  checkpoint(id: string, checkpoint: Checkpoint): DocumentRecord;
  finish(id: string): DocumentRecord;
  fail(id: string, failure: { readonly code: string; readonly message: string }): DocumentRecord;
}

const start: ReadingPoint = { nextPage: 1, joiner: '', pending: '' };

export function intakeOf(database: Database): Intake {
  return {
    claim: (hash, modelHash) => claimReading(database.file, documentId(hash, modelHash)),
    begin: (document) => database.transaction(() => begin(database, document)),
    checkpoint: (id, checkpoint) => database.transaction(() => take(database, id, checkpoint)),
    finish: (id) => {
      const record = database.transaction(() => {
        database.run('DELETE FROM readings WHERE document = ?', keyOf(database, id));
        database.run("UPDATE documents SET state = 'ready', read_at = ?, pages_read = page_count WHERE id = ?", Date.now(), id);
        return findRecord(database, id).record;
      });
      giveBackSpace(database);
      return record;
    },
    fail: (id, failure) => database.transaction(() => {
      database.run('DELETE FROM readings WHERE document = ?', keyOf(database, id));
      database.run("UPDATE documents SET state = 'failed', failure = ? WHERE id = ?", JSON.stringify(failure), id);
      return findRecord(database, id).record;
    }),
  };
}

function begin(database: Database, document: NewDocument): { readonly record: DocumentRecord; readonly point: ReadingPoint } {
  const id = documentId(document.hash, document.modelHash);
  const now = Date.now();
  const state = database.value('SELECT state FROM documents WHERE id = ?', id);
  if (state === 'failed' || (document.anew === true && state !== undefined)) startOver(database, keyOf(database, id));
  if (state === undefined) {
    database.run(
      `INSERT INTO documents (id, hash, model, path, kind, title, page_count, state, outline, bytes, added_at, opened_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'reading', ?, ?, ?, ?)`,
      id, document.hash, document.modelHash, document.path, document.kind, document.title, document.pageCount,
      JSON.stringify(document.outline), document.bytes, now, now,
    );
    database.run("INSERT INTO readings (document, next_page, joiner, pending) VALUES (?, 1, '', '')", keyOf(database, id));
  } else {
    database.run('UPDATE documents SET path = ?, opened_at = ? WHERE id = ?', document.path, now, id);
  }
  return { record: findRecord(database, id).record, point: pointOf(database, keyOf(database, id)) };
}

function pointOf(database: Database, key: number): ReadingPoint {
  const row = database.get('SELECT * FROM readings WHERE document = ?', key);
  if (row === undefined) return start;
  return { nextPage: numberIn(row, 'next_page'), joiner: textIn(row, 'joiner'), pending: textIn(row, 'pending') };
}

/** Forgets what was read of a document and what was made of that, but not its questions, notes and collections. */
function startOver(database: Database, key: number): void {
  for (const table of ['passages', 'pages', 'memories', 'readings', 'made']) database.run(`DELETE FROM ${table} WHERE document = ?`, key);
  database.run(
    `UPDATE documents SET state = 'reading', failure = NULL, pages_read = 0, failed_pages = '[]', words = 0, tokens = 0, segments = 0,
     text_length = 0, read_at = NULL WHERE key = ?`,
    key,
  );
  database.run("INSERT INTO readings (document, next_page, joiner, pending) VALUES (?, 1, '', '')", key);
}

function take(database: Database, id: string, step: Checkpoint): DocumentRecord {
  const { key, record } = findRecord(database, id);
  const { nextPage, joiner, pending } = step.point;
  const moved = database.run(
    'UPDATE readings SET next_page = ?, joiner = ?, pending = ? WHERE document = ? AND next_page = ?',
    nextPage, joiner, pending, key, step.from.nextPage,
  );
  if (moved !== 1 || record.segments !== step.from.segments || record.state !== 'reading') {
    throw new InfolioError('library_locked', `Another Infolio has gone on reading ${record.title}; wait for it to finish and open the document again.`);
  }
  for (const page of step.pages) addPage(database, key, page);
  for (const passage of step.passages) addPassage(database, key, passage);
  const sum = (of: (passage: NewPassage) => number): number => step.passages.reduce((total, passage) => total + of(passage), 0);
  const segments = record.segments + step.passages.length;
  const textLength = record.textLength + sum((passage) => passage.text.length);
  database.run(
    'UPDATE documents SET pages_read = ?, failed_pages = ?, words = words + ?, tokens = tokens + ?, segments = ?, text_length = ? WHERE key = ?',
    step.pagesRead, JSON.stringify([...record.failedPages, ...step.failedPages]), sum((passage) => passage.words), sum((passage) => passage.tokens), segments, textLength, key,
  );
  if (step.memory !== null) {
    const snapshot = encodeMemory(step.memory, record.modelHash, segments);
    thinMemories(database, key, segments, record.modelHash);
    database.run('INSERT INTO memories (document, segments, page, snapshot) VALUES (?, ?, ?, ?)', key, segments, step.pagesRead, snapshot);
    giveBack(snapshot);
  }
  return findRecord(database, id).record;
}

function addPage(database: Database, key: number, { content, start: at }: TakenPage): void {
  database.run(
    'INSERT INTO pages (document, page, label, width, height, start, end, continues, layout) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    key, content.page, content.label, content.width, content.height, at, at + content.text.length, content.continues ? 1 : 0, encodeLayout(content),
  );
}

function addPassage(database: Database, key: number, passage: NewPassage): void {
  const id = passageId(key, passage.index);
  const sentences = encodeSentences(passage.sentences, passage.start, passage.importance);
  const text = deflated(passage.text);
  database.run(
    'INSERT INTO passages (id, document, start, tokens, gate, sentences, vector, text, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    id, key, passage.start, passage.tokens, passage.gate, sentences, encodeVector(passage.vector), text, checksumOf(passage.start, sentences, text),
  );
  database.run('INSERT INTO passages_fts (rowid, text) VALUES (?, ?)', id, passage.text);
}
