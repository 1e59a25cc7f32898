/**
 * npm run bench:reading -- [--quick] [--json] [--threads N] [--transformers FOLDER]
 *
 * Tokens per second, in turns on one machine, medians: Infolio's network and a whole PDF (text, network, library) at int8 and
 * fp32; the feature-extraction pipeline of @huggingface/transformers on the network that ours grew out of, as document tools
 * run it; the machine's own peak in a plain product, and what share of it the network's products reach.
 *
 * @huggingface/transformers is no dependency: `npm install --prefix FOLDER @huggingface/transformers`, then --transformers FOLDER.
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { defaultThreads } from '../src/engine/model/index.ts';
import { machine } from './machine.ts';
import { makePdf } from './make-pdf.ts';
import { writePlainModel } from './plain-model.ts';
import type { Profile } from './profile.ts';
import { readInChild } from './reading-child.ts';
import { median } from './scores.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    threads: { type: 'string', default: '0' },
    transformers: { type: 'string' },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
  },
});

const rounds = values.quick ? 1 : 5;
const words = values.quick ? 8_000 : 40_000;
const measured = z.object({ tokens: z.number(), seconds: z.number(), cpuSeconds: z.number(), wholeSeconds: z.number().optional() });

/** One way to read, and what its rounds gave: tokens a second of wall clock, and of processor time where that is told. */
interface Way {
  readonly name: string;
  readonly run: (round: number) => Promise<{ readonly rate: number; readonly cpuRate?: number; readonly wholeRate?: number }>;
}

const folder = await mkdtemp(join(tmpdir(), 'infolio-bench-'));
try {
  const file = join(folder, 'prose.pdf');
  await makePdf(file, words);
  const transformers = findTransformers(values.transformers);
  const ways: Way[] = [];
  for (const precision of ['int8', 'fp32']) {
    ways.push({ name: `Infolio ${precision}, network alone`, run: () => child('network-once.ts', [file, values.model, precision, values.threads]) });
    ways.push({
      name: `Infolio ${precision}, whole PDF`,
      run: async (round) => {
        const { tokens, seconds } = await readInChild(file, folder, `library-${precision}-${round}`, { precision, model: values.model, threads: values.threads });
        return { rate: tokens / seconds };
      },
    });
  }
  if (transformers === null) {
    say('No @huggingface/transformers here, so its rows are left out: npm install --prefix FOLDER @huggingface/transformers, then --transformers FOLDER.');
  } else {
    const plain = join(folder, 'plain');
    await writePlainModel(values.model, plain);
    for (const dtype of ['fp32', 'q8']) {
      for (const together of values.quick ? [1] : [1, 16]) {
        const name = `transformers.js ${dtype}, ${together === 1 ? 'chunk by chunk' : `${together} chunks together`}`;
        ways.push({ name, run: () => child('pipeline-once.ts', [file, transformers.entry, plain, dtype, String(together), values.threads]) });
      }
    }
  }

  const rows = ways.map(({ name }) => ({ name, rate: [] as number[], cpuRate: [] as number[], wholeRate: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, way] of ways.entries()) {
      const { rate, cpuRate, wholeRate } = await way.run(round);
      rows[i]?.rate.push(rate);
      if (cpuRate !== undefined) rows[i]?.cpuRate.push(cpuRate);
      if (wholeRate !== undefined) rows[i]?.wholeRate.push(wholeRate);
    }
  }
  const results = rows.map((row) => ({ name: row.name, tokensPerSecond: whole(median(row.rate)), perCpuSecond: whole(median(row.cpuRate)), withExtraction: whole(median(row.wholeRate)), all: row.rate.map(Math.round) }));
  const width = Math.max(...results.map(({ name }) => name.length));
  say(`${''.padEnd(width)}  tokens/s  per second of processor time  with the PDF's text extracted before`);
  for (const { name, tokensPerSecond, perCpuSecond, withExtraction } of results) {
    say(`${name.padEnd(width)}  ${String(tokensPerSecond).padStart(8)}  ${String(perCpuSecond ?? '').padStart(28)}  ${String(withExtraction ?? '').padStart(37)}`);
  }
  const rateOf = (name: string) => results.find((row) => row.name === name)?.tokensPerSecond ?? null;
  const ratios = ['fp32', 'q8'].flatMap((dtype) => ['network alone', 'whole PDF'].map((part) => ({ ours: `int8, ${part}`, theirs: dtype, times: ratio(rateOf(`Infolio int8, ${part}`), rateOf(`transformers.js ${dtype}, chunk by chunk`)) })));
  if (transformers !== null) for (const { ours, theirs, times } of ratios) say(`Infolio ${ours}: ${times} times transformers.js ${theirs}, chunk by chunk`);

  const threads = values.threads === '0' ? defaultThreads() : Number(values.threads);
  // Reading runs in two stages, each on half of the threads.
  const threadsOfStage = Math.ceil(threads / 2);
  const profiles: Record<string, Profile> = {};
  for (const precision of ['int8', 'fp32']) {
    const profile = JSON.parse(await output('profile-once.ts', [values.model, precision, String(threadsOfStage), values.quick ? '7' : '25', folder])) as Profile;
    profiles[precision] = profile;
    say(`\n${precision}, the reader on ${threadsOfStage === 1 ? 'one thread' : `${threadsOfStage} threads`}, a segment of 256: ${profile.ms.toFixed(1)} ms. A product of 512 x 512 x 2048 alone: ${profile.peakGflops.toFixed(0)} GFLOP/s; the network's products: ${profile.productGflops.toFixed(0)} (${(100 * profile.productGflops / profile.peakGflops).toFixed(0)} %), in ${(100 * profile.productShare).toFixed(0)} % of the time.`);
    for (const { operator, nodes, ms, share, gflops } of profile.lines.slice(0, 12)) {
      say(`  ${operator.padEnd(22)} ${String(nodes).padStart(4)} nodes ${ms.toFixed(2).padStart(8)} ms ${(100 * share).toFixed(1).padStart(5)} %${gflops === null ? '' : `${gflops.toFixed(0).padStart(6)} GFLOP/s`}`);
    }
  }
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ bench: 'reading', results, ratios: transformers === null ? [] : ratios, profiles, transformers: transformers?.version ?? null, settings: { quick: values.quick, words, rounds, threads }, machine: machine() })}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function whole(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

function ratio(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.round((100 * a) / b) / 100;
}

/** The library in `folder` or among our own packages; null if it is in neither. */
function findTransformers(from: string | undefined): { readonly entry: string; readonly version: string } | null {
  const name = '@huggingface/transformers';
  const base = createRequire(from === undefined ? import.meta.url : join(resolve(from), 'package.json'));
  try {
    const entry = base.resolve(name);
    const { version } = z.object({ version: z.string() }).parse(base(join(entry, '../../package.json')));
    // Required, it would be its CommonJS build; imported, as programs do, the other.
    return { entry: entry.replace(/\.cjs$/, '.mjs'), version };
  } catch {
    return null;
  }
}

async function output(script: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', resolve(import.meta.dirname, script), ...args], { maxBuffer: 1 << 22 });
  // The last line: onnxruntime or a library may print before it.
  return stdout.trim().split('\n').at(-1) ?? '';
}

async function child(script: string, args: readonly string[]): Promise<{ rate: number; cpuRate: number; wholeRate?: number }> {
  const { tokens, seconds, cpuSeconds, wholeSeconds } = measured.parse(JSON.parse(await output(script, args)));
  return { rate: tokens / seconds, cpuRate: tokens / cpuSeconds, ...(wholeSeconds === undefined ? {} : { wholeRate: tokens / wholeSeconds }) };
}
