import { decodeMemory } from '../memory/index.ts';
import type { Database } from './database.ts';
import { damaged } from './failures.ts';
import { earlierMemories, earlierMemoriesShare } from './limits.ts';
import { bytesIn, numberIn } from './rows.ts';
import type { DocumentRecord, KeptMemory } from './types.ts';

/**
 * Thins the memories of a document out before one after `latest` segments comes: only as many earlier ones stay as the
 * text pays for, about evenly spread over what was read.
 */
export function thinMemories(database: Database, key: number, latest: number, textLength: number, bytes: number): void {
  const kept = database.all('SELECT segments FROM memories WHERE document = ? ORDER BY segments', key).map((row) => numberIn(row, 'segments'));
  const most = Math.min(earlierMemories, Math.floor((earlierMemoriesShare * textLength) / bytes));
  for (const segments of surplus(kept, latest, most)) database.run('DELETE FROM memories WHERE document = ? AND segments = ?', key, segments);
}

/** Which of the memories (segments read, ascending) go when `latest` comes and `most` earlier ones may stay. */
export function surplus(kept: readonly number[], latest: number, most: number): number[] {
  const earlier = [...kept];
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
