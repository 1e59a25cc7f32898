import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLibrary } from '../../src/engine/library/index.ts';
import { readDocument } from '../../src/engine/reading/index.ts';
import { everyRow, prose, standIn, temporaryFolder, wordTokenizer } from '../engine/reading/given.ts';
import { canUnshare } from './namespaces.ts';

interface Outcome {
  readonly first: string;
  readonly kept: number;
  readonly sound: readonly string[];
  readonly words: number;
  readonly again: string;
  readonly graph: number;
  readonly drafts: readonly string[];
  readonly last: string;
  readonly text: number;
  readonly read: number;
}

const possible = canUnshare('-rm');

test.skipIf(!possible)(`a disk that fills up in the middle of a reading says disk_full, keeps what was read, and the reading goes on when there is space${possible ? '' : ' (skipped: unshare -rm does not work here)'}`, { timeout: 180_000 }, async () => {
  using place = temporaryFolder();
  const file = join(place.path, 'book.txt');
  const disk = join(place.path, 'disk');
  mkdirSync(disk);
  writeFileSync(file, prose(1_500_000));
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'full-disk-process.ts'), file, disk, join(place.path, 'after')];
  const outcome = JSON.parse(execFileSync('unshare', ['-rm', ...command], { encoding: 'utf8' })) as Outcome;
  expect(outcome.first).toMatch(/^disk_full: There is no space left for the library [^\n]*free some space and open the document again\.$/u);
  expect(outcome.kept).toBeGreaterThan(50);
  expect(outcome.sound).toEqual([]);
  expect(outcome.words).toBeGreaterThan(0);
  expect(outcome.again).toMatch(/^disk_full: /u);
  // The network's graph cannot be kept either: that is no error, and no half of it stays.
  expect(outcome).toMatchObject({ graph: expect.closeTo(4_000_000, -3) as number, drafts: [], last: 'ready' });

  const library = openLibrary(join(place.path, 'undisturbed'));
  const record = await readDocument(file, { library, tokenizer: wordTokenizer, network: standIn() });
  library.close();
  expect(outcome.text).toBe(record.textLength);
  // Nothing was read twice but the batch that found no space, once for each attempt.
  expect(outcome.read).toBeLessThanOrEqual(record.segments + 16);
  expect(everyRow(join(place.path, 'after'))).toEqual(everyRow(join(place.path, 'undisturbed')));
});
