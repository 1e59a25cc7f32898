import { expect, test } from 'vitest';
import { balanced } from '../../../src/engine/asking/reread.ts';

test.each([
  ['the lesser of twelve per cent (12%) a year and', '12%) a year', '(12%) a year'],
  ['a fee of two hundred dollars ($200) is due', 'two hundred dollars ($200', 'two hundred dollars ($200)'],
  ['a fee (of $200) is due', 'fee (of $200)', 'fee (of $200)'],
  ['by Oak Inc. (“Oak”) today', 'Oak”', '“Oak”'],
  ['one (two) three', 'two', 'two'],
  ['items a) and b) count', 'a) and b)', 'a) and b)'],
])('%s: %s', (text, part, whole) => {
  const start = text.indexOf(part);
  const range = balanced({ text, start: 0 }, { start, end: start + part.length });
  expect(text.slice(range.start, range.end)).toBe(whole);
  const further = balanced({ text, start: 500 }, { start: start + 500, end: start + part.length + 500 });
  expect(further).toEqual({ start: range.start + 500, end: range.end + 500 });
});
