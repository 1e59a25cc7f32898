/**
 * npm run bench:answers -- [--quick] [--json] [--precision fp32|int8] [--sets squad_train,cuad]
 *
 * Whole documents of the validation split (never trained on; the half of them that calibration was not tuned on) through
 * the product's engine: answers, pages, refusals, recall; full-text search alone and the right passage beside ours. `squad` is
 * every question to a whole SQuAD article, `all` every question of every set.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder } from './data.ts';
import { evaluateSamples, evaluateSet } from './evaluation.ts';
import type { EvalOptions, Row } from './evaluation.ts';
import { machine } from './machine.ts';
import { median, percent } from './scores.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    precision: { type: 'string', default: 'auto' },
    sets: { type: 'string' },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
  },
});

const quickSets = ['squad_train', 'squad_dev32'];
// squad_dev32 has two documents to report on: more of their questions are asked, most of them unanswerable ones.
const allSets = [...quickSets, 'fairytaleqa', 'covidqa', 'timeqa', 'cuad'];

const options: EvalOptions = {
  modelFolder: values.model,
  precision: values.precision === 'fp32' || values.precision === 'fp16' || values.precision === 'int8' ? values.precision : 'auto',
  documents: values.quick ? 3 : 10,
  questions: values.quick ? 12 : 30,
  part: 'report',
  onDocument: (set, done, of) => {
    process.stderr.write(`${set}: document ${done} of ${of}\n`);
  },
};

function summary(rows: readonly Row[]): Record<string, number | null> {
  const yes = rows.filter((row) => row.answerable);
  const no = rows.filter((row) => !row.answerable);
  const right = yes.filter((row) => row.f1 > 0.5);
  const share = (of: readonly Row[], test: (row: Row) => boolean) => percent(of.map((row) => (test(row) ? 1 : 0)));
  return {
    answerable: yes.length,
    unanswerable: no.length,
    em: percent(yes.map((row) => row.em)),
    f1: percent(yes.map((row) => row.f1)),
    page: share(right, (row) => row.pageRight),
    pageOfAll: share(yes, (row) => row.pageRight),
    quote: share(rows, (row) => row.quoteRight),
    refused: share(no, (row) => !row.found),
    wronglyRefused: share(yes, (row) => !row.found),
    recallAt1: share(yes, (row) => row.recallAt1),
    recallAt8: share(yes, (row) => row.recallAt8),
    bm25RecallAt8: share(yes, (row) => row.bm25At8),
    oracleF1: percent(yes.map((row) => row.oracleF1)),
    bm25F1: percent(yes.map((row) => row.bm25F1)),
    askMs: Math.round(median(rows.map((row) => row.askMs)) ?? 0),
  };
}

const folder = dataFolder();
const sets: Record<string, Record<string, number | null>> = {};
const all: Row[] = [];
const ofSquad: Row[] = [];
const add = (name: string, rows: readonly Row[]): void => {
  sets[name] = summary(rows);
  all.push(...rows);
  if (name.startsWith('squad')) ofSquad.push(...rows);
};
if (folder === null) {
  process.stderr.write('The question answering data is not beside the project (INFOLIO_DATA): only the sample documents are measured.\n');
} else {
  for (const set of values.sets?.split(',') ?? (values.quick ? quickSets : allSets)) add(set, await evaluateSet(folder, set, set === 'squad_dev32' ? { ...options, questions: 4 * options.questions } : options));
}
add('samples', await evaluateSamples(options));
if (ofSquad.length > 0) sets['squad'] = summary(ofSquad);
sets['all'] = summary(all);

const columns = ['answerable', 'unanswerable', 'em', 'f1', 'page', 'pageOfAll', 'quote', 'refused', 'wronglyRefused', 'recallAt1', 'recallAt8', 'bm25RecallAt8', 'oracleF1', 'bm25F1', 'askMs'];
process.stdout.write(`${['set'.padEnd(12), ...columns].join('  ')}\n`);
for (const [name, figures] of Object.entries(sets)) {
  process.stdout.write(`${[name.padEnd(12), ...columns.map((column) => String(figures[column] ?? '-').padStart(column.length))].join('  ')}\n`);
}
if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ bench: 'answers', sets, settings: { quick: values.quick, precision: options.precision, documents: options.documents, questions: options.questions }, machine: machine() })}\n`,
  );
}
