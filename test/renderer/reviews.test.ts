import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/contract/review.ts';
import { lineRange } from '../../src/renderer/logic/lines.ts';
import { columnsOf, countsOf, grouped, rowsOf, withFindings } from '../../src/renderer/logic/review.ts';
import { placeOf } from './samples.ts';

const findingOf = (item: string, fields: Partial<Finding> = {}): Finding => ({
  item, group: null, show: 'clause', found: true, value: null, places: [placeOf({})], nearest: null, notes: [], question: 'What?', passagesRead: 3, passages: 9, ...fields,
});

describe('the table of a review', () => {
  const items = [{ name: 'Parties', group: 'Who' }, { name: 'Rent', group: 'Money' }, { name: 'Seal', group: 'Who' }];

  it('has the playbook’s items in its order, whatever comes first', () => {
    const rows = rowsOf(items, [{ document: 'a', title: 'A', findings: [findingOf('Rent')] }, { document: 'b', title: 'B', findings: [] }]);
    expect(rows.map(({ name }) => name)).toEqual(['Parties', 'Rent', 'Seal']);
    expect(rows.map(({ findings }) => findings.map((finding) => finding?.item ?? null))).toEqual([[null, null], ['Rent', null], [null, null]]);
  });

  it('keeps findings of items that the playbook no longer has', () => {
    expect(rowsOf(items, [{ document: 'a', title: 'A', findings: [findingOf('Old', { group: 'Gone' })] }]).at(-1)).toMatchObject({ name: 'Old', group: 'Gone' });
  });

  it('counts a row by any of its documents', () => {
    const rows = rowsOf(items, [
      { document: 'a', title: 'A', findings: [findingOf('Parties'), findingOf('Rent', { found: false, notes: ['Ask.'] })] },
      { document: 'b', title: 'B', findings: [findingOf('Parties', { found: false })] },
    ]);
    expect(countsOf(rows)).toEqual({ all: 3, found: 1, missing: 2, notes: 1 });
  });

  it('puts groups together', () => {
    expect(grouped(rowsOf(items, [])).map(({ group, rows }) => [group, rows.map(({ name }) => name)])).toEqual([['Who', ['Parties', 'Seal']], ['Money', ['Rent']]]);
  });

  it('shows a run before what is kept, document by document', () => {
    const kept = { document: 'b', title: 'B', review: { playbook: 'x', everything: false, findings: [findingOf('Old')] } };
    const columns = columnsOf([{ id: 'a', title: 'A' }, { id: 'b', title: 'B' }], { a: [findingOf('New')] }, (document) => (document === 'b' ? kept : undefined));
    expect(columns.map(({ findings }) => findings.map(({ item }) => item))).toEqual([['New'], ['Old']]);
  });

  it('takes findings as they come, the later one of an item', () => {
    const first = withFindings({}, [{ document: 'a', finding: findingOf('Rent', { found: false }) }]);
    const second = withFindings(first, [{ document: 'a', finding: findingOf('Rent') }, { document: 'b', finding: findingOf('Seal') }]);
    expect(second['a']?.map(({ found }) => found)).toEqual([true]);
    expect(second['b']).toHaveLength(1);
  });
});

describe('a line of a playbook’s text', () => {
  it('is found by its number', () => {
    const text = 'name: x\nitems:\n  - name: y\n';
    expect(text.slice(...Object.values(lineRange(text, 2)))).toBe('items:');
    expect(lineRange(text, 99)).toEqual({ start: text.length, end: text.length });
  });
});
