import { expect, test } from 'vitest';
import { outlineRows, readOutline } from '../../../src/renderer/viewer/outline.ts';
import { firstView, viewFrom } from '../../../src/renderer/viewer/remembered.ts';
import { viewerTexts } from '../../../src/renderer/viewer/text.ts';

test('a kept view comes back', () => {
  expect(viewFrom({ page: 12, top: 0.4, zoom: 1.5, rotation: 90, pane: 'pages' })).toEqual({ position: { page: 12, top: 0.4 }, zoom: 1.5, rotation: 90, pane: 'pages' });
  expect(viewFrom({ page: 2, top: 0, zoom: 'page-fit', rotation: 0, pane: null }).zoom).toBe('page-fit');
});

test('what cannot be understood of a view is as at first', () => {
  expect(viewFrom(null)).toEqual(firstView);
  expect(viewFrom('x')).toEqual(firstView);
  expect(viewFrom({ page: -3, top: 'x', zoom: 99, rotation: 45, pane: 'other' })).toEqual({ ...firstView, rotation: 90 });
});

test('an outline shows its open branches', () => {
  const items = readOutline([{ title: 'A', page: 1, children: [{ title: 'B', page: null, children: [] }] }, { title: 'C', page: 3, children: [] }]);
  expect(outlineRows(items, new Set()).map((row) => [row.item.title, row.level, row.open])).toEqual([['A', 1, false], ['C', 1, null]]);
  expect(outlineRows(items, new Set(['0'])).map((row) => [row.item.title, row.level, row.open])).toEqual([['A', 1, true], ['B', 2, null], ['C', 1, null]]);
});

test('both languages have every word', () => {
  const [en, zh] = [viewerTexts.en, viewerTexts['zh-CN']];
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  expect(zh.page('iv')).toContain('iv');
  expect(zh.matches(2, 9)).toMatch(/2.*9/u);
});
