import type { Database } from './database.ts';
import { keptVectorBytes } from './limits.ts';
import { reading } from './records.ts';
import { bytesIn, numberIn, numberOrNullIn, passageId, textIn } from './rows.ts';
import { joinVectors } from './vectors.ts';
import type { KeptVectors } from './vectors.ts';

/** The vectors of a document's passages. */
export interface DocumentVectors {
  /** The document's id. */
  readonly document: string;
  readonly vectors: KeptVectors;
}

/** How far a document was read, and when: its vectors are others when it is another. */
interface State {
  readonly key: number;
  readonly id: string;
  readonly segments: number;
  readonly readAt: number | null;
}

interface Kept {
  readonly state: State;
  readonly vectors: KeptVectors;
}

/**
 * The vectors of many documents, one after the other. What was loaded stays until there is no more room; then the rest is loaded
 * for every scan, which is better than pushing out what the next scan asks for first.
 */
export class VectorScan {
  readonly #database: Database;
  readonly #kept = new Map<number, Kept>();
  #bytes = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  *of(documents: Iterable<string>): Generator<DocumentVectors> {
    const wanted = new Set(documents);
    const states = this.#database.all('SELECT key, id, segments, read_at FROM documents').map((row) =>
      reading(this.#database, 'a document', (): State => ({ key: numberIn(row, 'key'), id: textIn(row, 'id'), segments: numberIn(row, 'segments'), readAt: numberOrNullIn(row, 'read_at') })),
    );
    this.#forgetOthers(states);
    for (const state of states) {
      if (!wanted.has(state.id) || state.segments === 0) continue;
      const vectors = this.#kept.get(state.key)?.vectors ?? this.#load(state);
      if (vectors !== null) yield { document: state.id, vectors };
    }
  }

  /** Drops what was removed or read on since it was loaded. */
  #forgetOthers(states: readonly State[]): void {
    const now = new Map(states.map((state) => [state.key, state]));
    for (const [key, { state, vectors }] of this.#kept) {
      const same = now.get(key);
      if (same?.segments === state.segments && same.readAt === state.readAt) continue;
      this.#kept.delete(key);
      this.#bytes -= bytesOf(vectors);
    }
  }

  /** Null for a document that was removed, or is read anew, since the scan began. */
  #load(state: State): KeptVectors | null {
    const { key, segments } = state;
    const vectors = reading(this.#database, 'the vectors', () => {
      const rows = this.#database.all('SELECT vector FROM passages WHERE id BETWEEN ? AND ? ORDER BY id', passageId(key, 0), passageId(key, segments) - 1);
      if (rows.length === segments) return joinVectors(rows.map((row) => bytesIn(row, 'vector')));
      if (this.#database.value('SELECT segments FROM documents WHERE key = ?', key) !== segments) return null;
      throw new RangeError(`${rows.length} of ${segments} are there`);
    });
    if (vectors !== null && this.#bytes + bytesOf(vectors) <= keptVectorBytes) {
      this.#kept.set(key, { state, vectors });
      this.#bytes += bytesOf(vectors);
    }
    return vectors;
  }
}

function bytesOf({ scales, steps }: KeptVectors): number {
  return scales.byteLength + steps.byteLength;
}
