import { vectorCacheBytes } from './limits.ts';
import type { VectorMatrix } from './types.ts';

/** The vectors of the documents asked last. */
export class VectorCache {
  readonly #matrices = new Map<number, VectorMatrix>();

  /** The matrix of a document with that many rows; loaded if it is not here, or has grown since. */
  get(document: number, rows: number, load: (rows: number) => VectorMatrix): VectorMatrix {
    const known = this.#matrices.get(document);
    const matrix = known?.rows === rows ? known : load(rows);
    // Last asked, last in the map.
    this.#matrices.delete(document);
    this.#matrices.set(document, matrix);
    let bytes = [...this.#matrices.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
    for (const [oldest, { data }] of this.#matrices) {
      if (bytes <= vectorCacheBytes || oldest === document) break;
      this.#matrices.delete(oldest);
      bytes -= data.byteLength;
    }
    return matrix;
  }
}
