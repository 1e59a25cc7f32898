import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibrary } from '../../../src/engine/library/index.ts';
import { readDocument } from '../../../src/engine/reading/index.ts';
import { everyRow, prose, standIn, temporaryFolder, wordTokenizer } from './given.ts';
import { batchSegments } from '../../../src/engine/reading/limits.ts';

const program = fileURLToPath(new URL('reader-process.ts', import.meta.url));
/** Some 30 calls of the network in all. */
const msPerCall = 20;
/** Ten starts of a process take their time where others use the machine. */
const patience = 300_000;

interface Kill {
  /** How many batches it may keep before; null for a kill while the library is made and the file is opened. */
  readonly batches: number | null;
  readonly ms: number;
}

/** How many segments each line of output said were kept. */
function segmentsSaid(output: string): number[] {
  return [...output.matchAll(/^segments (\d+)$/gmu)].map(([, count]) => Number(count));
}

/** Reads in a process of its own, and kills it if told. */
function readInProcess(file: string, folder: string, kill?: Kill): Promise<{ readonly output: string; readonly killed: boolean }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, file, folder, String(msPerCall)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  let armed = false;
  const isTime = ({ batches }: Kill): boolean => {
    const [first, ...others] = segmentsSaid(output);
    return batches === null ? output.includes('started') : first !== undefined && (others.at(-1) ?? first) >= first + batchSegments * batches;
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (armed || kill === undefined || !isTime(kill)) return;
    armed = true;
    setTimeout(() => child.kill('SIGKILL'), kill.ms);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_, signal) => { resolve({ output, killed: signal === 'SIGKILL' }); });
  });
}

describe('A reading that is killed', { timeout: patience }, () => {
  const place = temporaryFolder();
  const file = join(place.path, 'book.txt');
  const undisturbed = join(place.path, 'undisturbed');

  beforeAll(async () => {
    writeFileSync(file, prose(600_000));
    const library = openLibrary(undisturbed);
    await readDocument(file, { library, tokenizer: wordTokenizer, network: standIn() });
    library.close();
  }, patience);
  afterAll(() => { place[Symbol.dispose](); });

  it('goes on where it was, however often, and ends with every row as if nothing had happened', async () => {
    const folder = join(place.path, 'killed');
    const reached: number[] = [];
    let kills = 0;
    for (let round = 0; round < 10; round++) {
      const { output, killed } = await readInProcess(file, folder, { batches: round < 2 ? null : round % 2, ms: Math.random() * 1.5 * msPerCall });
      if (!killed) break;
      kills++;
      // What a killed reading leaves behind is whole, and no less than it had said it kept.
      const library = openLibrary(folder);
      expect(library.check()).toEqual([]);
      const [record] = library.documents.list();
      expect(record?.segments ?? 0).toBeGreaterThanOrEqual(Math.max(0, ...segmentsSaid(output)));
      expect(record?.state ?? 'reading').toBe('reading');
      reached.push(record?.segments ?? 0);
      library.close();
    }
    expect(kills).toBe(10);
    expect(reached).toEqual([...reached].sort((a, b) => a - b));
    expect(new Set(reached).size).toBeGreaterThan(2);

    const { output } = await readInProcess(file, folder);
    expect(output).toMatch(/^ready \d{3}$/mu);
    // It began where the last one was killed.
    expect(segmentsSaid(output)[0]).toBe(reached.at(-1));
    const [expected, found] = [everyRow(undisturbed), everyRow(folder)];
    for (const table of Object.keys(expected)) expect(found[table], table).toEqual(expected[table]);
    expect(expected['passages']?.length).toBeGreaterThan(300);
    expect(readdirSync(folder).filter((name) => name.startsWith('reading-'))).toEqual([]);
  });

  it('leaves no claim on the document: another process may read it at once', async () => {
    const folder = join(place.path, 'claimed');
    const first = await readInProcess(file, folder, { batches: 1, ms: msPerCall });
    expect(first.killed).toBe(true);
    const library = openLibrary(folder);
    const record = await readDocument(file, { library, tokenizer: wordTokenizer, network: standIn() });
    library.close();
    expect(record.state).toBe('ready');
    expect(existsSync(join(folder, 'library.db-wal'))).toBe(false);
  });

  it('is refused to a second process while the first one lives, which goes on undisturbed', async () => {
    const folder = join(place.path, 'two');
    // The first takes about ten seconds, longer than the second waits.
    const slow = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, file, folder, '250'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    const ended = new Promise((resolve) => slow.on('close', resolve));
    await new Promise((resolve) => slow.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      resolve(undefined);
    }));
    const second = await readInProcess(file, folder);
    expect(second.output).toContain('failed library_locked');
    expect(output).not.toContain('ready');
    await ended;
    expect(output).toMatch(/ready \d{3}\n$/u);
    expect(everyRow(folder)).toEqual(everyRow(undisturbed));
  });
});
