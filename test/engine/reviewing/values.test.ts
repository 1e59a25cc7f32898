import { describe, expect, test } from 'vitest';
import type { Place } from '../../../src/contract/answer.ts';
import { playbookItemSchema } from '../../../src/contract/review.ts';
import { amountsIn, datesIn, partiesIn, periodsIn, valueOf } from '../../../src/engine/reviewing/values/index.ts';

describe('sums of money and percentages', () => {
  test.each([
    ['eighteen thousand four hundred dollars ($18,400.00)', 18_400, 'USD'],
    ['twenty-one thousand two hundred and fifty dollars', 21_250, 'USD'],
    ['$5 million', 5_000_000, 'USD'],
    ['US$ 1,250,000.50', 1_250_000.5, 'USD'],
    ['EUR 3.5 million', 3_500_000, 'EUR'],
    ['1,940 euros', 1940, 'EUR'],
    ['fifty pounds sterling', 50, 'GBP'],
    ['three per cent (3%)', 3, '%'],
    ['31.6 percent', 31.6, '%'],
  ])('%s', (words, amount, unit) => {
    expect(amountsIn(words)).toEqual([expect.objectContaining({ amount, unit })]);
  });

  test('two sums are two, in their order; weights and plain numbers are none', () => {
    expect(amountsIn('$21,250.00 | $255,000.00').map((one) => one.text)).toEqual(['USD 21,250.00', 'USD 255,000.00']);
    expect(amountsIn('ten pounds of flour, 12,640 square feet')).toEqual([]);
  });
});

describe('dates', () => {
  test.each([
    ['the 9th day of June, 2021', '2021-06-09', false],
    ['first day of September, 2021', '2021-09-01', false],
    ['December 17, 2018', '2018-12-17', false],
    ['12/17/18', '2018-12-17', false],
    ['09/10/2021', '2021-09-10', true],
    ['in March 2021', '2021-03', false],
  ])('%s', (words, iso, ambiguous) => {
    expect(datesIn(words)).toEqual([expect.objectContaining({ iso, ambiguous })]);
  });

  test.each(['tomorrow', '1 January', 'thirty days after the Commencement Date', 'The tenant may enter'])('"%s" names no date', (words) => {
    expect(datesIn(words)).toEqual([]);
  });
});

test.each([
  ['sixty (60) days', 'P60D', '60 days'],
  ['seven (7) years', 'P7Y', '7 years'],
  ['five (5) Business Days', 'P5D', '5 business days'],
  ['two calendar months', 'P2M', '2 months'],
  ['a one-month period', 'P1M', '1 month'],
])('%s is a length of time', (words, iso, text) => {
  expect(periodsIn(words)).toEqual([{ kind: 'period', iso, text }]);
});

test('parties are names, each once, in its fullest form; descriptions are none', () => {
  expect(partiesIn(['between HARROW MILL HOLDINGS LLC,', 'Harrow Mill Holdings LLC', 'Tidewater Bindery', 'Tidewater Bindery, Inc.', 'the owner of the land'])?.names).toEqual([
    'HARROW MILL HOLDINGS LLC',
    'Tidewater Bindery, Inc.',
  ]);
  expect(partiesIn(['the owner of the land'])).toBeNull();
});

const place = (text: string, sentence: string): Place => ({ text, sentence, page: 1, pageLabel: '1', start: 0, end: text.length, score: 0.5, boxes: [] });
const item = (show: string, denied: readonly string[] = []) => playbookItemSchema.parse({ name: 'x', questions: ['x?'], show, denied });

test('a value comes from the exact words, else from the sentence if it has one only', () => {
  const period = item('period');
  expect(valueOf(period, [place('sixty days', 'It is sixty days, or a year.')])).toMatchObject({ iso: 'P60D' });
  expect(valueOf(period, [place('Section 2.2', 'It ends after sixty days (Section 2.2).')])).toMatchObject({ iso: 'P60D' });
  expect(valueOf(period, [place('Section 2.2', 'It renews for one month unless thirty days are given (Section 2.2).')])).toBeNull();
  expect(valueOf(period, [])).toBeNull();
});

test('yes turns into no where the evidence holds the words of a denial', () => {
  const assign = item('yesno', ['shall not']);
  expect(valueOf(assign, [place('x', 'The Lessee may assign this Lease.')])).toMatchObject({ yes: true });
  expect(valueOf(assign, [place('x', 'The Lessee shall  not assign this Lease.')])).toMatchObject({ yes: false, text: 'No' });
});
