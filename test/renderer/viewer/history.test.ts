import { expect, test } from 'vitest';
import { goBack, goForward, jumpedFrom, noHistory } from '../../../src/renderer/viewer/history.ts';

const at = (page: number): { page: number; top: number } => ({ page, top: 0.2 });

test('back and forward go the way of the jumps', () => {
  const jumped = jumpedFrom(jumpedFrom(noHistory, at(1)), at(5));
  const back = goBack(jumped, at(9));
  expect(back?.to).toEqual(at(5));
  const further = goBack(back?.history ?? noHistory, at(5));
  expect(further?.to).toEqual(at(1));
  const forward = goForward(further?.history ?? noHistory, at(1));
  expect(forward?.to).toEqual(at(5));
  expect(goForward(forward?.history ?? noHistory, at(5))?.to).toEqual(at(9));
});

test('there is nothing to go back to before a jump', () => {
  expect([goBack(noHistory, at(1)), goForward(noHistory, at(1))]).toEqual([null, null]);
});

test('a new jump forgets what had been gone back from', () => {
  const back = goBack(jumpedFrom(noHistory, at(1)), at(4));
  expect(jumpedFrom(back?.history ?? noHistory, at(1)).after).toEqual([]);
});

test('jumps from one place count once, and a hundred are kept', () => {
  expect(jumpedFrom(jumpedFrom(noHistory, at(1)), { page: 1, top: 0.205 }).before).toHaveLength(1);
  let history = noHistory;
  for (let page = 1; page <= 300; page++) history = jumpedFrom(history, at(page));
  expect([history.before.length, history.before.at(-1)?.page]).toEqual([100, 300]);
});
