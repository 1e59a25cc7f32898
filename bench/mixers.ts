/**
 * npm run bench:mixers -- [--quick] [--json] [--mixers full,ours] [--most 1048576] [--limit 60] [--threads 2] [--into docs/mixers.json]
 *
 * Ten ways to mix tokens in one small encoder (3 layers, width 128, random weights): seconds and memory of reading a document of
 * 1K to 1M tokens through onnxruntime, each in a process of its own. A mixer stops where the next length would take longer
 * than --limit seconds of processor time, or more than 60 % of the memory that is free; what it would take is then computed and
 * marked with ~. Quality comes from
 * models/training/mixers_train.py; bench/mixers-page.ts makes tables and charts of both.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { mixers } from '../src/engine/model/graph/mixers/config.ts';
import type { Mixer } from '../src/engine/model/graph/mixers/config.ts';
import { defaultThreads } from '../src/engine/model/index.ts';
import { machine } from './machine.ts';
import { benchConfig, keptBytes, scoreBytes } from './mixers-setting.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    mixers: { type: 'string', default: mixers.join() },
    most: { type: 'string' },
    limit: { type: 'string' },
    threads: { type: 'string', default: String(defaultThreads()) },
    into: { type: 'string' },
  },
});

const most = Number(values.most ?? (values.quick ? 16_384 : 1_048_576));
const limit = Number(values.limit ?? (values.quick ? 5 : 60));
const lengths = [1024, 4096, 16_384, 65_536, 262_144, 1_048_576].filter((n) => n <= most);
const figures = z.object({ seconds: z.number(), cpuSeconds: z.number(), rise: z.number() });

interface Row {
  readonly mixer: Mixer;
  readonly tokens: number;
  /** Whether it was run, or follows from the length before: times 4, or for full attention's time times 16. */
  readonly measured: boolean;
  /** Why it was not run, if it was not. */
  readonly stopped?: string;
  readonly seconds: number;
  /** Processor time, which a busy machine does not stretch: much more than its share of `seconds` means that others were at work. */
  readonly cpuSeconds: number;
  /** Bytes by which the process grew over what it had after a short warm-up. */
  readonly rise: number;
  /** Computed, see mixers-setting.ts. */
  readonly kept: number;
  readonly scores: number;
}

/** Short runs are repeated, for the median. */
async function measure(mixer: Mixer, tokens: number, repeats: number): Promise<z.infer<typeof figures>> {
  const child = ['--disable-warning=ExperimentalWarning', resolve(import.meta.dirname, 'mixers-child.ts'), mixer, String(tokens), values.threads, String(repeats)];
  const { stdout } = await promisify(execFile)(process.execPath, child, { timeout: 1000 * (60 + 10 * limit * repeats) });
  return figures.parse(JSON.parse(stdout));
}

async function rowsOf(mixer: Mixer): Promise<Row[]> {
  const config = benchConfig(mixer);
  const rows: Row[] = [];
  for (const tokens of lengths) {
    const computed = { kept: keptBytes(config, tokens), scores: mixer === 'full' ? scoreBytes(config, tokens) : 0 };
    const before = rows.at(-1);
    const seconds = (before?.seconds ?? 0) * (mixer === 'full' ? 16 : 4);
    const cpuSeconds = (before?.cpuSeconds ?? 0) * (mixer === 'full' ? 16 : 4);
    const rise = (before?.rise ?? 0) * 4;
    const why = before?.stopped !== undefined ? before.stopped : cpuSeconds > limit ? 'time' : rise > 0.6 * freemem() ? 'memory' : undefined;
    if (why !== undefined) {
      rows.push({ mixer, tokens, measured: false, stopped: why, seconds, cpuSeconds, rise, ...computed });
    } else {
      try {
        const found = await measure(mixer, tokens, cpuSeconds < 1 ? 5 : cpuSeconds < 6 ? 3 : 1);
        rows.push({ mixer, tokens, measured: true, ...found, ...computed });
      } catch (error) {
        rows.push({ mixer, tokens, measured: false, stopped: 'failed', seconds, cpuSeconds, rise, ...computed });
        process.stderr.write(`${mixer} at ${tokens} tokens: ${error instanceof Error ? (error.message.split('\n').at(-2) ?? error.message) : String(error)}\n`);
      }
    }
    const row = rows.at(-1);
    if (row !== undefined) print(row);
  }
  return rows;
}

function print({ mixer, tokens, measured, stopped, seconds, cpuSeconds, rise, kept }: Row): void {
  const about = measured ? ' ' : '~';
  const rate = measured ? `${String(Math.round(tokens / seconds)).padStart(7)} tokens/s` : `not run (${stopped ?? ''})`;
  process.stdout.write(`${mixer.padEnd(13)} ${String(tokens).padStart(8)} tokens ${about}${seconds.toFixed(2).padStart(9)} s (${cpuSeconds.toFixed(2)} s of processor) ${about}${mib(rise).padStart(7)} MiB more, kept ${mib(kept)} MiB, ${rate}\n`);
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(bytes < 2 ** 24 ? 2 : 0);
}

const chosen = values.mixers.split(',').map((name) => {
  const found = mixers.find((one) => one === name);
  if (found === undefined) throw new RangeError(`There is no mixer ${name}. There are ${mixers.join(', ')}.`);
  return found;
});
const settings = { quick: values.quick, threads: Number(values.threads), limitSeconds: limit, ...benchConfig('ours'), mixer: undefined };

/** Puts what was measured into the file, in place of what it had of these mixers. */
function keep(file: string, fresh: readonly Row[]): void {
  const old = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly speed?: { readonly results: readonly Row[] } }) : {};
  const others = (old.speed?.results ?? []).filter((row) => fresh.every((one) => one.mixer !== row.mixer));
  writeFileSync(file, `${JSON.stringify({ ...old, speed: { settings, machine: machine(), results: [...others, ...fresh] } }, null, 1)}\n`);
}

const results: Row[] = [];
for (const mixer of chosen) {
  const rows = await rowsOf(mixer);
  results.push(...rows);
  if (values.into !== undefined) keep(values.into, rows);
}
if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'mixers', results, settings, machine: machine() })}\n`);
