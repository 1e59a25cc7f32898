import { describe, expect, test } from 'vitest';
import { contentsRanges } from '../../../src/engine/asking/contents.ts';

describe('a table of contents', () => {
  const lines = ['Recitals | 3', 'Article 1. Definitions | 3', 'Article 9. Assignment and Subletting | 10', 'Schedules ........ 16', 'Amendment 5. Other Changes   20'];

  test('is found between what stands around it', () => {
    const text = `Contents\n\n${lines.join('\n')}\n\nTHIS LEASE is made on the 9th day of June, 2021`;
    const [range, ...more] = contentsRanges(text, 20);
    expect(more).toEqual([]);
    expect(text.slice(range?.start, range?.end)).toBe(lines.join('\n'));
  });

  test('has more than a few lines', () => {
    expect(contentsRanges(lines.slice(1).join('\n'), 20)).toEqual([]);
  });

  test('names pages that do not fall and that the document has', () => {
    expect(contentsRanges(lines.toReversed().join('\n'), 20)).toEqual([]);
    expect(contentsRanges(lines.join('\n'), 12)).toEqual([]);
  });

  test('is not a table of figures', () => {
    expect(contentsRanges('2015 | 12\n2016 | 14\n2017 | 15\n2018 | 21\n2019 | 30\n2020 | 31', 100)).toEqual([]);
    expect(contentsRanges('Lease Year 1 | 18,400\nLease Year 2 | 18,952\nLease Year 3 | 19,520\nLease Year 4 | 20,106\nLease Year 5 | 20,709', 99_999)).toEqual([]);
  });

  test('is found in time that does not grow faster than a line', () => {
    const began = performance.now();
    contentsRanges(`${'a '.repeat(200_000)}\n${'. '.repeat(50_000)}`, 10);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
