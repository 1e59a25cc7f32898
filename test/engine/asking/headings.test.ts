import { describe, expect, test } from 'vitest';
import { asksForHeading, behindHeading } from '../../../src/engine/asking/headings.ts';

/** A passage of these sentences, from offset 100 of its document. */
function passageOf(sentences: readonly string[]) {
  const text = sentences.join(' ');
  let at = 0;
  return {
    text,
    start: 100,
    sentences: sentences.map((sentence) => {
      const start = text.indexOf(sentence, at);
      at = start + sentence.length;
      return { start: 100 + start, end: 100 + at };
    }),
  };
}

/** What is shown for a span of the passage. */
function shown(sentences: readonly string[], span: string): string {
  const passage = passageOf(sentences);
  const start = 100 + passage.text.indexOf(span);
  const { start: first, end } = behindHeading(passage, { start, end: start + span.length });
  return passage.text.slice(first - 100, end - 100);
}

describe('for a numbered heading, what stands behind it is shown', () => {
  test.each([
    [['9.6 Fees.', 'The Lessee repays the costs.', 'They are small.'], 'Fees', 'The Lessee repays the costs.'],
    [['Article 10. Insurance', '10.1 The Lessee’s insurance.', 'The Lessee insures its stock.'], 'Insurance', 'The Lessee insures its stock.'],
    [['10.1 Insurance.', 'The Lessee shall keep:', '(a) fire insurance;', '(b) flood insurance; and', '(c) liability insurance.', 'The Lessor keeps none.'], 'Insurance', 'The Lessee shall keep: (a) fire insurance; (b) flood insurance; and (c) liability insurance.'],
    [['10.1 Insurance.', 'It lists:', `(a) ${'very long words, '.repeat(60)};`], 'Insurance', 'It lists:'],
  ] as const)('%j', (sentences, span, wanted) => {
    expect(shown(sentences, span)).toBe(wanted);
  });
});

describe('anything else stays as it is', () => {
  test.each([
    [['9.6 Fees.', 'The Lessee repays the costs.'], 'the costs'],
    [['The rent is due.', '9.6 Fees.'], 'Fees'],
    [['Fees.', 'The Lessee repays the costs.'], 'Fees'],
    [['In 9.6 the fees are set out.', 'They are small.'], 'fees'],
    [['2.5 million people.', 'They live there.'], 'million people'],
  ] as const)('%j: %s', (sentences, span) => {
    expect(shown(sentences, span)).toBe(span);
  });
});

test('headings answer questions about headings', () => {
  for (const question of ['Which section is about fees?', 'What is Article 10 called?']) expect(asksForHeading(question)).toBe(true);
  for (const question of ['What insurance must the Lessee carry?', 'Who repairs the roof?']) expect(asksForHeading(question)).toBe(false);
});
