import { decodeMemory } from '../memory/index.ts';
import type { Database } from './database.ts';
import { damaged } from './failures.ts';
import { earlierMemories, earlierMemoriesShare } from './limits.ts';
import { bytesIn, numberIn } from './rows.ts';
import type { DocumentRecord, KeptMemory } from './types.ts';

/**
 * Thins the earlier memories of a document out: only as many as its text pays for, about evenly spread over what was
 * read. The latest always stays.
 */
export function keepMemories(database: Database, key: number, textLength: number, bytes: number): void {
  const kept = database.all('SELECT segments FROM memories WHERE document = ? ORDER BY segments', key).map((row) => numberIn(row, 'segments'));
  const most = Math.min(earlierMemories, Math.floor((earlierMemoriesShare * textLength) / bytes));
  for (const segments of surplus(kept, most)) database.run('DELETE FROM memories WHERE document = ? AND segments = ?', key, segments);
}

/** Which of the memories (ascending; the last is the latest) go, so that `most` earlier ones stay. */
export function surplus(kept: readonly number[], most: number): number[] {
  const earlier = kept.slice(0, -1);
  const latest = kept.at(-1) ?? 0;
  const gone: number[] = [];
  while (earlier.length > most) {
    // The one whose neighbours are nearest to each other leaves the smallest gap.
    const gap = (i: number): number => (earlier[i + 1] ?? latest) - (earlier[i - 1] ?? 0);
    const least = earlier.reduce((best, _, i) => (gap(i) < gap(best) ? i : best), 0);
    gone.push(...earlier.splice(least, 1));
  }
  return gone;
}

/** The latest memory that holds no page after `upToPage`. Throws `library_damaged` if it is not whole. */
export function memoryOf(database: Database, key: number, record: DocumentRecord, upToPage = Number.MAX_SAFE_INTEGER): KeptMemory | undefined {
  const row = database.get(
    'SELECT page, segments, snapshot FROM memories WHERE document = ? AND page <= ? ORDER BY segments DESC LIMIT 1', key, upToPage,
  );
  if (row === undefined) return undefined;
  const snapshot = decodeMemory(bytesIn(row, 'snapshot'), record.modelHash);
  if (snapshot.segmentsRead !== numberIn(row, 'segments')) throw damaged(database.file, `the memory of ${record.title}`);
  return { ...snapshot, page: numberIn(row, 'page') };
}
