import { describe, expect, test } from 'vitest';
import { eigenvalues, gram, saturation } from '../../../src/engine/memory/index.ts';

/** A matrix [rows, width] = Q diag(singular) with columns Q of a Hadamard matrix, turned by a rotation of its first two columns. */
function given(singular: readonly number[], rows: number): Float32Array {
  const width = singular.length;
  const sign = (i: number, j: number): number => (((i & j).toString(2).split('1').length - 1) % 2 === 0 ? 1 : -1);
  const plain = Array.from({ length: rows }, (_, i) => singular.map((value, j) => (value * sign(i, j)) / Math.sqrt(rows)));
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  return Float32Array.from(plain.flatMap((row) => {
    const [a = 0, b = 0] = row;
    return [c * a - s * b, s * a + c * b, ...row.slice(2)];
  }).slice(0, rows * width));
}

describe('The spectrum of a memory', () => {
  test('is its squared singular values, largest first', () => {
    const singular = [1, 5, 0.25, 3, 0, 2, 0.5, 4];
    const found = eigenvalues(gram(given(singular, 64), 8), 8);
    const wanted = singular.map((value) => value ** 2).sort((a, b) => b - a);
    wanted.forEach((value, i) => { expect(found[i]).toBeCloseTo(value, 4); });
    expect(found).toHaveLength(8);
  });

  test('of 64 values keeps the trace and the trace of the square', () => {
    const matrix = Float32Array.from({ length: 768 * 64 }, (_, i) => Math.sin(i * i + 0.3 * i));
    const product = gram(matrix, 64);
    const found = eigenvalues(product, 64);
    const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
    const trace = matrix.reduce((total, value) => total + value * value, 0);
    expect(sum(found) / trace).toBeCloseTo(1, 9);
    expect(sum(found.map((value) => value * value)) / sum(product.map((value) => value * value))).toBeCloseTo(1, 9);
    expect(Math.min(...found)).toBeGreaterThan(0);
  });

  test('says how evenly its directions are used', () => {
    expect(saturation(Float64Array.of(0, 0, 0))).toBe(0);
    expect(saturation(Float64Array.of(9, 0, 0, 0))).toBe(0);
    expect(saturation(Float64Array.of(2, 2, 2, 2))).toBeCloseTo(1, 12);
    expect(saturation(Float64Array.of(1, 1, 0, 0))).toBeCloseTo(0.5, 12);
  });
});
