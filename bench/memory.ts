/**
 * npm run bench:memory -- [--quick] [--json] [--precision fp32|int8] [--model FOLDER] [--tasks passkey,facts,entities,controls]
 *
 * What the memory recalls by itself, through the product's onnxruntime graphs: a document is read segment by segment, then a
 * question with masks is put to the memory alone. No passage is found or read again.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadTokenizer } from '../src/engine/text/index.ts';
import { createNetwork, openModel } from '../src/engine/model/index.ts';
import { dataFolder } from './data.ts';
import { machine } from './machine.ts';
import { controls, entities, factRows } from './memory-recall.ts';
import type { Bench, RecallRow } from './memory-recall.ts';
import { passkeys } from './memory-passkey.ts';
import { bookSentences } from './memory-books.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    precision: { type: 'string', default: 'auto' },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
    tasks: { type: 'string', default: 'passkey,facts,entities,controls' },
  },
});
const precision = values.precision === 'fp32' || values.precision === 'int8' ? values.precision : 'auto';
const tasks = new Set(values.tasks.split(','));
const model = await openModel(values.model);
const tokenizer = loadTokenizer(resolve(values.model, 'tokenizer.json'));
const books = await bookSentences(dataFolder(), tokenizer);
if (!books.real) process.stderr.write('The books are not beside the project (INFOLIO_DATA): natural text is the sample documents, again and again; no masked words.\n');

const say = (text: string) => { process.stderr.write(`${text}\n`); };
const rows: RecallRow[] = [];
const show = (row: RecallRow) => {
  rows.push(row);
  process.stdout.write(`${[row.task.padEnd(34), row.text.padEnd(9), `${row.tokens}`.padStart(8), row.depth.padEnd(7), `${row.facts}`.padStart(4), `${row.right}/${row.of}`.padStart(9), `${(100 * row.right / Math.max(1, row.of)).toFixed(1)} %`.padStart(8)].join('  ')}\n`);
};
process.stdout.write(`${['task'.padEnd(34), 'text'.padEnd(9), 'tokens'.padStart(8), 'depth  ', 'n'.padStart(4), 'right'.padStart(9), 'share'.padStart(8)].join('  ')}\n`);
{
  await using network = await createNetwork(model, { device: 'cpu', precision });
  const bench: Bench = { network, model, tokenizer, books, quick: values.quick, show, say };
  if (tasks.has('controls')) await controls(bench);
  if (tasks.has('facts')) await factRows(bench);
  if (tasks.has('entities') && books.real) await entities(bench);
}
if (tasks.has('passkey')) await passkeys({ model, tokenizer, books, quick: values.quick, precision, show, say });
if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'memory', rows, settings: { quick: values.quick, precision, model: model.name }, machine: machine() })}\n`);
