/**
 * npm run bench:memory-flat -- [--quick] [--json] [--chart FILE] [--sizes 10000,100000,1000000] [--rounds 3]
 *
 * Peak resident memory of a process that reads PDFs of 10,000, 100,000 and 1,000,000 tokens (quick: 10,000 and 50,000), the median
 * of so many processes (quick: 1), what the library keeps of them, and beside it what full attention would need at each length:
 * computed, and measured where it fits. --chart writes the chart, as docs/memory-flat.svg has it.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { fullAttentionBytesPerToken, memoryBytes } from '../src/engine/inspection.ts';
import { openModel } from '../src/engine/model/index.ts';
import { lineChart } from './line-chart.ts';
import { machine } from './machine.ts';
import { makePdf } from './make-pdf.ts';
import { readInChild } from './reading-child.ts';
import type { ReadingFigures } from './reading-child.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    threads: { type: 'string', default: '0' },
    chart: { type: 'string' },
    sizes: { type: 'string' },
    rounds: { type: 'string' },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
  },
});

/** Words of the generated prose to a token of the model's vocabulary. */
const wordsToToken = 0.768;
const sizes = values.sizes?.split(',').map(Number) ?? (values.quick ? [10_000, 50_000] : [10_000, 100_000, 1_000_000]);
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
/** Tokens of a full attention that is really computed: its scores take 48 bytes times the square of this. */
const attended = values.quick ? [1024, 2048] : [1024, 2048, 4096];
const bytesOfFloat32 = 4;

const folder = await mkdtemp(join(tmpdir(), 'infolio-bench-'));
try {
  const { config } = await openModel(values.model);
  const results: ReadingFigures[] = [];
  for (const tokens of sizes) {
    const file = join(folder, `${tokens}.pdf`);
    await makePdf(file, Math.round(tokens * wordsToToken), 'A5');
    const runs: ReadingFigures[] = [];
    for (let round = 0; round < rounds; round++) {
      runs.push(await readInChild(file, folder, `library-${tokens}-${round}`, { precision: 'int8', model: values.model, threads: values.threads }));
    }
    const figures = runs.sort((a, b) => a.maxRss - b.maxRss)[Math.floor((rounds - 1) / 2)];
    if (figures === undefined) throw new RangeError('there must be a round');
    results.push(figures);
    say(
      `${figures.tokens} tokens, ${figures.pages} pages: ${Math.round(figures.tokens / figures.seconds)} tokens/s, peak ${runs.map(({ maxRss }) => mib(maxRss)).join(', ')} MiB (${mib(figures.baseRss)} before reading), library ${(figures.libraryBytes / figures.textBytes).toFixed(2)} bytes a byte of text`,
    );
    await rm(file);
  }
  const [small, large] = [results[0], results.at(-1)];
  if (small === undefined || large === undefined) throw new RangeError('nothing was read');
  const growth = Math.round(1000 * (large.maxRss / small.maxRss - 1)) / 10;
  /** Without what an empty library takes, which a short text pays in full. */
  const keptOfText = Math.round((100 * (large.libraryBytes - small.libraryBytes)) / (large.textBytes - small.textBytes)) / 100;
  say(`peak memory grows by ${growth} % for ${(large.tokens / small.tokens).toFixed(1)} times the tokens; the library by ${keptOfText} bytes for each further byte of text`);

  const full: { readonly tokens: number; readonly bytes: number }[] = [];
  for (const tokens of attended) full.push(await attend(tokens, config.width, config.heads));
  const cache = (tokens: number) => tokens * fullAttentionBytesPerToken(config);
  const scores = (tokens: number) => config.heads * tokens ** 2 * bytesOfFloat32;
  say(`\n${'tokens'.padStart(9)}  ${'ours, whole process'.padStart(20)}  ${'ours, the memory'.padStart(17)}  ${'key-value cache, fp16'.padStart(22)}  ${'scores of one layer'.padStart(20)}`);
  for (const { tokens, maxRss } of results) {
    say(`${String(tokens).padStart(9)}  ${size(maxRss).padStart(20)}  ${size(memoryBytes(config)).padStart(17)}  ${size(cache(tokens)).padStart(22)}  ${size(scores(tokens)).padStart(20)}`);
  }
  for (const { tokens, bytes } of full) say(`one layer of full attention over ${tokens} tokens took ${size(bytes)} (its scores: ${size(scores(tokens))})`);

  if (values.chart !== undefined) await writeFile(values.chart, chart(results, full, { cache, scores, memory: memoryBytes(config) }));
  if (values.json) {
    const computed = results.map(({ tokens }) => ({ tokens, keyValueCache: cache(tokens), scoresOfOneLayer: scores(tokens) }));
    say(JSON.stringify({ bench: 'memory-flat', growthPercent: growth, libraryBytesPerTextByte: keptOfText, results, fullAttention: { measured: full, computed }, settings: { quick: values.quick, sizes, rounds }, machine: machine() }));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function attend(tokens: number, width: number, heads: number): Promise<{ tokens: number; bytes: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', resolve(import.meta.dirname, 'attention-once.ts'), String(tokens), String(width), String(heads)]);
  return z.object({ tokens: z.number(), bytes: z.number() }).parse(JSON.parse(stdout));
}

interface Needs {
  readonly cache: (tokens: number) => number;
  readonly scores: (tokens: number) => number;
  readonly memory: number;
}

function chart(read: readonly ReadingFigures[], full: readonly { readonly tokens: number; readonly bytes: number }[], { cache, scores, memory }: Needs): string {
  const lengths = [1000, 10_000, 100_000, 1_000_000];
  const computed = (of: (tokens: number) => number) => lengths.map((x) => ({ x, y: of(x), computed: true }));
  const lines = [
    { name: 'ours', points: read.map(({ tokens, maxRss }) => ({ x: tokens, y: maxRss })) },
    { name: 'its memory', points: computed(() => memory) },
    { name: 'key-value cache', points: computed(cache) },
    { name: 'scores, 1 layer', points: [...full.map(({ tokens, bytes }) => ({ x: tokens, y: bytes })), ...computed(scores).filter(({ x }) => x > (full.at(-1)?.tokens ?? 0))] },
  ];
  const ticks = [1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14].map((at) => ({ at, text: size(at) }));
  const places = lengths.map((at) => ({ at, text: at < 1e6 ? `${at / 1000}K` : '1M' }));
  return lineChart('Memory for a document of so many tokens', [{ title: 'dots measured, dashes computed', lines, scale: 'log', range: [1e5, 1e14], ticks, places }], 480);
}

function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toPrecision(3)} ${units[power] ?? ''}`;
}

function mib(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
