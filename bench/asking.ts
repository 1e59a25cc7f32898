/**
 * npm run bench:asking -- [--quick] [--json] [--questions 60] [--precision int8] [--threads 2] [--read] [--keep folder]
 *
 * How long a question takes, from the words to the kept answer: to one document of some 10k, 100k and 1M tokens, to a library
 * of 1,000 documents, and "read everything" over some 150k tokens (quick: 10k and 100k, 100 documents, 15k). One process with
 * the model loaded; the first question to a document, which loads its vectors, is told apart.
 *
 * The first document is really read. The others go through the product's own reading with vectors and a memory drawn from the
 * first one's (bench/filled.ts), since reading them would take most of an hour; `--read` has the single documents really read.
 * `--keep` leaves the library in a folder, where the next run finds it.
 *
 * Processor time is told beside the clock's: on a machine with other work it says more.
 */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Scope } from '../src/contract/protocol.ts';
import { ask, cosines } from '../src/engine/asking/index.ts';
import { createEngine } from '../src/engine/engine.ts';
import type { Engine } from '../src/engine/engine.ts';
import type { DocumentRecord } from '../src/engine/library/index.ts';
import { fill, texts } from './filled.ts';
import { machine } from './machine.ts';
import { timed } from './phases.ts';
import type { Phases } from './phases.ts';
import { median } from './scores.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    read: { type: 'boolean', default: false },
    questions: { type: 'string' },
    precision: { type: 'string', default: 'auto' },
    threads: { type: 'string' },
    keep: { type: 'string' },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
  },
});

const sizes = values.quick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000];
const documents = values.quick ? 100 : 1_000;
const tokensOfEach = 5_000;
const everythingTokens = values.quick ? 15_000 : 150_000;
const perScope = Number(values.questions ?? (values.quick ? 12 : 60));

interface Times {
  readonly name: string;
  readonly tokens: number;
  readonly passages: number;
  readonly documents: number;
  readonly questions: number;
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Processor time, median. */
  readonly cpuMs: number;
  /** Medians, milliseconds. */
  readonly phases: Phases;
}

const questions = z
  .array(z.object({ question: z.string() }))
  .parse(JSON.parse(readFileSync(resolve(import.meta.dirname, '../test/fixtures/questions.json'), 'utf8')))
  .map(({ question }) => question);
/** Questions to the documents whose sentences the texts are made of, spread over all of them. */
const asked = Array.from({ length: perScope }, (_, i) => questions[Math.floor((i * questions.length) / perScope) % questions.length] ?? '');

interface Spent {
  readonly ms: number;
  readonly cpuMs: number;
}

const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'infolio-bench-')));
await mkdir(folder, { recursive: true });
try {
  await using engine = await createEngine({
    libraryFolder: join(folder, 'library'),
    modelFolder: values.model,
    cacheFolder: join(folder, 'graphs'),
    device: 'cpu',
    precision: values.precision === 'fp32' || values.precision === 'int8' ? values.precision : 'auto',
    ...(values.threads === undefined ? {} : { threads: Number(values.threads) }),
  });
  await engine.prepare();
  const { precision, threads } = await engine.summary();
  const rows: Times[] = [];
  let sample: DocumentRecord | null = null;
  let largest: DocumentRecord | null = null;
  for (const tokens of sizes) {
    const record: DocumentRecord = await put(engine, `one-${tokens}`, tokens, values.read ? null : sample);
    sample ??= record;
    largest = record;
    rows.push(report(await askDocument(engine, `one document of ${spell(record.tokens)}`, record)));
  }
  if (sample === null || largest === null) throw new RangeError('no sizes');

  const long = await put(engine, 'everything', everythingTokens, sample);
  rows.push(report(await readEverything(engine, long)));

  let tokens = 0;
  let passages = 0;
  const began = performance.now();
  for await (const file of texts(folder, 'each', tokensOfEach, documents)) {
    const record = await fill(engine, file, sample);
    tokens += record.tokens;
    passages += record.segments;
  }
  process.stderr.write(`${documents} documents were put in within ${Math.round((performance.now() - began) / 1000)} s\n`);
  const all = engine.library.documents.list().length;
  rows.push(report({ name: `library of ${all} documents`, tokens, passages, documents: all, ...(await askAll(engine, { kind: 'library' })), phases: {} }));
  rows.push(report(await askDocument(engine, `one of ${spell(largest.tokens)} among ${all}`, largest)));

  process.stdout.write(`Really read: ${values.read ? 'the single documents' : `the document of ${spell(sample.tokens)}`}. The others have vectors and a memory drawn from it; pages, passages and full text are their own.\n`);
  if (values.json) {
    const settings = { quick: values.quick, read: values.read, questions: perScope, precision, threads, reallyRead: values.read ? 'single documents' : sample.tokens };
    process.stdout.write(`${JSON.stringify({ bench: 'asking', rows, settings, machine: machine() })}\n`);
  }
} finally {
  if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
}

/** A document of about `tokens` tokens, filled after `like` or really read. */
async function put(engine: Engine, name: string, tokens: number, like: DocumentRecord | null): Promise<DocumentRecord> {
  for await (const file of texts(folder, name, tokens, 1)) return like === null ? engine.open(file) : fill(engine, file, like);
  throw new RangeError('no text');
}

/** From the question to the kept answer. */
async function spent(engine: Engine, scope: Scope, question: string, everything = false): Promise<Spent> {
  const began = performance.now();
  const before = process.cpuUsage();
  await engine.put({ scope, question, everything, upToPage: null, keep: true });
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - began, cpuMs: (user + system) / 1000 };
}

async function askDocument(engine: Engine, name: string, record: DocumentRecord): Promise<Times> {
  const all = await askAll(engine, { kind: 'document', document: record.id });
  const phases: Phases[] = [];
  for (const question of asked) phases.push(await phasesOf(engine, record.id, question));
  return { name, tokens: record.tokens, passages: record.segments, documents: 1, ...all, phases: medians(phases) };
}

async function readEverything(engine: Engine, record: DocumentRecord): Promise<Times> {
  const times: Spent[] = [];
  for (const question of asked.slice(0, values.quick ? 2 : 3)) times.push(await spent(engine, { kind: 'document', document: record.id }, question, true));
  const phases = await phasesOf(engine, record.id, asked[0] ?? '', true);
  return { name: `read everything, ${spell(record.tokens)}`, tokens: record.tokens, passages: record.segments, documents: 1, ...figures(times[0]?.ms ?? NaN, times), phases: medians([phases]) };
}

/** The first question, and then every question once. */
async function askAll(engine: Engine, scope: Scope): Promise<ReturnType<typeof figures>> {
  const first = await spent(engine, scope, asked.at(-1) ?? '');
  const times: Spent[] = [];
  for (const question of asked) times.push(await spent(engine, scope, question));
  return figures(first.ms, times);
}

/** Where the time of one question goes. */
async function phasesOf(engine: Engine, id: string, question: string, everything = false): Promise<Phases> {
  const phases: Phases = {};
  const began = performance.now();
  const context = await engine.context(id);
  phases['open and memory'] = performance.now() - began;
  const { data } = context.document.vectors();
  await ask(
    {
      memory: context.memory,
      network: timed(context.network, phases, { question: 'question vector', consult: 're-reading' }),
      tokenizer: timed(context.tokenizer, phases, { encode: 'question vector', encodeBatch: 'passages and tokens' }),
      document: timed(context.document, phases, {
        search: 'full text', vectors: 'vectors', passage: 'passages and tokens', passages: 'passages and tokens', pageAt: 'pages and boxes', boxes: 'pages and boxes', record: 'records', passageCount: 'records',
      }),
    },
    question,
    { everything },
  );
  const total = performance.now() - began;
  phases['rest'] = total - Object.values(phases).reduce((sum, ms) => sum + ms, 0);
  const vector = await context.network.question((await context.tokenizer.encode(question)).ids, context.memory);
  const scanned = performance.now();
  cosines(vector, data);
  phases['of which vector scan'] = performance.now() - scanned;
  phases['total'] = total;
  return phases;
}

function figures(firstMs: number, times: readonly Spent[]): Pick<Times, 'questions' | 'firstMs' | 'p50Ms' | 'p95Ms' | 'cpuMs'> {
  const sorted = times.map(({ ms }) => ms).sort((a, b) => a - b);
  const p95 = sorted[Math.min(sorted.length - 1, Math.floor(0.95 * sorted.length))] ?? NaN;
  return { questions: times.length, firstMs: round(firstMs), p50Ms: round(median(sorted) ?? NaN), p95Ms: round(p95), cpuMs: round(median(times.map(({ cpuMs }) => cpuMs)) ?? NaN) };
}

function medians(all: readonly Phases[]): Phases {
  const names = [...new Set(all.flatMap((phases) => Object.keys(phases)))];
  return Object.fromEntries(names.map((name) => [name, round(median(all.map((phases) => phases[name] ?? 0)) ?? 0)]));
}

function report(times: Times): Times {
  const { name, firstMs, p50Ms, p95Ms, cpuMs } = times;
  process.stdout.write(`${name}: first ${firstMs} ms, p50 ${p50Ms} ms, p95 ${p95Ms} ms, ${cpuMs} ms of processor (${times.questions} questions, ${times.passages} passages)\n`);
  const parts = Object.entries(times.phases).map(([phase, ms]) => `${phase} ${ms}`);
  if (parts.length > 0) process.stdout.write(`  ${parts.join(', ')}\n`);
  return times;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function spell(tokens: number): string {
  return `${Math.round(tokens / 1000)}k tokens`;
}
