import { describe, expect, it } from 'vitest';
import type { ReadingProgress } from '../../src/contract/document.ts';
import { isReadable } from '../../src/contract/formats.ts';
import { byRecency, fileName, pagesReadOf, rowStateOf, takesPassword, withReading } from '../../src/renderer/logic/readings.ts';
import { documentOf } from './samples.ts';

const progress = (pagesRead: number): ReadingProgress => ({ pagesRead, pageCount: 100, segments: 1, tokens: 200, tokensPerSecond: 900, secondsLeft: 30 });

describe('the row of a document', () => {
  it('says how far its reading is', () => {
    const document = documentOf({ state: 'reading', pagesRead: 10 });
    const reading = { path: document.file, document: document.id, progress: progress(43) };
    expect(rowStateOf(document, reading)).toEqual({ kind: 'reading', share: 0.43, secondsLeft: 30 });
    expect(pagesReadOf(document, reading)).toBe(43);
  });

  it('says that a reading begins, and where one stopped', () => {
    const document = documentOf({ state: 'reading', pagesRead: 10 });
    expect(rowStateOf(document, { path: document.file, document: null, progress: null })).toEqual({ kind: 'preparing' });
    expect(rowStateOf(document, undefined)).toEqual({ kind: 'stopped', share: 0.1 });
    expect(rowStateOf(documentOf({ state: 'reading', pages: 0, pagesRead: 0 }), undefined)).toEqual({ kind: 'stopped', share: 0 });
  });

  it('names the pages that failed, and why a document did', () => {
    const page = { page: 3, label: '3', code: 'page_failed', message: 'damaged' };
    expect(rowStateOf(documentOf({ failedPages: [page, page] }), undefined)).toEqual({ kind: 'partly', failedPages: 2 });
    expect(rowStateOf(documentOf({ state: 'failed', failure: { code: 'no_text', message: 'no text' } }), undefined)).toEqual({
      kind: 'failed',
      code: 'no_text',
      message: 'no text',
    });
  });

  it('is ready whatever a late event says', () => {
    const document = documentOf({});
    expect(rowStateOf(document, { path: document.file, document: document.id, progress: progress(99) })).toEqual({ kind: 'ready' });
  });
});

describe('events about readings', () => {
  it('are told apart by path, and by document once it is known', () => {
    let readings = withReading([], { path: '/a.pdf', document: null, progress: null, ended: false });
    readings = withReading(readings, { path: '/a.pdf', document: 'a', progress: progress(1), ended: false });
    readings = withReading(readings, { path: '/b.pdf', document: 'b', progress: null, ended: false });
    expect(readings.map(({ document }) => document)).toEqual(['a', 'b']);
    // Another path to the same document is the same reading.
    readings = withReading(readings, { path: '/link.pdf', document: 'a', progress: progress(2), ended: false });
    expect(readings).toHaveLength(2);
    expect(withReading(readings, { path: '/link.pdf', document: 'a', progress: null, ended: true }).map(({ document }) => document)).toEqual(['b']);
  });

  it('keep what an earlier one said', () => {
    const before = withReading([], { path: '/a.pdf', document: 'a', progress: progress(7), ended: false });
    expect(withReading(before, { path: '/a.pdf', document: null, progress: null, ended: false })).toEqual(before);
  });
});

describe('the list', () => {
  it('begins with what was opened last', () => {
    const documents = [documentOf({ id: 'a', openedAt: 5 }), documentOf({ id: 'b', openedAt: 9 }), documentOf({ id: 'c', openedAt: 1 })];
    expect(byRecency(documents, { c: 20 }).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('calls files by their names', () => {
    expect(fileName('/home/ada/lease.pdf')).toBe('lease.pdf');
    expect(fileName('C:\\Users\\Ada\\lease.pdf')).toBe('lease.pdf');
    expect(fileName('lease.pdf')).toBe('lease.pdf');
  });

  it('knows what can be read', () => {
    expect(['a.PDF', 'b.md', 'c.txt', 'd.docx', 'e.EPUB', 'f.html', 'g.htm'].every(isReadable)).toBe(true);
    expect(['a.odt', 'pdf', '.pdf', 'b.pdf.exe'].some(isReadable)).toBe(false);
  });

  it('asks for a password only where one opens the file', () => {
    expect(['a.pdf', 'download'].every(takesPassword)).toBe(true);
    expect(['a.docx', 'b.EPUB', 'c.html'].some(takesPassword)).toBe(false);
  });
});
