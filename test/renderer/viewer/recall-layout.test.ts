import { describe, expect, test } from 'vitest';
import type { RecallLine } from '../../../src/contract/protocol.ts';
import { layOutRecall, lineAt, pageSpans, strongestPlaces } from '../../../src/renderer/viewer/recall-layout.ts';

const line = (passage: number, page: number, top: number, score: number): RecallLine => ({ passage, page, top, bottom: top + 0.25, score });

test('pages share the height as they share the document', () => {
  expect(pageSpans([100, 300])).toEqual([{ top: 0, height: 0.25 }, { top: 0.25, height: 0.75 }]);
  expect(pageSpans([])).toEqual([]);
});

describe('the recall map', () => {
  test('has each passage where its page and its place on it are', () => {
    const laid = layOutRecall([line(0, 1, 0.5, 1), line(1, 2, 0, 0.5)], [100, 300]);
    expect(laid.map(({ top, bottom }) => [top, bottom])).toEqual([[0.125, 0.1875], [0.25, 0.4375]]);
  });

  test('is more opaque where the memory answers more strongly', () => {
    const [strong, weak] = layOutRecall([line(0, 1, 0, 0.9), line(1, 1, 0.5, 0.2)], [100]);
    expect(strong?.opacity).toBeCloseTo(1);
    expect(weak?.opacity).toBeLessThan(0.2);
  });

  test('stays pale where nothing answers', () => {
    const laid = layOutRecall([line(0, 1, 0, 0.02), line(1, 1, 0.5, 0.01)], [100]);
    expect(Math.max(...laid.map(({ opacity }) => opacity))).toBeLessThan(0.1);
  });

  test('leaves out passages of pages that are not there', () => {
    expect(layOutRecall([line(0, 3, 0, 1)], [100, 100])).toEqual([]);
  });

  test('is hit where a passage is, or at the nearest one', () => {
    const laid = layOutRecall([line(0, 1, 0, 0.9), line(1, 2, 0.5, 0.2)], [100, 100]);
    expect([lineAt(laid, 0.05), lineAt(laid, 0.76), lineAt(laid, 0.99), lineAt([], 0.5)].map((hit) => hit?.line.passage)).toEqual([0, 1, 1, undefined]);
  });
});

test('the strongest places come in the order of the document, and weak ones do not come', () => {
  const lines = [line(0, 1, 0, 0.5), line(1, 1, 0.3, 0.1), line(2, 2, 0, 0.8), line(3, 3, 0, 0.7)];
  expect(strongestPlaces(lines, 2).map(({ passage }) => passage)).toEqual([2, 3]);
  expect(strongestPlaces(lines, 9).map(({ passage }) => passage)).toEqual([0, 2, 3]);
  expect(strongestPlaces([line(0, 1, 0, 0)], 9)).toEqual([]);
});
