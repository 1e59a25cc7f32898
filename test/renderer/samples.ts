import type { Place } from '../../src/contract/answer.ts';
import type { LibraryDocument } from '../../src/contract/protocol.ts';

/** A document of the library, ready unless it is said otherwise. */
export function documentOf(fields: Partial<LibraryDocument>): LibraryDocument {
  return {
    id: 'a',
    title: 'A document',
    kind: 'pdf',
    file: '/documents/a.pdf',
    state: 'ready',
    failure: null,
    pages: 100,
    pagesRead: 100,
    failedPages: [],
    words: 30_000,
    tokens: 40_000,
    segments: 180,
    bytes: 1_000_000,
    addedAt: 1,
    readAt: 2,
    openedAt: 1,
    ...fields,
  };
}

export function placeOf(fields: Partial<Place>): Place {
  return {
    text: '1,200 pounds',
    sentence: 'The rent is 1,200 pounds a month.',
    page: 4,
    pageLabel: '2',
    start: 12,
    end: 24,
    score: 0.9,
    boxes: [{ page: 4, x: 72, y: 100, width: 60, height: 12 }],
    ...fields,
  };
}
