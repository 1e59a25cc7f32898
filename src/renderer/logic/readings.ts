import type { LibraryDocument } from '../../contract/protocol.ts';
import type { ReadingProgress } from '../../contract/document.ts';

/** A reading that goes on, as far as it is known here. `progress` is null until it has begun. */
export interface Reading {
  readonly path: string;
  readonly document: string | null;
  readonly progress: ReadingProgress | null;
}

/** What a row of the library says about its document. */
export type RowState =
  | { readonly kind: 'ready' }
  | { readonly kind: 'partly'; readonly failedPages: number }
  | { readonly kind: 'preparing' }
  | { readonly kind: 'reading'; readonly share: number; readonly secondsLeft: number | null }
  | { readonly kind: 'stopped'; readonly share: number }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export function rowStateOf(document: LibraryDocument, reading: Reading | undefined): RowState {
  if (reading !== undefined && document.state !== 'ready') {
    const { progress } = reading;
    if (progress === null) return { kind: 'preparing' };
    return { kind: 'reading', share: shareOf(progress.pagesRead, progress.pageCount), secondsLeft: progress.secondsLeft };
  }
  if (document.state === 'failed') {
    return { kind: 'failed', code: document.failure?.code ?? 'internal', message: document.failure?.message ?? '' };
  }
  if (document.state === 'reading') return { kind: 'stopped', share: shareOf(document.pagesRead, document.pages) };
  return document.failedPages.length > 0 ? { kind: 'partly', failedPages: document.failedPages.length } : { kind: 'ready' };
}

/** Pages read so far, from the event where it is newer than the list. */
export function pagesReadOf(document: LibraryDocument, reading: Reading | undefined): number {
  return Math.max(document.pagesRead, reading?.progress?.pagesRead ?? 0);
}

/** The readings after an event about one of them. */
export function withReading(readings: readonly Reading[], event: Reading & { readonly ended: boolean }): Reading[] {
  const isSame = (other: Reading): boolean => other.path === event.path || (event.document !== null && other.document === event.document);
  const before = readings.find(isSame);
  const rest = readings.filter((other) => !isSame(other));
  if (event.ended) return rest;
  return [...rest, { path: event.path, document: event.document ?? before?.document ?? null, progress: event.progress ?? before?.progress ?? null }];
}

/** Latest opened first. `opened` says when each was last opened on this screen; ties by when they were added. */
export function byRecency(documents: readonly LibraryDocument[], opened: Readonly<Record<string, number>>): LibraryDocument[] {
  const at = (document: LibraryDocument): number => Math.max(document.openedAt, opened[document.id] ?? 0);
  return [...documents].sort((a, b) => at(b) - at(a) || b.addedAt - a.addedAt);
}

/** The last part of a path of either kind of system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/u).findLast((part) => part !== '') ?? path;
}

/** Whether a password would open a protected file of this name: those of Word and of booksellers are opened by no password here. */
export function takesPassword(path: string): boolean {
  return !/\.(?:docx?|epub|x?html?)$/iu.test(path);
}

function shareOf(done: number, of: number): number {
  return of === 0 ? 0 : Math.min(1, done / of);
}
