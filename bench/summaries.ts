/**
 * npm run bench:summaries -- [--quick] [--json] [--sets scitldr,plos] [--documents N] [--split validation|train] [--model DIR]
 *
 * Summaries of validation documents (never trained on) by the product, at the length of the references: ROUGE-1 and ROUGE-2 F
 * beside the document's beginning, chance, TextRank, LexRank, and the best that whole sentences could reach. Sets named
 * NAME-query are summaries by a question; LexRank is biased towards it there.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { InfolioError } from '../src/contract/errors.ts';
import { createEngine } from '../src/engine/engine.ts';
import type { Engine } from '../src/engine/engine.ts';
import { termsOf } from '../src/engine/summarizing/words.ts';
import { dataFolder } from './data.ts';
import { machine } from './machine.ts';
import { counted, rouge, rougeWords } from './rouge.ts';
import { fill, lead, lexRank, oracle, random, textRank } from './summary-rows.ts';
import { openTask, requestOf, summarySets, summaryTasks, weighTask } from './summary-tasks.ts';
import type { SummarySet, SummaryTask } from './summary-tasks.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    sets: { type: 'string' },
    documents: { type: 'string' },
    split: { type: 'string', default: 'validation' },
    precision: { type: 'string', default: 'auto' },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
    data: { type: 'string' },
  },
});

/** Documents of each set; long ones are few, since each is read from its first to its last page. */
const full: Readonly<Record<SummarySet, number>> = { scitldr: 250, plain_contracts: 40, plos: 8, squality: 6, qmsum: 12 };
const quick: Readonly<Record<SummarySet, number>> = { scitldr: 40, plain_contracts: 20, plos: 1, squality: 1, qmsum: 1 };

const rows = ['ours', 'lead', 'random', 'textrank', 'lexrank', 'oracle'] as const;
type Row = (typeof rows)[number];
const baselines = ['lead', 'random', 'textrank', 'lexrank'] as const satisfies readonly Row[];

interface Figures {
  readonly rouge1: number;
  readonly rouge2: number;
  readonly words: number;
}
type Scored = Readonly<Record<Row, Figures>>;

async function measure(engine: Engine, folder: string, task: SummaryTask): Promise<Scored> {
  const id = await openTask(engine, folder, task);
  const { text } = await engine.summarize(id, requestOf(task));
  const { candidates } = await weighTask(engine, id, task);
  const references = counted(task.references);
  const score = (said: string): Figures => ({ ...rouge(said, references), words: rougeWords(said).length });
  const by = (indices: readonly number[]): Figures => score(indices.map((index) => candidates[index]?.text ?? '').join(' '));
  const ranked = (scores: readonly number[]): Figures => by(fill(candidates, scores, task.room));
  return {
    ours: score(text),
    lead: ranked(lead(candidates)),
    random: ranked(random(candidates)),
    textrank: ranked(textRank(candidates)),
    lexrank: ranked(lexRank(candidates, task.query === null ? null : termsOf(task.query))),
    oracle: by(oracle(candidates, references, task.room)),
  };
}

const percent = (value: number): number => Math.round(value * 1e4) / 100;
const mean = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0) / Math.max(1, of.length);

function summary(scored: readonly Scored[]) {
  const figures = (row: Row) => ({
    rouge1: percent(mean(scored.map((one) => one[row].rouge1))),
    rouge2: percent(mean(scored.map((one) => one[row].rouge2))),
    words: Math.round(mean(scored.map((one) => one[row].words)) * 10) / 10,
  });
  const table = { ours: figures('ours'), lead: figures('lead'), random: figures('random'), textrank: figures('textrank'), lexrank: figures('lexrank'), oracle: figures('oracle') };
  const best = (metric: 'rouge1' | 'rouge2') => baselines.reduce((one, other) => (table[other][metric] > table[one][metric] ? other : one));
  const [one, two] = [best('rouge1'), best('rouge2')];
  return {
    documents: scored.length,
    ...table,
    best: { rouge1: { row: one, value: table[one].rouge1 }, rouge2: { row: two, value: table[two].rouge2 } },
    ahead: { rouge1: Math.round((table.ours.rouge1 - table[one].rouge1) * 100) / 100, rouge2: Math.round((table.ours.rouge2 - table[two].rouge2) * 100) / 100 },
  };
}

async function run(data: string): Promise<Record<string, ReturnType<typeof summary>>> {
  const wanted = values.sets?.split(',') ?? [...summarySets];
  const tasks = summarySets
    .filter((set) => wanted.includes(set))
    .flatMap((set) => summaryTasks(data, set, values.split === 'train' ? 'train' : 'validation', values.documents === undefined ? (values.quick ? quick : full)[set] : Number(values.documents)));
  const folder = await mkdtemp(join(tmpdir(), 'infolio-bench-'));
  const scored = new Map<string, Scored[]>();
  try {
    await using engine = await createEngine({
      libraryFolder: join(folder, 'library'),
      modelFolder: values.model,
      cacheFolder: null,
      device: 'cpu',
      precision: values.precision === 'fp32' || values.precision === 'int8' ? values.precision : 'auto',
    });
    for (const [at, task] of tasks.entries()) {
      try {
        scored.set(task.set, [...(scored.get(task.set) ?? []), await measure(engine, folder, task)]);
      } catch (error) {
        // A text of labels alone has nothing to choose from; it is left out for every row.
        if (!(error instanceof InfolioError) || error.code !== 'no_text') throw error;
      }
      process.stderr.write(`\r${task.set}: ${at + 1} of ${tasks.length}    `);
    }
    process.stderr.write('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return Object.fromEntries([...scored].map(([set, each]) => [set, summary(each)]));
}

const data = values.data ?? dataFolder();
if (data === null) process.stderr.write('The summaries are not beside the project (INFOLIO_DATA, or --data FOLDER): nothing is measured.\n');
const sets = data === null ? {} : await run(data);
process.stdout.write(`${['set'.padEnd(16), 'documents', ...rows.map((row) => `${row} R1/R2`.padStart(16)), 'ahead of the best'].join('  ')}\n`);
for (const [name, figures] of Object.entries(sets)) {
  const cells = rows.map((row) => `${figures[row].rouge1.toFixed(1)}/${figures[row].rouge2.toFixed(1)}`.padStart(16));
  process.stdout.write(`${[name.padEnd(16), String(figures.documents).padStart(9), ...cells, `${figures.ahead.rouge1}/${figures.ahead.rouge2}`].join('  ')}\n`);
}
if (values.json) {
  process.stdout.write(`${JSON.stringify({ bench: 'summaries', sets, settings: { quick: values.quick, split: values.split, precision: values.precision }, machine: machine() })}\n`);
}
