/**
 * node bench/calibrate.ts [--write] [--dump ROWS.jsonl]
 *
 * Fits the probability that a span answers (asking/calibration.ts) on the half of the validation documents that
 * bench:answers does not report on, chooses the threshold of "not found", and with --write puts both into the model's
 * config.json.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { evidenceKinds, probability } from '../src/engine/asking/index.ts';
import type { Calibration, Evidence } from '../src/engine/asking/index.ts';
import { dataFolder } from './data.ts';
import { evaluateSet } from './evaluation.ts';
import type { Row } from './evaluation.ts';

const { values } = parseArgs({
  options: {
    /** Writes what it fitted on as JSON lines, for experiments. */
    dump: { type: 'string' },
    write: { type: 'boolean', default: false },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
    documents: { type: 'string', default: '20' },
    questions: { type: 'string', default: '30' },
  },
});

/** At most this share of answerable questions may be refused on the tuning documents; the goal for unseen ones is 0.15. */
const wronglyRefused = 0.1;
/** Of the hits that reading everything gives, at least this share is to be right. */
const everythingPrecision = 0.5;

const sets = ['squad_train', 'squad_dev32', 'fairytaleqa', 'covidqa', 'timeqa', 'cuad'];

interface Example {
  readonly evidence: Evidence;
  readonly right: boolean;
}

type Weights = Omit<Calibration, 'threshold' | 'everythingThreshold'>;

const weigh = (weights: Weights, evidence: Evidence): number => evidenceKinds.reduce((sum, kind) => sum + weights[kind] * evidence[kind], weights.bias);

/** Logistic regression by gradient descent with momentum; the margin is scaled to the size of the other features. */
function fit(examples: readonly Example[]): Weights {
  const scale = { margin: 0.1, cosine: 1, lexical: 1, coverage: 1, bias: 1 };
  const keys = [...evidenceKinds, 'bias'] as const;
  const weights: Record<keyof Weights, number> = { margin: 0.3, cosine: 0, lexical: 0, coverage: 0, bias: 0 };
  const speed: Record<keyof Weights, number> = { margin: 0, cosine: 0, lexical: 0, coverage: 0, bias: 0 };
  for (let step = 0; step < 4000; step++) {
    const gradient: Record<keyof Weights, number> = { margin: 0, cosine: 0, lexical: 0, coverage: 0, bias: 0 };
    for (const { evidence, right } of examples) {
      const error = probability({ ...weights, threshold: 0, everythingThreshold: 0 }, evidence) - (right ? 1 : 0);
      for (const key of evidenceKinds) gradient[key] += error * evidence[key];
      gradient.bias += error;
    }
    for (const key of keys) {
      const rate = 0.1 * scale[key] * scale[key];
      speed[key] = 0.9 * speed[key] - rate * (gradient[key] / examples.length + 1e-3 * weights[key]);
      weights[key] += speed[key];
    }
  }
  return weights;
}

/**
 * Fitted on the best span of each question, since that is the one whose odds decide what is said: it is right far more often than
 * any one of a document's spans. Which one is best depends on the weights, hence three times, from the reader's margin alone.
 */
function fitBest(rows: readonly Row[]): Weights {
  let weights: Weights = { margin: 1, cosine: 0, lexical: 0, coverage: 0, bias: 0 };
  for (let round = 0; round < 3; round++) {
    const odds = (example: Example): number => weigh(weights, example.evidence);
    weights = fit(rows.flatMap(({ spans }) => [...spans].sort((one, other) => odds(other) - odds(one)).slice(0, 1)));
  }
  return weights;
}

const folder = dataFolder();
if (folder === null) throw new Error('The question answering data is not beside the project; set INFOLIO_DATA.');

const rows: (Row & { readonly set: string })[] = [];
for (const set of sets) {
  rows.push(
    ...(
      await evaluateSet(folder, set, {
      modelFolder: values.model,
      documents: Number(values.documents),
      questions: set === 'squad_dev32' ? 4 * Number(values.questions) : set === 'cuad' ? Number(values.questions) / 2 : Number(values.questions),
      part: 'tune',
      spansOnly: true,
      onDocument: (name, done, of) => {
        process.stderr.write(`${name}: document ${done} of ${of}\n`);
      },
    })
    ).map((row) => ({ ...row, set })),
  );
}
if (values.dump !== undefined) await writeFile(values.dump, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

const examples = rows.flatMap((row) => row.spans);
const weights = fitBest(rows);
const score = (evidence: Evidence) => probability({ ...weights, threshold: 0, everythingThreshold: 0 }, evidence);
const bestScore = (row: Row) => Math.max(0, ...row.spans.map((span) => score(span.evidence)));
const yes = rows.filter((row) => row.answerable).map(bestScore).sort((a, b) => a - b);
const no = rows.filter((row) => !row.answerable).map(bestScore);
const threshold = yes[Math.floor(wronglyRefused * yes.length)] ?? 0.5;
const sure = examples.map((example) => ({ score: score(example.evidence), right: example.right })).sort((a, b) => b.score - a.score);
let right = 0;
let everythingThreshold = 0.5;
sure.forEach((example, at) => {
  if (example.right) right++;
  if (right / (at + 1) >= everythingPrecision) everythingThreshold = example.score;
});

const round = (value: number) => Math.round(value * 1e4) / 1e4;
const answer: Calibration = {
  margin: round(weights.margin),
  cosine: round(weights.cosine),
  lexical: round(weights.lexical),
  coverage: round(weights.coverage),
  bias: round(weights.bias),
  threshold: round(threshold),
  everythingThreshold: round(Math.max(threshold, everythingThreshold)),
};
process.stdout.write(
  `${JSON.stringify({ answer, answerable: yes.length, unanswerable: no.length, refusedAtThreshold: round(no.filter((s) => s < threshold).length / Math.max(1, no.length)) }, null, 2)}\n`,
);

if (values.write) {
  const path = join(values.model, 'config.json');
  const config = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(path, 'utf8')));
  const calibration = z.record(z.string(), z.unknown()).catch({}).parse(config['calibration']);
  await writeFile(path, `${JSON.stringify({ ...config, calibration: { ...calibration, answer } }, null, 2)}\n`);
}
