/**
 * node bench/tune-summaries.ts [--write] [--library DIR] [--model DIR] [--documents SHARE] [--rounds N]
 *
 * Fits how summaries are chosen (engine/summarizing/weights.ts) on training documents: coordinate ascent on the mean over the
 * sets of ROUGE-1 plus ROUGE-2 F at the references' length. With --write the weights go into the model's config.json. A
 * `--library` keeps what was read for the next time.
 */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createEngine } from '../src/engine/engine.ts';
import { featureNames, pauses, poolOf, relevances, select, summaryCalibrationOf } from '../src/engine/summarizing/index.ts';
import type { FeatureName, SummaryWeights, Weighed } from '../src/engine/summarizing/index.ts';
import { dataFolder } from './data.ts';
import { counted, rouge } from './rouge.ts';
import type { References } from './rouge.ts';
import { openTask, requestOf, summarySets, summaryTasks, weighTask } from './summary-tasks.ts';
import type { SummarySet, SummaryTask } from './summary-tasks.ts';

const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    library: { type: 'string' },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
    documents: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
  },
});

const documents: Readonly<Record<SummarySet, number>> = { scitldr: 150, plain_contracts: 80, plos: 8, squality: 8, qmsum: 10 };
const askedOnly: readonly FeatureName[] = ['asked', 'near', 'region', 'answer', 'recalled', 'lexical'];

interface Example {
  readonly task: SummaryTask;
  readonly weighed: Weighed;
  readonly references: References;
}

const folder = dataFolder();
if (folder === null) throw new Error('The summaries are not beside the project; set INFOLIO_DATA.');
const library = values.library ?? (await mkdtemp(join(tmpdir(), 'infolio-tune-')));
await using engine = await createEngine({ libraryFolder: library, modelFolder: values.model, cacheFolder: null, device: 'cpu' });
const model = (await engine.diagnose()).modelHash.slice(0, 8);

const examples: Example[] = [];
for (const set of summarySets) {
  const tasks = summaryTasks(folder, set, 'train', Math.ceil(documents[set] * Number(values.documents)));
  for (const [at, task] of tasks.entries()) {
    const weighed = await weighTask(engine, await openTask(engine, library, task), task);
    if (weighed.candidates.length > 1) examples.push({ task, weighed, references: counted(task.references) });
    process.stderr.write(`\r${set}: ${at + 1} of ${tasks.length}   `);
  }
}
process.stderr.write(`\n${examples.length} summaries, model ${model}\n`);

/** Mean over the sets, so that the set of most documents does not decide alone. */
async function worth(of: readonly Example[], weights: SummaryWeights): Promise<number> {
  const bySet = new Map<string, number[]>();
  for (const { task, weighed, references } of of) {
    const { length } = requestOf(task);
    if (length.unit === 'auto') continue;
    const pool = poolOf(weighed.candidates, relevances(weights, weighed.features), weights);
    const chosen = await select(pool, weighed.candidates.map((_, index) => index), length, pauses(undefined));
    const { rouge1, rouge2 } = rouge(chosen.map((index) => weighed.candidates[index]?.text ?? '').join(' '), references);
    bySet.set(task.set, [...(bySet.get(task.set) ?? []), rouge1 + rouge2]);
  }
  const means = [...bySet.values()].map((each) => each.reduce((sum, value) => sum + value, 0) / each.length);
  return means.reduce((sum, value) => sum + value, 0) / means.length;
}

async function fit(name: string, of: readonly Example[], start: SummaryWeights, features: readonly FeatureName[]): Promise<SummaryWeights> {
  let best = start;
  let score = await worth(of, best);
  process.stderr.write(`${name}: ${of.length} summaries, ${(100 * score).toFixed(2)} at the start\n`);
  const attempt = async (next: SummaryWeights): Promise<boolean> => {
    const now = await worth(of, next);
    // Less than this is chance, not a better choice.
    if (now <= score + 1e-4) return false;
    [best, score] = [next, now];
    return true;
  };
  for (let round = 0; round < Number(values.rounds); round++) {
    const step = 0.8 / 2 ** round;
    for (const feature of features) {
      const weigh = (by: number): SummaryWeights => ({ ...best, features: { ...best.features, [feature]: rounded((best.features[feature] ?? 0) + by) } });
      if (!(await attempt(weigh(step)))) await attempt(weigh(-step));
    }
    if (!(await attempt({ ...best, bias: rounded(best.bias + step) }))) await attempt({ ...best, bias: rounded(best.bias - step) });
    if (!(await attempt({ ...best, words: rounded(best.words + step / 2) }))) await attempt({ ...best, words: rounded(best.words - step / 2) });
    const novelty = (by: number): SummaryWeights => ({ ...best, novelty: rounded(Math.min(1, Math.max(0, best.novelty + by))) });
    if (!(await attempt(novelty(step / 3)))) await attempt(novelty(-step / 3));
    process.stderr.write(`${name}: round ${round + 1}: ${(100 * score).toFixed(2)} ${JSON.stringify(best)}\n`);
  }
  return best;
}

const rounded = (value: number): number => Math.round(value * 1e3) / 1e3;
const begin = summaryCalibrationOf({ ...(await engine.context((await engine.list())[0]?.id ?? '')).network.model.config });
const plainFeatures = featureNames.filter((name) => !askedOnly.includes(name));
const summary = {
  whole: await fit('whole', examples.filter(({ task }) => task.query === null), begin.whole, plainFeatures),
  query: await fit('query', examples.filter(({ task }) => task.query !== null), begin.query, [...askedOnly, ...plainFeatures]),
};
process.stdout.write(`${JSON.stringify({ summary }, null, 2)}\n`);

if (values.write) {
  const path = join(values.model, 'config.json');
  const config = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(path, 'utf8')));
  const calibration = z.record(z.string(), z.unknown()).catch({}).parse(config['calibration']);
  await writeFile(path, `${JSON.stringify({ ...config, calibration: { ...calibration, summary } }, null, 2)}\n`);
}
