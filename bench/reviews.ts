/**
 * npm run bench:reviews -- [--quick] [--json] [--chosen] [--documents 8] [--split validation|train] [--playbook FILE]
 *                          [--library FOLDER]
 *
 * Whole contracts of CUAD's validation split (never trained on), reviewed by the contract playbook through the product's
 * engine: for each matter, how often its clause was shown, missed, or something else shown for it. `--split train` is for
 * choosing words and numbers, never for reporting.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '../src/engine/engine.ts';
import { loadPlaybook, reviewDocument } from '../src/engine/reviewing/index.ts';
import { alignTexts } from './aligned.ts';
import { dataFolder, trainingDocuments, validationDocuments } from './data.ts';
import type { QaDocument } from './data.ts';
import { machine } from './machine.ts';
import { judge, tally } from './review-rows.ts';
import type { ReviewRow } from './review-rows.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    chosen: { type: 'boolean', default: false },
    documents: { type: 'string' },
    split: { type: 'string', default: 'validation' },
    playbook: { type: 'string', default: 'contract' },
    library: { type: 'string' },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
  },
});

/** Contracts of a usual length: five pages to twenty. */
const characters = { least: 12_000, most: 50_000 };

const data = dataFolder();
if (data === null) {
  process.stderr.write('bench:reviews needs the data sets; INFOLIO_DATA names their folder.\n');
  process.exit(1);
}
const wanted = Number(values.documents ?? (values.quick ? 3 : 8));
const all = values.split === 'train' ? trainingDocuments(data, 'cuad') : validationDocuments(data, 'cuad');
const documents = all.filter(({ text }) => text.length >= characters.least && text.length <= characters.most).slice(0, wanted);

const folder = values.library === undefined ? mkdtempSync(join(tmpdir(), 'infolio-bench-')) : resolve(values.library);
mkdirSync(folder, { recursive: true });
try {
  await using engine = await createEngine({ libraryFolder: join(folder, 'library'), modelFolder: values.model, cacheFolder: null, device: 'cpu', ocr: false });
  const playbook = await loadPlaybook(values.playbook);
  const rows: ReviewRow[] = [];
  let seconds = 0;
  for (const [at, document] of documents.entries()) {
    const id = await open(document);
    const read = await engine.text(id);
    const offset = alignTexts(document.text, read);
    const began = performance.now();
    const review = await reviewDocument(await engine.context(id), playbook, { everything: !values.chosen });
    seconds += (performance.now() - began) / 1000;
    rows.push(...judge(document, review, offset));
    process.stderr.write(`document ${at + 1} of ${documents.length}\n`);
  }
  const result = { machine: machine(), split: values.split, documents: documents.length, everything: !values.chosen, secondsADocument: Math.round(seconds / Math.max(1, documents.length)), ...tally(rows) };
  if (values.json) process.stdout.write(`${JSON.stringify({ ...result, rows }, null, 2)}\n`);
  else print(result);

  async function open({ doc_id: name, text }: QaDocument): Promise<string> {
    const file = join(folder, `${name.replaceAll(/\W/g, '-')}.txt`);
    writeFileSync(file, text);
    return (await engine.open(file)).id;
  }
} finally {
  if (values.library === undefined) rmSync(folder, { recursive: true, force: true });
}

function print({ items, total, documents: count, secondsADocument }: ReturnType<typeof tally> & { readonly documents: number; readonly secondsADocument: number }): void {
  const line = (name: string, of: (typeof items)[number]) =>
    `${name.padEnd(36)}${[of.there, of.shown, of.missed, of.elsewhere, of.falseAlarms].map((number) => String(number).padStart(8)).join('')}\n`;
  process.stdout.write(`${''.padEnd(36)}${['there', 'shown', 'missed', 'other', 'absent+'].map((name) => name.padStart(8)).join('')}\n`);
  for (const item of items) process.stdout.write(line(item.item, item));
  process.stdout.write(line('All', total));
  process.stdout.write(`\n${count} contracts, ${secondsADocument} s each. Recall ${total.recall} %, precision ${total.precision} %.\n`);
  process.stdout.write('there: the contract has the clause; shown: among the places shown; other: another place was shown; absent+: shown though the contract has none.\n');
}
