import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { serving } from '../cli/serving.ts';

/*
 * Runs in a network namespace that has a loopback and nothing else: every command of the terminal on one document, or
 * `serve` with a screen that opens, asks, reviews and summarises. Its children are guarded (no-network.mjs); this process
 * is not, since it is the screen. Prints what came back as JSON.
 */

const [home = '', what = 'commands'] = process.argv.slice(2);
const file = join(home, 'letter.txt');
const playbook = join(home, 'short.yml');
writeFileSync(playbook, 'name: Short\nitems:\n  - name: Notice\n    questions: [How long is the notice period?]\n');
writeFileSync(
  file,
  `The keeper of the lighthouse at Port Ellery is Ambrose Vane. He took up his post on 3 March 1911.

Either party may end this agreement with a notice period of ninety days. The deposit is $1,250.00 and is paid back within a month.

Letters are left with the harbour master, who keeps the key of the oil store behind the third beam.`,
);

// A CI's own variable silences onnxruntime's telemetry: here it is to be silent by itself.
delete process.env['CI'];
process.env['HOME'] = home;
process.env['INFOLIO_LIBRARY'] = join(home, 'library');
process.env['INFOLIO_TEST_NETWORK_LOG'] = join(home, 'network.log');
process.env['NODE_OPTIONS'] = `--import ${resolve(import.meta.dirname, '../engine/pdf/no-network.mjs')}`;

interface Outcome {
  readonly command: string;
  readonly code: number | null;
  readonly output: string;
}

function commands(): Outcome[] {
  const all: readonly (readonly string[])[] = [
    ['open', file],
    ['ask', file, 'Who is the keeper of the lighthouse?'],
    ['ask', file, 'How long is the notice period?', '--everything'],
    ['summarize', file],
    ['review', file, '--playbook', playbook],
    ['describe', file],
    ['search', 'harbour'],
    ['export', file, '--as', 'docx', '--out', join(home, 'letter.docx'), '--playbook', playbook],
    ['doctor'],
  ];
  return all.map((words) => {
    const program = resolve(import.meta.dirname, '../../src/cli/infolio.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...words], { encoding: 'utf8', cwd: home });
    return { command: words[0] ?? '', code: status, output: stdout + stderr };
  });
}

async function screens(): Promise<Outcome[]> {
  const server = await serving(home);
  try {
    const cookie = await server.signIn();
    const { client } = await server.screen(cookie);
    const { body } = await server.ask('/upload?name=letter.txt', { method: 'POST', headers: { cookie, origin: server.origin }, body: readFileSync(file) });
    const { path } = JSON.parse(body.toString('utf8')) as { readonly path: string };
    const document = await client.request('documents.open', { path });
    const scope = { kind: 'document', document: document.id } as const;
    const asked = await client.request('ask', { scope, question: 'Who is the keeper of the lighthouse?', everything: false, upToPage: null, keep: true });
    const found = await client.request('search', { query: 'harbour', document: null, limit: 5 });
    const { code } = await server.stop();
    return [
      { command: 'ask', code: 0, output: JSON.stringify(asked.answers) },
      { command: 'search', code: 0, output: JSON.stringify(found) },
      { command: 'serve', code, output: '' },
    ];
  } finally {
    await server.stop();
  }
}

const outcomes = what === 'serve' ? await screens() : commands();
const log = readFileSync(join(home, 'network.log'), 'utf8').trim().split('\n');
process.stdout.write(JSON.stringify({ outcomes, guarded: log.filter((line) => line === 'guarded').length, attempts: log.filter((line) => line !== 'guarded') }));
