import { expect, test } from 'vitest';
import { findPage, labelOf } from '../../../src/renderer/viewer/labels.ts';

const labels = ['i', 'ii', 'iii', '1', '2', '3', 'A-1'];

test('a page is named by its label, or by its number', () => {
  expect([labelOf(labels, 2), labelOf(labels, 9), labelOf([], 4), labelOf([null, ''], 2)]).toEqual(['ii', '9', '4', '2']);
});

test('a label is looked up before a number', () => {
  expect([findPage(labels, 7, '2', 1), findPage(labels, 7, ' iii ', 1), findPage(labels, 7, 'a-1', 1)]).toEqual([5, 3, 7]);
});

test('a number that is no label is a page number', () => {
  expect(findPage(labels, 7, '7', 1)).toBe(7);
});

test('of several pages with one label the nearest is meant', () => {
  expect([findPage(['1', '2', '1', '2'], 4, '2', 4), findPage(['1', '2', '1', '2'], 4, '2', 1)]).toEqual([4, 2]);
});

test('what is neither is no page', () => {
  expect([findPage(labels, 7, '8', 1), findPage(labels, 7, 'x', 1), findPage(labels, 7, '  ', 1), findPage([], 7, '0', 1), findPage([], 7, '1.5', 1)]).toEqual([null, null, null, null, null]);
});
