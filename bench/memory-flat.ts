/**
 * npm run bench:memory-flat -- [--quick] [--json]
 *
 * Peak resident memory of a process that reads a PDF of some 50k tokens and one of some 500k (quick: 10k and 50k).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from './machine.ts';
import { makePdf } from './make-pdf.ts';
import { readInChild } from './reading-child.ts';
import type { ReadingFigures } from './reading-child.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
  },
});

/** Words of English to a token of the model's vocabulary. */
const wordsToToken = 0.78;
const sizes = values.quick ? [10_000, 50_000] : [50_000, 500_000];
const folder = await mkdtemp(join(tmpdir(), 'infolio-bench-'));
try {
  const results: ReadingFigures[] = [];
  for (const tokens of sizes) {
    const file = join(folder, `${tokens}.pdf`);
    await makePdf(file, Math.round(tokens * wordsToToken));
    const figures = await readInChild(file, folder, `library-${tokens}`, { precision: 'int8', model: values.model });
    results.push(figures);
    process.stdout.write(
      `${figures.tokens} tokens, ${figures.pages} pages: ${Math.round(figures.tokens / figures.seconds)} tokens/s, peak ${mib(figures.maxRss)} MiB, library ${(figures.libraryBytes / figures.textBytes).toFixed(2)} bytes a byte of text\n`,
    );
  }
  const [small, large] = [results[0], results.at(-1)];
  const growth = small === undefined || large === undefined ? null : Math.round(1000 * (large.maxRss / small.maxRss - 1)) / 10;
  process.stdout.write(`peak memory grows by ${growth} % for ${small === undefined || large === undefined ? '?' : (large.tokens / small.tokens).toFixed(1)} times the tokens\n`);
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'memory-flat', growthPercent: growth, results, settings: { quick: values.quick }, machine: machine() })}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function mib(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
