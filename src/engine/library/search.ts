import type { Database } from './database.ts';
import { InfolioError } from '../../contract/errors.ts';
import { hitsOfSearch } from './limits.ts';
import { wordQuery } from './query.ts';
import { keyOf } from './records.ts';
import { documentOf, indexOf, numberIn, passageId } from './rows.ts';
import type { SearchOptions, WordHit } from './types.ts';

interface Hit {
  readonly id: number;
  readonly bm25: number;
}

/** The best passages of the documents with these keys, or of all. FTS5's bm25 is negated: higher is better here. */
export function searchPassages(database: Database, words: string, limit: number, keys: readonly number[] | null): Hit[] {
  if (!(limit >= 0)) throw new InfolioError('bad_argument', `A search cannot have ${limit} hits.`);
  const query = wordQuery(words);
  if (query === null) return [];
  const most = Math.min(Math.floor(limit), Number.MAX_SAFE_INTEGER);
  // A document's passages are a range of row numbers, which FTS5 walks without looking at the others.
  const ranges = keys === null ? [[0, Number.MAX_SAFE_INTEGER] as const] : [...new Set(keys)].map((key) => [passageId(key, 0), passageId(key + 1, 0) - 1] as const);
  return ranges
    .flatMap(([low, high]) =>
      database.all(
        'SELECT rowid AS id, rank FROM passages_fts WHERE passages_fts MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rank, rowid LIMIT ?',
        query, low, high, most,
      ),
    )
    .map((row) => ({ id: numberIn(row, 'id'), bm25: -numberIn(row, 'rank') }))
    .sort((a, b) => b.bm25 - a.bm25 || a.id - b.id)
    .slice(0, most);
}

export function searchText(database: Database, words: string, { documents, limit = hitsOfSearch }: SearchOptions): WordHit[] {
  const keys = documents?.map((id) => keyOf(database, id)) ?? null;
  const ids = new Map<number, string>();
  const idOf = (key: number): string => {
    const known = ids.get(key) ?? String(database.value('SELECT id FROM documents WHERE key = ?', key));
    ids.set(key, known);
    return known;
  };
  return searchPassages(database, words, limit, keys).map(({ id, bm25 }) => ({ document: idOf(documentOf(id)), passage: indexOf(id), bm25 }));
}
