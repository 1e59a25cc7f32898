import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/contract/answer.ts';
import { canAsk, historyKey, merged, sortedAnswers } from '../../src/renderer/logic/asking.ts';
import { answerAsText, citationOf } from '../../src/renderer/logic/citation.ts';
import { emphasise, searched } from '../../src/renderer/logic/emphasis.ts';
import { surenessOf } from '../../src/renderer/logic/sureness.ts';
import { byDocument } from '../../src/renderer/logic/search.ts';
import { en } from '../../src/renderer/i18n/en.ts';
import { placeOf } from './samples.ts';

const words = { page: en.common.page, notFound: en.ask.citationNotFound };
const answerOf = (fields: Partial<Answer>): Answer => ({
  question: 'What is the rent?',
  kind: 'span',
  found: true,
  best: placeOf({}),
  others: [],
  nearest: [],
  everything: null,
  ...fields,
});

describe('a citation', () => {
  it('has the sentence, the title and the page as the document numbers it', () => {
    expect(citationOf(placeOf({}), 'Lease', words)).toBe('“The rent is 1,200 pounds a month.” (Lease, page 2)');
  });

  it('has all hits where everything was read, the best one once', () => {
    const other = placeOf({ sentence: 'It rises by 3 per cent.', start: 90, end: 100, pageLabel: '7' });
    const text = answerAsText(answerOf({ everything: { passages: 12, hits: [placeOf({}), other], distinct: 2 } }), 'Lease', words);
    expect(text.split('\n')).toEqual(['What is the rent?', '“The rent is 1,200 pounds a month.” (Lease, page 2)', '- “It rises by 3 per cent.” (Lease, page 7)']);
  });

  it('says that it is not there', () => {
    expect(answerAsText(answerOf({ found: false, best: null }), 'Lease', words)).toBe('What is the rent?\nNot found in this document.');
  });
});

describe('the words of an answer in their sentence', () => {
  it('are cut out once', () => {
    expect(emphasise('a b a', 'b')).toEqual({ before: 'a ', words: 'b', after: ' a' });
    expect(emphasise('a b a', 'a')).toEqual({ before: '', words: 'a', after: ' b a' });
  });

  it('stand alone where the sentence does not hold them', () => {
    expect(emphasise('something else', 'words')).toEqual({ before: '', words: 'words', after: '' });
    expect(emphasise('a passage', '')).toEqual({ before: 'a passage', words: '', after: '' });
  });
});

describe('answers', () => {
  it('are as sure as their probability', () => {
    expect([0.95, 0.8, 0.6, 0.49, 0].map(surenessOf)).toEqual(['sure', 'sure', 'likely', 'unsure', 'unsure']);
  });

  it('of several documents stand with the surest first and the empty ones apart', () => {
    const of = (document: string, fields: Partial<Answer>) => ({ document, title: document, answer: answerOf(fields) });
    const sorted = sortedAnswers([
      of('a', { best: placeOf({ score: 0.4 }) }),
      of('b', { found: false, best: null }),
      of('c', { best: placeOf({ score: 0.9 }) }),
      of('d', { found: false, best: null, everything: { passages: 3, hits: [placeOf({})], distinct: 1 } }),
    ]);
    expect(sorted.found.map(({ document }) => document)).toEqual(['c', 'a', 'd']);
    expect(sorted.notFound.map(({ document }) => document)).toEqual(['b']);
  });

  it('collect the hits of every message', () => {
    const hit = (start: number) => ({ document: 'a', place: placeOf({ start }) });
    const first = merged(null, { done: 1, of: 10, secondsLeft: null, hits: [hit(1)] });
    const second = merged(first, { done: 5, of: 10, secondsLeft: 3, hits: [hit(2), hit(3)] });
    expect(second).toMatchObject({ done: 5, of: 10, secondsLeft: 3 });
    expect(second.hits.map(({ place }) => place.start)).toEqual([1, 2, 3]);
  });

  it('are kept with their document, or with those put to several', () => {
    expect(historyKey({ kind: 'document', document: 'a' })).toBe('a');
    expect(historyKey({ kind: 'collection', collection: 3 })).toBe('*');
    expect(historyKey({ kind: 'library' })).toBe('*');
  });

  it('can be had as soon as something was read', () => {
    const scope = { kind: 'document', document: 'a' } as const;
    expect(canAsk(null, [{ id: 'a', segments: 5 }], 0)).toBe(false);
    expect(canAsk(scope, [{ id: 'a', segments: 0 }], 0)).toBe(false);
    expect(canAsk(scope, [{ id: 'a', segments: 0 }], 4)).toBe(true);
    expect(canAsk({ kind: 'library' }, [{ id: 'a', segments: 1 }], 0)).toBe(true);
  });
});

describe('words that were searched for', () => {
  const found = (text: string, query: string): string[] => searched(text, query).filter((part) => part.isFound).map((part) => part.text);

  it('are marked wherever a word begins with them', () => {
    expect(found('Rent and rental, not current (RENT).', 'rent')).toEqual(['Rent', 'rental', 'RENT']);
    expect(found('The rent is due.', '"due" rent*')).toEqual(['rent', 'due']);
  });

  it('leave the text whole', () => {
    for (const query of ['', '(', 'a|b', 'rent']) expect(searched('a (rent) b', query).map((part) => part.text).join('')).toBe('a (rent) b');
  });
});

describe('search hits', () => {
  it('stand by document, the best hit’s first, in the order of the text', () => {
    const hit = (document: string, score: number, start: number) => ({ document, title: document.toUpperCase(), score, place: placeOf({ start }) });
    const groups = byDocument([hit('b', 9, 50), hit('a', 8, 10), hit('b', 7, 20), hit('b', 6, 20)]);
    expect(groups.map(({ title, hits }) => [title, hits.map(({ place }) => place.start)])).toEqual([
      ['B', [20, 50]],
      ['A', [10]],
    ]);
  });
});
