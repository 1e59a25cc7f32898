import { describe, expect, test } from 'vitest';
import type { Block } from '../../../src/contract/page.ts';
import { setPage } from '../../../src/renderer/viewer/plain-set.ts';

/** A page of these blocks. */
function pageOf(...blocks: readonly (readonly [Block['kind'], string, number?])[]): { readonly text: string; readonly blocks: readonly Block[] } {
  let text = '';
  const made = blocks.map(([kind, words, level = 0]): Block => {
    if (text !== '') text += '\n\n';
    const start = text.length;
    text += words;
    return { kind, level, start, end: text.length };
  });
  return { text, blocks: made };
}

describe('a page set from its text', () => {
  test('has every cell of a table at its own place in the text, and columns of numbers as such', () => {
    const page = pageOf(['paragraph', 'Fares:'], ['table', 'Kind | Fare |  | Note\nAdult | £58.00 | 3 | a | b\nChild | £31.50'], ['paragraph', 'End.']);
    const [, table, end] = setPage(page);
    if (table?.kind !== 'table') throw new Error('no table');
    expect(table.rows.map((cells) => cells.map((cell) => cell.text))).toEqual([['Kind', 'Fare', '', 'Note'], ['Adult', '£58.00', '3', 'a', 'b'], ['Child', '£31.50']]);
    for (const cell of table.rows.flat()) expect(page.text.slice(cell.start, cell.start + cell.text.length)).toBe(cell.text);
    expect(table.rows[1]?.map((cell) => cell.number)).toEqual([false, true, true, false, false]);
    expect(end).toEqual({ kind: 'paragraph', start: page.text.indexOf('End.'), text: 'End.' });
  });

  test('shows a table of one column as a listing', () => {
    expect(setPage(pageOf(['table', 'x = 1\n  y = 2']))).toEqual([{ kind: 'code', start: 0, text: 'x = 1\n  y = 2' }]);
  });

  test('puts items that follow each other into one list, by the shapes of their marks inside each other', () => {
    const page = pageOf(['list', '1.1 One'], ['list', '(a) two'], ['list', '(b) three'], ['list', '(i) four'], ['list', '(ii) five'], ['list', '(c) six'], ['list', '1.2 seven'], ['heading', 'H', 3], ['list', 'plain'], ['list', '• sign']);
    const [first, heading, second] = setPage(page);
    if (first?.kind !== 'list' || second?.kind !== 'list') throw new Error('no list');
    expect(first.items.map((item) => item.depth)).toEqual([0, 1, 1, 2, 2, 1, 0]);
    expect(first.items.every((item) => item.marked && page.text.startsWith(item.text, item.start))).toBe(true);
    expect(heading).toMatchObject({ kind: 'heading', level: 3, text: 'H' });
    expect(second.items.map((item) => [item.marked, item.depth])).toEqual([[false, 0], [true, 1]]);
  });

  test('takes "(i)" after "(h)" for a letter', () => {
    const letters = 'a b c d e f g h i j'.split(' ').map((letter) => ['list', `(${letter}) item`] as const);
    const [list] = setPage(pageOf(...letters));
    expect(list?.kind === 'list' && list.items.every((item) => item.depth === 0)).toBe(true);
  });
});
