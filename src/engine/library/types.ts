import type { DocumentState, FailedPage } from '../../contract/document.ts';
import type { Box } from '../../contract/geometry.ts';
import type { OutlineEntry, PageContent } from '../../contract/page.ts';
import type { Asked, Note } from '../../contract/protocol.ts';
import type { Snapshot } from '../memory/index.ts';

/** A document of the library. Times are milliseconds since 1970. */
export interface DocumentRecord {
  /** 16 hexadecimal digits, made from the file's hash and the model's: the same everywhere. */
  readonly id: string;
  /** SHA-256 of the file's bytes, hex. */
  readonly hash: string;
  /** The model that read it; another model reads the same file as a document of its own. */
  readonly modelHash: string;
  /** Where the file was last opened from. */
  readonly path: string;
  readonly kind: string;
  readonly title: string;
  readonly pageCount: number;
  readonly state: DocumentState;
  /** What made it fail; null unless `state` is 'failed'. */
  readonly failure: { readonly code: string; readonly message: string } | null;
  /** Pages whose text is in the passages (or that have none); `pageCount` when ready. */
  readonly pagesRead: number;
  readonly failedPages: readonly FailedPage[];
  readonly outline: readonly OutlineEntry[];
  readonly words: number;
  readonly tokens: number;
  readonly segments: number;
  /** UTF-16 units of the text in its passages. */
  readonly textLength: number;
  /** Size of the file. */
  readonly bytes: number;
  readonly addedAt: number;
  /** Null until it is ready. */
  readonly readAt: number | null;
  readonly openedAt: number;
}

/** A segment of a document as it is kept. Offsets are UTF-16 units into the document's text. */
export interface PassageRow {
  /** From 0. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly sentences: readonly { readonly start: number; readonly end: number }[];
  /** Mean importance logit of each sentence's tokens. */
  readonly importance: readonly number[];
  /** Mean write gate over the tokens. */
  readonly gate: number;
  readonly tokens: number;
}

/** Passage vectors, [rows, width] row-major. Kept in 8 bits a number: cosines are off by less than 0.005. */
export interface VectorMatrix {
  readonly rows: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** A page as far as the document's text is concerned. */
export interface PageRow {
  /** From 1. */
  readonly page: number;
  readonly label: string;
  /** PDF points. */
  readonly width: number;
  readonly height: number;
  /** Its text in the document's. Empty for a page without text. */
  readonly start: number;
  readonly end: number;
}

/** A passage that has words of a search. */
export interface WordHit {
  /** The document's id. */
  readonly document: string;
  /** Index of the passage in its document. */
  readonly passage: number;
  /** BM25 over the whole library; higher is better. */
  readonly bm25: number;
}

/** What a question to many documents must know of each. */
export type DocumentBrief = Pick<DocumentRecord, 'id' | 'title' | 'segments'>;

export interface Documents {
  /** All documents, last opened first; of one model if it is given. */
  list(modelHash?: string): DocumentRecord[];
  /** As `list`, but only what a question to many of them needs: a tenth of the time. */
  briefs(modelHash: string): DocumentBrief[];
  get(id: string): DocumentRecord | undefined;
  find(hash: string, modelHash: string): DocumentRecord | undefined;
  /** The document last opened from this path. */
  findByPath(path: string, modelHash?: string): DocumentRecord | undefined;
  /** Remembers where the file was opened from, and that it was opened now. */
  touch(id: string, path: string): DocumentRecord;
  rename(id: string, title: string): void;
  /** Removes a document with everything kept of it; false if there is none. Its words are gone from the file. */
  remove(id: string): boolean;
}

/** One document, as far as it is read: offset -> page -> boxes is a look-up, never a search for words. */
export interface DocumentReader {
  readonly record: DocumentRecord;
  readonly passageCount: number;
  /** Throws `bad_argument` outside 0..passageCount-1. */
  passage(index: number): PassageRow;
  /** Passages from `from` on, before `to`. */
  passages(from?: number, to?: number): PassageRow[];
  /** The index of the passage that holds the character at `offset`. */
  passageAt(offset: number): number;
  /** The vectors of all passages; kept while the document is in use. */
  vectors(): VectorMatrix;
  /** The document's text from `start` to `end`, clipped to what there is. */
  text(start?: number, end?: number): string;
  /** Passages that have any of the words, best first. Any user's text will do. */
  search(words: string, limit: number): { readonly passage: number; readonly bm25: number }[];
  /** All pages that have been taken in, in order. */
  pages(): PageRow[];
  page(page: number): PageRow | undefined;
  /** The page on which the character at `offset` stands; white space between two pages belongs to the first. */
  pageAt(offset: number): PageRow | undefined;
  /** A page with its blocks and runs, as it was extracted. Rectangles are off by 1/40 point at most, edges inside a run by 1/10. */
  pageContent(page: number): PageContent | undefined;
  /** Where the characters of [start, end) stand, on all the pages they stand on. */
  boxes(start: number, end: number): Box[];
  /** The memory after the last segment read, or the latest kept one that holds no more than the first `segments`. */
  memory(segments?: number): KeptMemory | undefined;
  /** How many of the first passages end on `page` or before it: what somebody may know who has read up to there. */
  passagesUpTo(page: number): number;
  /** After how many segments and pages memories are kept. */
  memories(): { readonly segments: number; readonly page: number }[];
}

export interface KeptMemory extends Snapshot {
  /** The last page that it holds whole. */
  readonly page: number;
}

/** A question with its answers, as it is to be kept. */
export type NewAsked = Omit<Asked, 'id' | 'askedAt'>;

export interface Questions {
  /** Keeps a question: with its document if it went to one, else as one to several. Throws `not_found`. */
  add(asked: NewAsked): Asked;
  /** Latest first. Of one document, or with null those to several. All if nothing is given. */
  list(document?: string | null): Asked[];
  remove(id: number): boolean;
}

export interface Notes {
  /** A document's notes in the order of its pages; those of one page as they were made. Throws `not_found`. */
  list(document: string): Note[];
  add(note: Omit<Note, 'id' | 'madeAt'>): Note;
  /** Throws `not_found`. */
  update(id: number, change: { readonly comment?: string; readonly colour?: Note['colour'] }): Note;
  remove(id: number): boolean;
}

/** Pictures of first pages, as data URLs. */
export interface Thumbnails {
  get(document: string): string | null;
  keep(document: string, image: string): void;
}

/** Something made of a document, as it is kept. */
export interface MadeThing {
  /** What it was made with. */
  readonly recipe: string;
  /** JSON; whoever takes it checks it against its schema. */
  readonly value: unknown;
  readonly madeAt: number;
}

/** What was made of a document last: a summary, a review by a playbook, its details. Errors: `not_found` (the document). */
export interface Made {
  get(document: string, kind: string, key?: string): MadeThing | undefined;
  /** Of all keys, what was made last. */
  latest(document: string, kind: string): (MadeThing & { readonly key: string }) | undefined;
  keep(document: string, kind: string, recipe: string, value: unknown, key?: string): void;
  remove(document: string, kind: string, key?: string): void;
}

export interface CollectionRow {
  readonly id: number;
  readonly name: string;
  /** Ids of documents. */
  readonly documents: readonly string[];
}

export interface Collections {
  /** Throws `bad_argument` for an empty name or one that is taken. */
  create(name: string): CollectionRow;
  list(): CollectionRow[];
  rename(id: number, name: string): void;
  remove(id: number): boolean;
  add(id: number, document: string): void;
  take(id: number, document: string): void;
}

export interface Settings {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  remove(key: string): void;
  all(): Record<string, unknown>;
}

export interface SearchOptions {
  /** Ids; all documents unless given. */
  readonly documents?: readonly string[];
  readonly limit?: number;
}
