import { describe, expect, test } from 'vitest';
import { leans } from '../../../src/engine/summarizing/index.ts';

describe('sentences that lean on the one before', () => {
  test.each([
    'However, the Lessee may object.',
    'He refused.',
    '“They were gone,” said the pilot.',
    'These results show the opposite.',
    'In addition, rent is payable in advance.',
    'It was red.',
    'Thus the bog became a source.',
    '(But) nobody came.',
    'Such notice shall be in writing.',
    'As a result, methane fell.',
  ])('%s', (sentence) => {
    expect(leans(sentence)).toBe(true);
  });

  test.each([
    'This Agreement is governed by the law of Maine.',
    'In this paper, we measure the carbon of a bog.',
    'It is known that drained bogs lose carbon.',
    'Theory says otherwise.',
    'Android phones are common.',
    'Sobriety was rare in the port.',
    'Institutions fail slowly.',
    'That the tenant pays late is no reason to end the lease.',
    '这是一个句子。',
  ])('but not: %s', (sentence) => {
    expect(leans(sentence)).toBe(false);
  });
});
