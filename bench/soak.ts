/**
 * npm run bench:soak -- [--quick] [--json] [--documents 200] [--questions 2000] [--threads 2]
 *
 * Reads 200 small documents (text, HTML and PDF in turn) and asks 2,000 questions in one process (quick: 30 and 200): to one
 * document, to the library, up to a page, with everything read, beside searches, summaries and recall maps. Looks at the
 * process at intervals: resident memory, heap after a collection, memory outside the heap, open files, threads, what keeps
 * the event loop alive. Tells the slope over the second half, when every cache has been filled.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import type { Scope } from '../src/contract/protocol.ts';
import { createEngine } from '../src/engine/engine.ts';
import { engineEnvironment, engineFlags } from '../src/engine/hosting/engine-flags.ts';
import type { Engine } from '../src/engine/engine.ts';
import { machine } from './machine.ts';
import { makePdf } from './make-pdf.ts';
import { prose } from './prose.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    documents: { type: 'string' },
    questions: { type: 'string' },
    threads: { type: 'string' },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
  },
});

const documents = Number(values.documents ?? (values.quick ? 30 : 200));
const questions = Number(values.questions ?? (values.quick ? 200 : 2_000));
const looks = 20;
const wordsOfEach = 450;

interface Look {
  readonly documents: number;
  readonly questions: number;
  readonly rssMiB: number;
  readonly heapMiB: number;
  /** Of typed arrays and the like, outside the heap. */
  readonly externalMiB: number;
  /** Null where /proc is not there. */
  readonly files: number | null;
  readonly threads: number | null;
  readonly resources: number;
}

// In a process that is started as the app starts its engine.
const asTheApp = 'INFOLIO_SOAK';
if (process.env[asTheApp] === undefined) {
  const { status } = spawnSync(process.execPath, [...engineFlags, import.meta.filename, ...process.argv.slice(2)], { stdio: 'inherit', env: { ...engineEnvironment, ...process.env, [asTheApp]: 'child' } });
  process.exit(status ?? 1);
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const asked = z
  .array(z.object({ question: z.string() }))
  .parse(JSON.parse(readFileSync(resolve(import.meta.dirname, '../test/fixtures/questions.json'), 'utf8')))
  .map(({ question }) => question);

const folder = await mkdtemp(join(tmpdir(), 'infolio-bench-'));
try {
  await using engine = await createEngine({
    libraryFolder: join(folder, 'library'),
    modelFolder: values.model,
    cacheFolder: join(folder, 'graphs'),
    device: 'cpu',
    ...(values.threads === undefined ? {} : { threads: Number(values.threads) }),
  });
  await engine.prepare();
  const all: Look[] = [];
  const ids: string[] = [];
  let done = 0;
  const paragraphs = prose(wordsOfEach * documents * 1.3);
  for (let i = 0; i < documents; i++) {
    ids.push((await engine.open(await write(i, paragraphs))).id);
    for (; done < ((i + 1) * questions) / documents; done++) await ask(engine, ids, done);
    if ((i + 1) % Math.max(1, Math.floor(documents / looks)) === 0) all.push(show(await look(i + 1, done)));
  }
  const half = all.slice(Math.floor(all.length / 2));
  const per = (of: (look: Look) => number | null): number => Math.round(1e3 * 100 * slope(half.map((one) => [one.questions, of(one) ?? 0]))) / 1e3;
  const slopes = { rssMiB: per((one) => one.rssMiB), heapMiB: per((one) => one.heapMiB), externalMiB: per((one) => one.externalMiB), files: per((one) => one.files), threads: per((one) => one.threads), resources: per((one) => one.resources) };
  process.stdout.write(`a hundred questions and ${Math.round((100 * documents) / questions)} documents more, over the second half: ${Object.entries(slopes).map(([name, value]) => `${name} ${value}`).join(', ')}\n`);
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'soak', documents, questions, slopesPer100Questions: slopes, looks: all, settings: { quick: values.quick }, machine: machine() })}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** A small file of its own kind. */
async function write(i: number, paragraphs: Generator<string>): Promise<string> {
  const kind = (['txt', 'html', 'txt', 'pdf'] as const)[i % 4] ?? 'txt';
  const file = join(folder, `document-${i}.${kind}`);
  if (kind === 'pdf') {
    await makePdf(file, wordsOfEach + i);
    return file;
  }
  const lines: string[] = [];
  for (let words = 0; words < wordsOfEach; ) {
    const step = paragraphs.next();
    if (step.done === true) break;
    lines.push(kind === 'html' ? `<p>${step.value}</p>` : step.value);
    words += step.value.split(' ').length;
  }
  await writeFile(file, kind === 'html' ? `<!doctype html><title>Document ${i}</title>${lines.join('\n')}` : lines.join('\n\n'));
  return file;
}

/** One question of many kinds, to one of the documents or to all; now and then something else that people do. */
async function ask(engine: Engine, ids: readonly string[], k: number): Promise<void> {
  const question = asked[k % asked.length] ?? '';
  const document = ids[(k * 7919) % ids.length] ?? '';
  const scope: Scope = k % 100 === 99 ? { kind: 'library' } : { kind: 'document', document };
  const everything = k % 20 === 5 && scope.kind === 'document';
  await engine.put({ scope, question, everything, upToPage: k % 20 === 10 && scope.kind === 'document' ? 1 : null, keep: true });
  if (k % 10 === 3) await engine.search(question.replaceAll('?', ''));
  if (k % 25 === 4) await engine.recall(document, question);
  if (k % 40 === 7) await engine.summarize(document, { by: 'document', length: { unit: 'sentences', count: 3 }, query: null, pages: null });
}

async function look(read: number, done: number): Promise<Look> {
  collect();
  await new Promise((next) => setTimeout(next, 50));
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  const mib = (bytes: number): number => Math.round((bytes / 2 ** 20) * 100) / 100;
  return {
    documents: read,
    questions: done,
    rssMiB: mib(rss),
    heapMiB: mib(heapUsed),
    externalMiB: mib(external),
    files: entries('/proc/self/fd'),
    threads: entries('/proc/self/task'),
    resources: process.getActiveResourcesInfo().length,
  };
}

function entries(path: string): number | null {
  try {
    return readdirSync(path).length;
  } catch {
    return null;
  }
}

function show(one: Look): Look {
  const { documents: read, questions: done, rssMiB, heapMiB, externalMiB, files, threads, resources } = one;
  process.stdout.write(`${read} documents, ${done} questions: resident ${rssMiB} MiB, heap ${heapMiB}, outside it ${externalMiB}, ${files} files, ${threads} threads, ${resources} resources\n`);
  return one;
}

/** Of the least squares' line through the points. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const below = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return below === 0 ? 0 : above / below;
}
