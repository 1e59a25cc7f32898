/**
 * node bench/tune-summaries.ts [--write] [--library DIR] [--model DIR] [--documents SHARE] [--rounds N]
 *
 * Fits how summaries are chosen (engine/summarizing/weights.ts) on training documents. The features' weights: a softmax over
 * each document's sentences that should give its mass to the oracle's, then, with the rest (how sharply, novelty, words),
 * coordinate ascent on ROUGE-1 plus ROUGE-2 F at the references' length. Every set counts alike. With --write the weights go into the
 * model's config.json. A `--library` keeps what was read for the next time.
 */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createEngine } from '../src/engine/engine.ts';
import { featureNames, longness, pauses, poolOf, relevances, select } from '../src/engine/summarizing/index.ts';
import type { FeatureName, SummaryWeights, Weighed } from '../src/engine/summarizing/index.ts';
import { dataFolder } from './data.ts';
import { counted, rouge } from './rouge.ts';
import type { References } from './rouge.ts';
import { openTask, requestOf, summarySets, summaryTasks, weighTask } from './summary-tasks.ts';
import { fill, lead, lexRank, oracle, textRank } from './summary-rows.ts';
import { termsOf } from '../src/engine/summarizing/words.ts';
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

const rounded = (value: number): number => Math.round(value * 1e3) / 1e3;

const documents: Readonly<Record<SummarySet, number>> = { scitldr: 150, plain_contracts: 80, plos: 8, squality: 8, qmsum: 10 };
const askedOnly: readonly FeatureName[] = ['asked', 'near', 'region', 'answer', 'recalled', 'lexical'];

interface Example {
  readonly task: SummaryTask;
  readonly weighed: Weighed;
  readonly references: References;
  /** Candidates that the oracle takes. */
  readonly wanted: ReadonlySet<number>;
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
    const references = counted(task.references);
    if (weighed.candidates.length > 1) examples.push({ task, weighed, references, wanted: new Set(oracle(weighed.candidates, references, task.room)) });
    process.stderr.write(`\r${set}: ${at + 1} of ${tasks.length}   `);
  }
}
process.stderr.write(`\n${examples.length} summaries, model ${model}\n`);

/** Mean over the sets, so that the set of most documents does not decide alone. */
async function worth(of: readonly Example[], weights: SummaryWeights, sets?: Record<string, string>): Promise<number> {
  const bySet = new Map<string, number[]>();
  for (const { task, weighed, references } of of) {
    const { length } = requestOf(task);
    if (length.unit === 'auto') continue;
    const pool = poolOf(weighed.candidates, relevances(weights, weighed.features), weights);
    const chosen = await select(pool, weighed.candidates.map((_, index) => index), length, pauses(undefined));
    const { rouge1, rouge2 } = rouge(chosen.map((index) => weighed.candidates[index]?.text ?? '').join(' '), references);
    bySet.set(task.set, [...(bySet.get(task.set) ?? []), rouge1 + rouge2]);
  }
  for (const [set, each] of bySet) if (sets !== undefined) sets[set] = ((100 * each.reduce((sum, value) => sum + value, 0)) / each.length).toFixed(2);
  const means = [...bySet.values()].map((each) => each.reduce((sum, value) => sum + value, 0) / each.length);
  return means.reduce((sum, value) => sum + value, 0) / means.length;
}

/** What a query says is not to be unlearned from the few stories and meetings that have queries: weights are drawn towards these. */
const expected: Readonly<Partial<Record<FeatureName, number>>> = { asked: 0.25, answer: 0.25, region: 0.15, recalled: 0.15, importance: 0.2 };

/** Weights that give each document's softmax mass to the oracle's sentences: gradient descent with momentum, drawn to what is expected. */
function softmaxWeights(of: readonly Example[], features: readonly FeatureName[]): Pick<SummaryWeights, 'features' | 'long'> {
  const sizes = new Map<string, number>();
  for (const { task } of of) sizes.set(task.set, (sizes.get(task.set) ?? 0) + 1);
  const focused = features.includes('asked');
  // Every feature twice: as it is, and times how long the document is.
  const drawnTo = [...features.map((name) => (focused ? (expected[name] ?? 0) : 0)), ...features.map(() => 0)];
  const decay = focused ? 0.1 : 0.01;
  const weights = Float64Array.from(drawnTo);
  const speed = new Float64Array(2 * features.length);
  const rows = of.map(({ weighed }) => {
    const by = longness(weighed.features.length);
    return weighed.features.map((one) => [...features.map((name) => one[name]), ...features.map((name) => by * one[name])]);
  });
  for (let step = 0; step < 400; step++) {
    const gradient = Float64Array.from(weights, (weight, k) => decay * (weight - (drawnTo[k] ?? 0)));
    of.forEach(({ task, wanted }, at) => {
      const own = rows[at] ?? [];
      const logits = own.map((row) => row.reduce((sum, value, k) => sum + value * (weights[k] ?? 0), 0));
      const most = Math.max(...logits);
      const masses = logits.map((value) => Math.exp(value - most));
      const total = masses.reduce((sum, value) => sum + value, 0);
      const share = 1 / (sizes.get(task.set) ?? 1) / sizes.size;
      own.forEach((row, i) => {
        const error = (masses[i] ?? 0) / total - (wanted.has(i) ? 1 / wanted.size : 0);
        row.forEach((value, k) => { gradient[k] = (gradient[k] ?? 0) + share * error * value; });
      });
    });
    drawnTo.forEach((_, k) => {
      speed[k] = 0.9 * (speed[k] ?? 0) - 0.1 * (gradient[k] ?? 0);
      weights[k] = (weights[k] ?? 0) + (speed[k] ?? 0);
    });
  }
  const from = (offset: number) => Object.fromEntries(features.map((name, k) => [name, rounded(weights[offset + k] ?? 0)]));
  return { features: from(0), long: from(features.length) };
}

async function fit(name: string, of: readonly Example[], features: readonly FeatureName[]): Promise<SummaryWeights> {
  let best: SummaryWeights = { ...softmaxWeights(of, features), bias: -1, novelty: 0.5, words: 0 };
  let score = await worth(of, best);
  process.stderr.write(`${name}: ${of.length} summaries, ${(100 * score).toFixed(2)} by the softmax alone\n`);
  const attempt = async (change: Partial<SummaryWeights>): Promise<boolean> => {
    const next = { ...best, ...change };
    const now = await worth(of, next);
    // Less than this is chance, not a better choice.
    if (now <= score + 1e-4) return false;
    [best, score] = [next, now];
    return true;
  };
  const times = (weights: SummaryWeights['features'], by: number) => Object.fromEntries(Object.entries(weights).map(([feature, weight]) => [feature, rounded(weight * by)]));
  const sharper = (by: number) => ({ features: times(best.features, by), long: times(best.long, by) });
  const moved = (part: 'features' | 'long', feature: FeatureName, by: number) => ({ [part]: { ...best[part], [feature]: rounded((best[part][feature] ?? 0) + by) } });
  for (let round = 0; round < Number(values.rounds); round++) {
    const step = 1 / 2 ** round;
    if (!(await attempt({ bias: rounded(best.bias + step) }))) await attempt({ bias: rounded(best.bias - step) });
    if (!(await attempt(sharper(1 + step / 2)))) await attempt(sharper(1 / (1 + step / 2)));
    if (!(await attempt({ words: rounded(best.words + step / 2) }))) await attempt({ words: rounded(best.words - step / 2) });
    if (!(await attempt({ novelty: rounded(Math.min(1, best.novelty + step / 3)) }))) await attempt({ novelty: rounded(Math.max(0, best.novelty - step / 3)) });
    for (const feature of features) {
      for (const part of ['features', 'long'] as const) {
        if (!(await attempt(moved(part, feature, 0.2 * step)))) await attempt(moved(part, feature, -0.2 * step));
      }
    }
    process.stderr.write(`${name}: round ${round + 1}: ${(100 * score).toFixed(2)} ${JSON.stringify(best)}\n`);
  }
  const sets: Record<string, string> = {};
  await worth(of, best, sets);
  process.stderr.write(`${name}: by set ${JSON.stringify(sets)}; lead, TextRank, LexRank there ${JSON.stringify(baselines(of))}\n`);
  return best;
}

/** What the baselines come to on the same documents. */
function baselines(of: readonly Example[]): Record<string, string> {
  const bySet = new Map<string, number[][]>();
  for (const { task, weighed, references } of of) {
    const { candidates } = weighed;
    const ways = [lead(candidates), textRank(candidates), lexRank(candidates, task.query === null ? null : termsOf(task.query))];
    const scores = ways.map((way) => rouge(fill(candidates, way, task.room).map((index) => candidates[index]?.text ?? '').join(' '), references));
    bySet.set(task.set, [...(bySet.get(task.set) ?? []), scores.map(({ rouge1, rouge2 }) => rouge1 + rouge2)]);
  }
  return Object.fromEntries([...bySet].map(([set, rows]) => [set, [0, 1, 2].map((k) => ((100 * rows.reduce((sum, row) => sum + (row[k] ?? 0), 0)) / rows.length).toFixed(2)).join(' ')]));
}

const plainFeatures = featureNames.filter((name) => !askedOnly.includes(name));
const summary = {
  whole: await fit('whole', examples.filter(({ task }) => task.query === null), plainFeatures),
  query: await fit('query', examples.filter(({ task }) => task.query !== null), [...askedOnly, ...plainFeatures]),
};
process.stdout.write(`${JSON.stringify({ summary }, null, 2)}\n`);

if (values.write) {
  const path = join(values.model, 'config.json');
  const config = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(path, 'utf8')));
  const calibration = z.record(z.string(), z.unknown()).catch({}).parse(config['calibration']);
  await writeFile(path, `${JSON.stringify({ ...config, calibration: { ...calibration, summary } }, null, 2)}\n`);
}
