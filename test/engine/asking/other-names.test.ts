import { describe, expect, test } from 'vitest';
import { completed, definedIn, namesOf, otherNames, renamed, termIn } from '../../../src/engine/asking/other-names.ts';
import type { OtherName } from '../../../src/engine/asking/other-names.ts';
import { documentOf } from './document-of.ts';

describe('the names of a question', () => {
  const names = (question: string) => namesOf(question).map(({ name }) => name);

  test.each([
    ['What does Birch Mills Ltd. pay?', ['Birch Mills Ltd']],
    ['How much shall the Lessee pay?', ['Lessee']],
    ['Where does Anna Berg keep the records of Bank of Maine?', ['Anna Berg', 'Bank of Maine']],
    ['Who is Hester?', ['Hester']],
    ["What is Anna Berg's address?", ['Anna Berg']],
    ['Does Smith & Sons insure it?', ['Smith & Sons']],
    ['what is the rent?', []],
    ['Rent?', ['Rent']],
  ])('%s', (question, found) => {
    expect(names(question)).toEqual(found);
  });

  test('stand where they end', () => {
    for (const question of ["What is Anna Berg's address?", 'When may the Lessor, in Maine, enter?']) {
      for (const { name, end } of namesOf(question)) expect(question.slice(end - name.length, end)).toBe(name);
    }
  });
});

test('other names come behind the names', () => {
  const question = "What is Anna Berg's rent to the Lessor?";
  const [anna, lessor] = namesOf(question);
  const place: OtherName['place'] = { text: '', sentence: '', page: 1, pageLabel: '1', start: 0, end: 0, score: 1, boxes: [] };
  expect(completed(question, [{ name: 'Anna Berg', other: 'the Lessee', end: anna?.end ?? 0, place }, { name: 'Lessor', other: 'Mill Company', end: lessor?.end ?? 0, place }])).toBe(
    "What is Anna Berg (the Lessee)'s rent to the Lessor (Mill Company)?",
  );
  expect(completed(question, [])).toBe(question);
});

test('or in their place, with one article', () => {
  const question = 'What does the Bank of Maine lend to Anna Berg?';
  const [bank, anna] = namesOf(question);
  const place: OtherName['place'] = { text: '', sentence: '', page: 1, pageLabel: '1', start: 0, end: 0, score: 1, boxes: [] };
  expect(renamed(question, [{ name: 'Bank of Maine', other: 'the Lender', end: bank?.end ?? 0, place }, { name: 'Anna Berg', other: 'AB', end: anna?.end ?? 0, place }])).toBe('What does the Lender lend to AB?');
});

test('words that a text itself defines are known as what they are', () => {
  for (const text of ['(the "Lessee")', '(“the Lessee”)', '“Lessee” means Birch Ltd.', '(the "Lessee," or "we")', 'the “LESSEE.”']) {
    const found = termIn(text, 'Lessee');
    expect(text.slice(found?.start, found?.end).toLowerCase()).toBe('lessee');
  }
  expect(termIn('The Lessee (see "Rent") pays.', 'Lessee')).toBeNull();
  expect(termIn('"A+B (old)" means Elm Corp.', 'A+B (old)')).toEqual({ start: 1, end: 10 });
});

describe('where a passage gives a name another name', () => {
  const between = 'This Lease is made on 9 June 2021 between Anna Berg, of Aldmouth (the "Lessor"), and the Mill Company Ltd. (hereinafter the “Lessee”).';

  test.each([
    [between, 'Anna Berg', 'the Lessor'],
    [between, 'Mill Company Ltd', 'the Lessee'],
    [between, 'mill company', 'the Lessee'],
    ['Acme Inc., a corporation organised under the laws of Maine ("Acme Parent"), sells it.', 'Acme Inc', 'Acme Parent'],
    ['Pfizer Inc. ("Manufacturer") makes it.', 'Pfizer', 'Manufacturer'],
    ['between HARROW MILL HOLDINGS LLC, of Aldmouth (the "Lessor"),', 'Harrow Mill Holdings', 'the Lessor'],
    ['BETWEEN ACME LIMITED (the "Seller")', 'Acme', 'the Seller'],
    ['Oak Trust, hereinafter called the Custodian, keeps it.', 'Oak Trust', 'the Custodian'],
    ['Anna Berg signed. Later Anna Berg (the "Lessor") came.', 'Anna Berg', 'the Lessor'],
  ])('%s: %s', (text, name, other) => {
    const found = definedIn({ text, start: 100 }, name);
    expect(found?.other).toBe(other);
    expect(text.slice((found?.start ?? 0) - 100, (found?.end ?? 0) - 100)).toMatch(new RegExp(`^${name}[^]*${other.replace('the ', '')}`, 'i'));
  });

  test.each([
    ['Birch Ltd. and Oak Inc. (the "Lessee") agree.', 'Birch Ltd'],
    ['Birch Ltd. makes this contract (the "Agreement").', 'Birch Ltd'],
    ['Birch Ltd. sells mills (see below).', 'Birch Ltd'],
    ['Birch Ltd. shall pay the agent (the "Agent").', 'Birch Ltd'],
    ['It was sold to Birch Ltd. The buyer of the mill (the "Lessee") left.', 'Birch Ltd'],
    ['HARROW MILL HOLDINGS LLC, of Aldmouth (the "Lessor")', 'Harrow Mill'],
    ['HARROW MILL HOLDINGS LLC, of Aldmouth (the "Lessor")', 'Mill Holdings'],
    ['Millers of Aldmouth (the "Lessors")', 'Mill'],
    ['Nobody is named (the "Lessee").', 'Birch Ltd'],
    ['Birch Ltd. said "no" and left (the "Lessee").', 'Birch Ltd'],
  ])('%s: not %s', (text, name) => {
    expect(definedIn({ text, start: 0 }, name)).toBeNull();
  });
});

test.each([
  ['What does Birch Mills, Inc. pay?', 'What does the Lessee pay?'],
  ['What is paid by Birch Mills, Inc.', 'What is paid by the Lessee.'],
  ['What does Birch Mills pay?', 'What does the Lessee pay?'],
])('the full stop of an abbreviation goes with the name: %s', (question, put) => {
  const place: OtherName['place'] = { text: '', sentence: '', page: 1, pageLabel: '1', start: 0, end: 0, score: 1, boxes: [] };
  expect(renamed(question, namesOf(question).map((one) => ({ ...one, other: 'the Lessee', place })))).toBe(put);
});

describe('a document that explains a name without using the other one', () => {
  const asked = (texts: readonly string[], question: string) => otherNames(documentOf(texts), question).map(({ name, other }) => [name, other]);

  test('keeps the name', () => {
    const article = ['Nanjing (Chinese: 南京, "Southern Capital") is a city.', 'Nanjing has walls.', 'The walls of Nanjing are old.', 'Trains leave Nanjing.'];
    expect(asked(article, 'How old are the walls of Nanjing?')).toEqual([]);
    expect(asked(['Anna Berg ("Anna") came.', 'Anna Berg sang.', 'Anna Berg left.'], 'When did Anna Berg leave?')).toEqual([]);
  });

  test('a contract goes on with the other one', () => {
    const contract = ['between Birch Ltd. (the "Lessee") and others', 'The Lessee pays.', 'The Lessee repairs the roof.', 'The Lessee leaves.'];
    expect(asked(contract, 'What does Birch repair?')).toEqual([['Birch', 'the Lessee']]);
  });

  test('what a bracket says of a name is not what it is called', () => {
    expect(definedIn({ text: 'Torchwood (an anagram of "Doctor Who") ran for years.', start: 0 }, 'Torchwood')).toBeNull();
    expect(definedIn({ text: 'Oak Inc. (together with its affiliates, the "Seller") sells.', start: 0 }, 'Oak')?.other).toBe('the Seller');
  });
});
