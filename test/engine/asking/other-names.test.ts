import { describe, expect, test } from 'vitest';
import { completed, namesOf } from '../../../src/engine/asking/other-names.ts';

describe('the names of a question', () => {
  const names = (question: string) => namesOf(question).map(({ name, article }) => (article ? `the ${name}` : name));

  test.each([
    ['What does Birch Mills Ltd. pay?', ['Birch Mills Ltd']],
    ['How much shall the Lessee pay?', ['the Lessee']],
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
  expect(completed(question, [{ name: 'Anna Berg', other: 'lessee', probability: 0.9, end: anna?.end ?? 0 }, { name: 'Lessor', other: 'mill company', probability: 0.9, end: lessor?.end ?? 0 }])).toBe(
    "What is Anna Berg (lessee)'s rent to the Lessor (mill company)?",
  );
  expect(completed(question, [])).toBe(question);
});
