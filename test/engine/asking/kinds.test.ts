import { expect, test } from 'vitest';
import { kindOf } from '../../../src/engine/asking/index.ts';
import { saysNumber } from '../../../src/engine/asking/kinds.ts';

test.each([
  ['Who is the Lessor?', 'span'],
  ['May the Lessee sublet?', 'yesno'],
  ['Is electronic mail a valid form of notice?', 'yesno'],
  ['Is it a lease or a licence?', 'span'],
  ['How many windows are there?', 'count'],
  ['how much is the rent', 'span'],
  ['Island names in the story?', 'span'],
  ['Mayor of the town?', 'span'],
])('%s wants %s', (question, kind) => {
  expect(kindOf(question)).toBe(kind);
});

test.each([
  ['nine', true],
  ['12,640 square feet', true],
  ['twenty-one of them', true],
  ['the windows of the south wall', false],
  ['alone', false],
])('"%s" says a number: %s', (words, says) => {
  expect(saysNumber(words)).toBe(says);
});
