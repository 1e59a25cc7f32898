/**
 * npm run bench:recall [--json] [--model FOLDER] [--sets squad_train,fairytaleqa,cuad] [--documents 10] [--questions 30]
 *
 * Whether the passage with the answer is found, by each voice of recall alone: full-text search (BM25), the recall head's vectors,
 * and both fused. Whole documents of the validation split, the half that calibration was not tuned on. With a model
 * folder made of all-MiniLM-L6-v2's own weights (models/training/minilm.py) its vectors are compared in the same way.
 */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cosines, fuse, tokensOf } from '../src/engine/asking/index.ts';
import { largest } from '../src/engine/asking/recall.ts';
import { alignTexts } from './aligned.ts';
import { dataFolder, fraction, validationDocuments } from './data.ts';
import { withEngine } from './evaluation.ts';
import { machine } from './machine.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
    sets: { type: 'string', default: 'squad_train,fairytaleqa,cuad,covidqa' },
    documents: { type: 'string', default: '10' },
    questions: { type: 'string', default: '30' },
  },
});

const most = 8;
const voices = ['words', 'vectors', 'fused'] as const;
type Found = Readonly<Record<(typeof voices)[number], readonly number[]>>;

const data = dataFolder();
if (data === null) throw new Error('The question answering data is not beside the project (INFOLIO_DATA).');
const options = { modelFolder: values.model, documents: Number(values.documents), questions: Number(values.questions), part: 'report' as const };
const rows: { readonly set: string; readonly questions: number; readonly at1: Readonly<Record<string, number>>; readonly at8: Readonly<Record<string, number>> }[] = [];
process.stdout.write('set           questions   BM25 @1  @8    vectors @1  @8    both @1  @8   (%)\n');
for (const set of values.sets.split(',')) {
  const ranked: { readonly found: Found; readonly gold: ReadonlySet<number> }[] = [];
  await withEngine(options, async (engine, folder) => {
    const documents = validationDocuments(data, set).filter((_, at) => at % 2 === 1).slice(0, options.documents);
    for (const [at, document] of documents.entries()) {
      const file = join(folder, `${at}.txt`);
      await writeFile(file, document.text);
      const { id } = await engine.open(file);
      const { document: reader, network, tokenizer, memory } = await engine.context(id);
      const offset = alignTexts(document.text, await engine.text(id));
      const questions = document.questions.filter((q) => !q.impossible && q.answers.length > 0).sort((a, b) => fraction(a.id) - fraction(b.id)).slice(0, options.questions);
      for (const question of questions) {
        const ids = await tokensOf(tokenizer, question.question);
        const cosine = cosines(await network.question(ids, memory), reader.vectors().data);
        const words = reader.search(question.question, 64);
        ranked.push({
          gold: new Set(question.answers.map((answer) => reader.passageAt(offset(answer.start)))),
          found: { words: words.map((hit) => hit.passage).slice(0, most), vectors: largest(cosine, most), fused: fuse(cosine, words, most).map((c) => c.passage).slice(0, most) },
        });
      }
      process.stderr.write(`${set}: document ${at + 1} of ${documents.length}\n`);
    }
  });
  const share = (voice: (typeof voices)[number], first: number) => Math.round((1000 * ranked.filter(({ found, gold }) => found[voice].slice(0, first).some((passage) => gold.has(passage))).length) / Math.max(1, ranked.length)) / 10;
  const each = (first: number) => Object.fromEntries(voices.map((voice) => [voice, share(voice, first)]));
  rows.push({ set, questions: ranked.length, at1: each(1), at8: each(most) });
  process.stdout.write(`${set.padEnd(12)}  ${String(ranked.length).padStart(9)}   ${voices.map((voice) => `${share(voice, 1).toFixed(1).padStart(7)}  ${share(voice, most).toFixed(1).padStart(5)}`).join('   ')}\n`);
}
if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'recall', rows, model: values.model.split(/[\\/]/).at(-1), machine: machine() })}\n`);
