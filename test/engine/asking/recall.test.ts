import { expect, test } from 'vitest';
import { cosines, fuse } from '../../../src/engine/asking/index.ts';
import { largest } from '../../../src/engine/asking/recall.ts';

test('cosines are the products of the question with each row', () => {
  expect([...cosines(Float32Array.of(1, 0), Float32Array.of(0.6, 0.8, 1, 0, 0, 1))].map((x) => Number(x.toFixed(3)))).toEqual([0.6, 1, 0]);
});

test('a passage that both voices bring stands above those that one brings', () => {
  const fused = fuse(Float32Array.of(0.1, 0.9, 0.8), [{ passage: 2, bm25: 7 }, { passage: 0, bm25: 3 }], 3);
  expect(fused.map((candidate) => candidate.passage)).toEqual([2, 0, 1]);
  expect(fused[0]).toMatchObject({ lexical: 1 });
  expect(fused[1]?.lexical).toBeCloseTo(3 / 7);
});

test('no more come back than are asked for, and all of them if so many are asked for', () => {
  const cosine = Float32Array.from({ length: 200 }, (_, k) => k / 200);
  expect(fuse(cosine, [], 8).map((candidate) => candidate.passage)).toEqual([199, 198, 197, 196, 195, 194, 193, 192]);
  expect(new Set(fuse(cosine, [], 200).map((candidate) => candidate.passage)).size).toBe(200);
});

test('the first passages come behind the best ones if they are not among them', () => {
  const cosine = Float32Array.of(0.1, 0.9, 0.2, 0.8);
  expect(fuse(cosine, [], 2, 2).map((candidate) => candidate.passage)).toEqual([1, 3, 0]);
});

test('the largest of many values are those that sorting them all would give, the first of equal ones first', () => {
  let state = 5;
  const next = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24;
  const values = Float32Array.from({ length: 1000 }, next);
  const sorted = [...values.keys()].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  for (const most of [0, 1, 48, 249, 251, 1000, 2000]) expect(largest(values, most), String(most)).toEqual(sorted.slice(0, most));
});
