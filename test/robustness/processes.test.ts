import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLibrary } from '../../src/engine/library/index.ts';
import { readDocument } from '../../src/engine/reading/index.ts';
import { everyRow, prose, standIn, temporaryFolder, wordTokenizer } from '../engine/reading/given.ts';

function run(program: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, program), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => { output += chunk; });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => { resolve(output); });
  });
}

test('two processes read into one library while a third asks: all end, and each document is as if it had been read alone', { timeout: 240_000 }, async () => {
  using place = temporaryFolder();
  const folder = join(place.path, 'library');
  const files = [1, 2].map((seed) => {
    const file = join(place.path, `book-${seed}.txt`);
    writeFileSync(file, prose(500_000, seed));
    return file;
  });
  const [readings, asking] = await Promise.all([
    Promise.all(files.map((file) => run('../engine/reading/reader-process.ts', file, folder, '15'))),
    run('asking-process.ts', folder, '2'),
  ]);
  for (const output of readings) expect(output).toMatch(/^ready \d{3}$/mu);
  const { kept, between, errors } = JSON.parse(asking) as { kept: number; between: number; errors: readonly string[] };
  expect(errors).toEqual([]);
  expect(kept).toBeGreaterThan(10);
  expect(between).toBeGreaterThan(0);

  const library = openLibrary(folder);
  expect(library.check()).toEqual([]);
  const documents = library.documents.list();
  expect(documents.map(({ state }) => state)).toEqual(['ready', 'ready']);
  // No question is lost.
  const questions = documents.flatMap(({ id }) => library.questions.list(id).map(({ question }) => question));
  expect(new Set(questions).size).toBe(kept);
  library.close();

  for (const file of files) {
    const alone = join(place.path, `alone-${files.indexOf(file)}`);
    const other = openLibrary(alone);
    const { id } = await readDocument(file, { library: other, tokenizer: wordTokenizer, network: standIn() });
    other.close();
    expect(rowsOf(folder, id)).toEqual(rowsOf(alone, id));
  }
});

interface Rows {
  readonly passages: readonly string[];
  readonly memories: readonly string[];
}

/** The rows of one document, without the numbers that its library gave it. */
function rowsOf(folder: string, id: string): Rows {
  const { passages = [], memories = [], documents = [] } = everyRow(folder);
  const place = documents.findIndex((row) => String(row).includes(`"${id}"`));
  const keys = [...new Set(passages.map((row) => (JSON.parse(String(row)) as { readonly document: number }).document))].sort((a, b) => a - b);
  const own = (rows: readonly unknown[]): string[] =>
    rows
      .map((row) => JSON.parse(String(row)) as Readonly<Record<string, unknown>>)
      .filter(({ document }) => document === keys[place])
      .map((row) => JSON.stringify({ ...row, document: 0, id: 0 }));
  expect(own(passages).length).toBeGreaterThan(100);
  return { passages: own(passages), memories: own(memories) };
}
