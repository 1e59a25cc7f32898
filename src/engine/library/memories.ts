import { decodeMemory, encodeMemory, giveBack, precisionOf } from '../memory/index.ts';
import type { Database } from './database.ts';
import { damaged } from './failures.ts';
import { earlierMemories, memoryStride } from './limits.ts';
import { bytesIn, numberIn } from './rows.ts';
import type { DocumentRecord, KeptMemory } from './types.ts';

/**
 * Thins the memories of a document out before one after `latest` segments comes, which is kept whatever its number: of the
 * earlier ones those at multiples of a stride stay, in half precision. Stride and places depend on nothing but how much
 * was read, so that a reading that was broken off leaves what an undisturbed one would.
 */
export function thinMemories(database: Database, key: number, latest: number, modelHash: string): void {
  const stride = strideFor(latest);
  const kept = database.all('SELECT segments FROM memories WHERE document = ? ORDER BY segments', key).map((row) => numberIn(row, 'segments'));
  for (const segments of kept) {
    if (segments % stride !== 0) database.run('DELETE FROM memories WHERE document = ? AND segments = ?', key, segments);
    // Those before it were halved when they were the last.
    else if (segments === kept.at(-1)) halve(database, key, segments, modelHash);
  }
}

/** Segments between two earlier memories of a document of which so many were read. */
export function strideFor(latest: number): number {
  let stride = memoryStride;
  while (latest / stride > earlierMemories) stride *= 2;
  return stride;
}

/** Writes a memory anew in half of its bytes, unless it is so already. */
function halve(database: Database, key: number, segments: number, modelHash: string): void {
  const bytes = bytesIn(database.get('SELECT snapshot FROM memories WHERE document = ? AND segments = ?', key, segments) ?? {}, 'snapshot');
  if (precisionOf(bytes) === 'fp16') return;
  const { data, ...shape } = decodeMemory(bytes, modelHash).memory;
  const halved = encodeMemory({ ...shape, data }, modelHash, segments, 'fp16');
  database.run('UPDATE memories SET snapshot = ? WHERE document = ? AND segments = ?', halved, key, segments);
  for (const array of [bytes, data, halved]) giveBack(array);
}

/** The latest memory that holds no more than the first `most` segments. Throws `library_damaged` if it is not whole. */
export function memoryOf(database: Database, key: number, record: DocumentRecord, most = Number.MAX_SAFE_INTEGER): KeptMemory | undefined {
  const row = database.get(
    'SELECT page, segments, snapshot FROM memories WHERE document = ? AND segments <= ? ORDER BY segments DESC LIMIT 1', key, most,
  );
  if (row === undefined) return undefined;
  const snapshot = decodeMemory(bytesIn(row, 'snapshot'), record.modelHash);
  if (snapshot.segmentsRead !== numberIn(row, 'segments')) throw damaged(database.file, `the memory of ${record.title}`);
  return { ...snapshot, page: numberIn(row, 'page') };
}
