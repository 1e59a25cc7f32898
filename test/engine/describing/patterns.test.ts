import { describe, expect, test } from 'vitest';
import { abbreviationsIn } from '../../../src/engine/describing/abbreviations.ts';
import { definitionsIn } from '../../../src/engine/describing/definitions.ts';
import { figuresIn } from '../../../src/engine/describing/figures.ts';
import { Finder } from '../../../src/engine/describing/finder.ts';
import { wordsOf } from '../../../src/engine/describing/words.ts';

describe('terms are defined', () => {
  test.each([
    ['between HARROW MILL HOLDINGS LLC, having its office in Maine (“the Lessor”), and TIDEWATER BINDERY, INC. (the "Lessee")', ['Lessor', 'Lessee']],
    ['(a) “Additional Rent” means every sum, other than Base Rent, that the Lessee is bound to pay.', ['Additional Rent']],
    ['"Affiliate" or "Affiliates" shall mean any entity (each, a "Party" and together the "Parties").', ['Affiliate', 'Affiliates', 'Party', 'Parties']],
    ['The agent, hereinafter called the Agent, and the term “Spring Tide” shall mean this.', ['Agent', 'Spring Tide']],
    ['3.1 Business Day means any day other than a Saturday.', ['Business Day']],
    ['In turn, drought stress is defined as the lack of water.', ['drought stress']],
    ['We call this the water debt.', ['water debt']],
    ['The Athlete and the Company, collectively referred to herein as the “Group”, agree.', ['Group']],
  ])('%s', (sentence, terms) => {
    const found = definitionsIn(sentence);
    expect(found.map((one) => one.term)).toEqual(terms);
    for (const one of found) expect(sentence.slice(one.start, one.end)).toBe(one.term);
  });

  test.each(['She means well, and it means nothing.', 'This means that the tide (“at last,” he said) had turned.', 'It is defined.', 'The rent (see Section 4) is due in ten (10) days.'])('nothing: %s', (sentence) => {
    expect(definitionsIn(sentence)).toEqual([]);
  });
});

describe('abbreviations', () => {
  test.each([
    ['The net ecosystem carbon balance (NECB) is the sum.', 'NECB', 'net ecosystem carbon balance'],
    ['a Long Short-Term Memory (LSTM) network', 'LSTM', 'Long Short-Term Memory'],
    ['Samples for dissolved organic carbon (DOC; n = 3) were taken', 'DOC', 'dissolved organic carbon'],
  ])('%s', (sentence, short, long) => {
    expect(abbreviationsIn(sentence)).toEqual([expect.objectContaining({ short, long })]);
  });

  test.each(['within ten (10) days', 'article four (iv)', 'the moss (Sphagnum)', 'a letter (OK) came'])('none: %s', (sentence) => {
    expect(abbreviationsIn(sentence)).toEqual([]);
  });
});

describe('dates and sums, where they stand', () => {
  test.each([
    ['made on the 9th day of June, 2021, between', [['9th day of June, 2021', '2021-06-09']]],
    ['in March 2021, 22 cover three years or fewer', [['March 2021', '2021-03']]],
    ['Drains were first cut in 1846, and since 1998 none.', [['1846', '1846'], ['1998', '1998']]],
    ['Fifth | 1 September 2025 | $21,330.64', [['1 September 2025', '2025-09-01'], ['$21,330.64', '21330.64 USD']]],
    ['twelve per cent (12%) a year', [['12%', '12 %']]],
    ['at a cost of 1,940 euros per hectare', [['1,940 euros', '1940 EUR']]],
    ['合同签订于2021年6月9日。', [['2021年6月9日', '2021-06-09']]],
  ])('%s', (sentence, expected) => {
    expect(figuresIn(sentence).map(({ start, end, value }) => [sentence.slice(start, end), value])).toEqual(expected);
  });

  test.each(['Section 4.1.12 applies', 'ISBN 978-1-60558-392-1/09/06', 'in 1200 of the words', 'thirty days after 1 January', 'page 2014, line 3'])('none: %s', (sentence) => {
    expect(figuresIn(sentence)).toEqual([]);
  });
});

test('a term inside a longer one is not named there', () => {
  const finder = new Finder<string>(true);
  finder.add(['Lease'], 'Lease');
  finder.add(['Lease', 'Year'], 'Lease Year');
  expect(finder.find(wordsOf('In each Lease Year of this Lease a lease ends.')).map((hit) => hit.value)).toEqual(['Lease Year', 'Lease']);
});

test.each([['"X"', ', the '], ['"a" and ', '"b", '], ['“', '“'], ['(', '(the '], ['A.', 'A.']])('whatever is repeated, a sentence is looked through at once: %s%s', (first, again) => {
  const sentence = `${first}${again.repeat(4_000 / again.length)} means`.slice(-4_000);
  const began = performance.now();
  definitionsIn(sentence);
  figuresIn(sentence);
  expect(performance.now() - began).toBeLessThan(3_000);
});
