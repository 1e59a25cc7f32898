/**
 * npm run bench:killed -- [--quick] [--json] [--kills 50] [--threads 2]
 *
 * Reads a document with the real command in a process of its own, kills it (SIGKILL) at 50 random moments (quick: 8), and has
 * the next process go on. After each kill the library must be sound and hold no less than before; in the end text, passages,
 * vectors, memory and the answers to questions must be those of a reading that nobody disturbed, to the last bit.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { z } from 'zod';
import { createEngine } from '../src/engine/engine.ts';
import { openLibrary } from '../src/engine/library/index.ts';
import { machine } from './machine.ts';
import { prose } from './prose.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    kills: { type: 'string' },
    threads: { type: 'string', default: '2' },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
  },
});

const wanted = Number(values.kills ?? (values.quick ? 8 : 50));
const words = values.quick ? 6_000 : 20_000;
const questions = z
  .array(z.object({ question: z.string() }))
  .parse(JSON.parse(readFileSync(resolve(import.meta.dirname, '../test/fixtures/questions.json'), 'utf8')))
  .map(({ question }) => question)
  .filter((_, i) => i % 8 === 0);

const folder = await mkdtemp(join(tmpdir(), 'infolio-bench-'));
try {
  const file = join(folder, 'book.txt');
  await writeFile(file, [...prose(words)].join('\n\n'));
  // The second time the graph is there, as it will be for those that are killed.
  await read(file, join(folder, 'first'), null);
  const began = performance.now();
  await read(file, join(folder, 'undisturbed'), null);
  const whole = performance.now() - began;
  const expected = await contents(join(folder, 'undisturbed'));

  let kills = 0;
  let libraries = 0;
  let refused = 0;
  let lost = 0;
  let different = 0;
  const segments: number[] = [];
  while (kills < wanted) {
    const library = join(folder, `killed-${libraries++}`);
    let before = 0;
    // The last one of all is let go on to the end.
    while (!(await read(file, library, kills < wanted ? Math.random() * 1.1 * whole : null))) {
      kills++;
      const open = openLibrary(library);
      if (open.check().length > 0) refused++;
      const now = open.documents.list()[0]?.segments ?? 0;
      open.close();
      if (now < before) lost++;
      before = now;
      segments.push(now);
    }
    if (!isDeepStrictEqual(await contents(library), expected)) different++;
    process.stdout.write(`${kills} kills, ${libraries} documents read to the end: ${different} differ from the undisturbed one, ${lost} times something was lost, ${refused} times the library was not sound\n`);
  }
  process.stdout.write(`the kills came with ${segments.join(', ')} of ${expected.passages} segments kept; an undisturbed reading took ${Math.round(whole)} ms\n`);
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'killed', kills, libraries, different, lost, notSound: refused, segments, questions: questions.length, settings: { quick: values.quick }, machine: machine() })}\n`);
  if (different + lost + refused > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Reads with `infolio open` and kills it after `killMs`; whether it came to its end. Throws if it failed by itself. */
function read(path: string, library: string, killMs: number | null): Promise<boolean> {
  const program = resolve(import.meta.dirname, '../src/cli/infolio.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, 'open', path, '--device', 'cpu', '--threads', values.threads, '--model', values.model], {
    env: { ...process.env, INFOLIO_LIBRARY: library, XDG_CACHE_HOME: join(folder, 'cache') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  const timer = killMs === null ? null : setTimeout(() => child.kill('SIGKILL'), killMs);
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => {
      if (timer !== null) clearTimeout(timer);
      if (signal === 'SIGKILL') done(false);
      else if (code === 0) done(true);
      else failed(new Error(`infolio open ended with ${code ?? signal ?? 'nothing'}: ${errors}`));
    });
  });
}

/** All that a document's reader and its answers say. */
async function contents(libraryFolder: string) {
  await using engine = await createEngine({ libraryFolder, modelFolder: values.model, cacheFolder: join(folder, 'cache/infolio'), device: 'cpu', threads: Number(values.threads) });
  const [record] = await engine.list();
  if (record === undefined) throw new RangeError('the library is empty');
  const document = engine.library.open(record.id);
  const answers = [];
  for (const question of questions) answers.push(await engine.ask(record.id, question));
  const { words: count, tokens, segments, state, textLength } = record;
  return {
    passages: document.passageCount,
    record: { count, tokens, segments, state, textLength },
    text: document.text(),
    rows: document.passages(),
    pages: document.pages(),
    vectors: document.vectors(),
    memory: document.memory(),
    memories: document.memories(),
    answers,
  };
}
