import type { Memory } from './memory.ts';

/** One layer's part of a memory: [features, values], row-major. */
export function layerOf(memory: Memory, layer: number): Float32Array {
  const size = memory.features * memory.values;
  return memory.data.subarray(layer * size, (layer + 1) * size);
}

/** M^T M of a matrix M [rows, width], row-major in fp64: [width, width]. Its eigenvalues are M's squared singular values. */
export function gram(matrix: Float32Array, width: number): Float64Array {
  const out = new Float64Array(width * width);
  for (let from = 0; from < matrix.length; from += width) {
    for (let i = 0; i < width; i++) {
      const left = matrix[from + i] ?? 0;
      if (left === 0) continue;
      for (let j = i; j < width; j++) out[i * width + j] = (out[i * width + j] ?? 0) + left * (matrix[from + j] ?? 0);
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) out[i * width + j] = out[j * width + i] ?? 0;
  return out;
}

/** Sweeps after which Jacobi's method has long ended: it converges quadratically, 64 x 64 takes about eight. */
const mostSweeps = 40;

/** The eigenvalues of a symmetric matrix [n, n] by cyclic Jacobi rotations, largest first. The matrix is left as it is. */
export function eigenvalues(symmetric: Float64Array, n: number): Float64Array {
  const a = symmetric.slice();
  const at = (i: number, j: number): number => a[i * n + j] ?? 0;
  const scale = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let off = 0;
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) off += at(i, j) ** 2;
    if (off <= 1e-24 * scale) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, n, p, q);
  }
  return Float64Array.from({ length: n }, (_, i) => at(i, i)).sort((x, y) => y - x);
}

/** One rotation that makes a[p, q] zero. */
function rotate(a: Float64Array, n: number, p: number, q: number): void {
  const [app = 0, aqq = 0, apq = 0] = [a[p * n + p], a[q * n + q], a[p * n + q]];
  if (apq === 0) return;
  const theta = (aqq - app) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const [kp = 0, kq = 0] = [a[k * n + p], a[k * n + q]];
    a[k * n + p] = c * kp - s * kq;
    a[k * n + q] = s * kp + c * kq;
  }
  for (let k = 0; k < n; k++) {
    const [pk = 0, qk = 0] = [a[p * n + k], a[q * n + k]];
    a[p * n + k] = c * pk - s * qk;
    a[q * n + k] = s * pk + c * qk;
  }
}

/**
 * How evenly the directions of a memory are used: the entropy of its squared singular values over log(values). 0 if one
 * direction holds everything (or there is nothing), 1 if all hold the same.
 */
export function saturation(squares: Float64Array): number {
  const whole = squares.reduce((sum, value) => sum + Math.max(0, value), 0);
  if (whole === 0 || squares.length < 2) return 0;
  let entropy = 0;
  for (const value of squares) {
    const share = Math.max(0, value) / whole;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return Math.min(1, entropy / Math.log(squares.length));
}
