import { expect, test } from 'vitest';
import { alignTexts } from '../../bench/aligned.ts';
import { exactMatch, f1, normalise } from '../../bench/scores.ts';

test('normalisation is that of SQuAD', () => {
  expect(normalise('The  "Quick," brown-Fox an')).toBe('quick brownfox');
});

test('F1 counts shared words against the closest reference', () => {
  expect(f1('the north wind', ['wind of the north', 'storm'])).toBeCloseTo(0.8);
  expect(f1('rain', ['snow'])).toBe(0);
  expect(exactMatch('The Snow', ['snow'])).toBe(1);
});

test('offsets are carried over changes of white space and of ligatures', () => {
  const offset = alignTexts('A 😀 first\nline, the ﬁnal words end here', 'A 😀 first line, the final words end here');
  expect(offset(4)).toBe(5);
  expect('A 😀 first line, the final words end here'.slice(offset(35))).toBe('here');
});
