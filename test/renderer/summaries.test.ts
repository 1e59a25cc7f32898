import { describe, expect, it } from 'vitest';
import type { Summary, SummarySentence } from '../../src/contract/summary.ts';
import { ancestors, emptyForm, formOf, openAtFirst, pagesOf, requestOf, summaryAsText } from '../../src/renderer/logic/summary.ts';
import { en } from '../../src/renderer/i18n/en.ts';

const sentence = (text: string, page: number): SummarySentence => ({ text, page, pageLabel: String(page), start: page * 100, end: page * 100 + text.length, score: 0.5, boxes: [] });

describe('the form of a summary', () => {
  it('means the whole document, as long as it deserves, while nothing is filled in', () => {
    expect(requestOf(emptyForm, 20)).toEqual({ query: null, by: 'document', pages: null, length: { unit: 'auto' } });
  });

  it('takes one end of the pages alone, and all pages for none', () => {
    expect(pagesOf({ first: '3', last: '' }, 20)).toEqual({ first: 3, last: 20 });
    expect(pagesOf({ first: '', last: '4' }, 20)).toEqual({ first: 1, last: 4 });
    expect(pagesOf({ first: '1', last: '20' }, 20)).toBeNull();
  });

  it('refuses pages that the document does not have', () => {
    for (const [first, last] of [['0', '3'], ['5', '4'], ['2', '21'], ['x', ''], ['1.5', '3']] as const) {
      expect(requestOf({ ...emptyForm, first, last }, 20), `${first}–${last}`).toBeNull();
    }
  });

  it('comes back as it was from the request that it gave', () => {
    const form = { ...emptyForm, by: 'section', query: 'Who pays?', first: '3', last: '9', unit: 'words', words: 400 } as const;
    const request = requestOf(form, 20);
    expect(request).toEqual({ query: 'Who pays?', by: 'section', pages: { first: 3, last: 9 }, length: { unit: 'words', count: 400 } });
    expect(request === null ? null : formOf(request)).toEqual(form);
  });
});

describe('the sections of a summary', () => {
  it('know those that they stand in', () => {
    expect(ancestors([{ level: 1 }, { level: 2 }, { level: 3 }, { level: 2 }, { level: 1 }, { level: 3 }])).toEqual([[], [0], [0, 1], [0], [], [4]]);
  });

  it('begin open where they are few', () => {
    expect(openAtFirst(Array.from({ length: 5 }))).toBe(true);
    expect(openAtFirst(Array.from({ length: 80 }))).toBe(false);
  });
});

describe('a summary as text', () => {
  it('gives every sentence its page and every section its heading', () => {
    const summary: Summary = {
      query: null, by: 'section', pages: null, sentences: [sentence('The rent is\n1,200 pounds.', 2)],
      sections: [{ title: 'Rent', level: 1, firstPage: 2, lastPage: 3, sentences: [sentence('It is due monthly.', 3)] }, { title: 'Empty', level: 1, firstPage: 4, lastPage: 4, sentences: [] }],
      text: '', words: 9, sentencesRead: 40, pagesRead: 4,
    };
    expect(summaryAsText(summary, 'Lease', 'Read 4 of 4 pages', { page: en.common.page })).toBe('Lease\nRead 4 of 4 pages\n\nThe rent is 1,200 pounds. (page 2)\n\nRent\nIt is due monthly. (page 3)');
  });
});
