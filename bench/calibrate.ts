/**
 * node bench/calibrate.ts [--write]
 *
 * Fits the probability that a span answers (asking/calibration.ts) on the half of the validation documents that
 * bench:answers does not report on, chooses the threshold of "not found", and with --write puts both into the model's
 * config.json.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { probability } from '../src/engine/asking/index.ts';
import type { Calibration, Evidence } from '../src/engine/asking/index.ts';
import { dataFolder } from './data.ts';
import { evaluateSet } from './evaluation.ts';
import type { Row } from './evaluation.ts';

const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
    documents: { type: 'string', default: '8' },
    questions: { type: 'string', default: '30' },
  },
});

/** At most this share of answerable questions may be refused on the tuning documents; the goal for unseen ones is 0.15. */
const wronglyRefused = 0.12;
/** Of the hits that reading everything gives, at least this share is to be right. */
const everythingPrecision = 0.5;

const sets = ['squad_train', 'squad_dev32', 'fairytaleqa', 'covidqa', 'timeqa'];

interface Example {
  readonly evidence: Evidence;
  readonly right: boolean;
}

/** Logistic regression by gradient descent with momentum; the three features are of comparable size. */
function fit(examples: readonly Example[]): Pick<Calibration, 'margin' | 'cosine' | 'lexical' | 'bias'> {
  const weights = { margin: 0.3, cosine: 0, lexical: 0, bias: 0 };
  const speed = { margin: 0, cosine: 0, lexical: 0, bias: 0 };
  const keys = ['margin', 'cosine', 'lexical', 'bias'] as const;
  const decay = 1e-4;
  for (let step = 0; step < 6000; step++) {
    const gradient = { margin: 0, cosine: 0, lexical: 0, bias: 0 };
    for (const { evidence, right } of examples) {
      const error = probability({ ...weights, threshold: 0, everythingThreshold: 0 }, evidence) - (right ? 1 : 0);
      gradient.margin += error * evidence.margin;
      gradient.cosine += error * evidence.cosine;
      gradient.lexical += error * evidence.lexical;
      gradient.bias += error;
    }
    for (const key of keys) {
      speed[key] = 0.9 * speed[key] - 0.01 * (gradient[key] / examples.length + decay * weights[key]);
      weights[key] += speed[key];
    }
  }
  return weights;
}

const folder = dataFolder();
if (folder === null) throw new Error('The question answering data is not beside the project; set INFOLIO_DATA.');

const rows: Row[] = [];
for (const set of sets) {
  rows.push(
    ...(await evaluateSet(folder, set, {
      modelFolder: values.model,
      documents: set === 'squad_dev32' ? 2 : Number(values.documents),
      questions: set === 'squad_dev32' ? 4 * Number(values.questions) : Number(values.questions),
      part: 'tune',
      spansOnly: true,
      onDocument: (name, done, of) => {
        process.stderr.write(`${name}: document ${done} of ${of}\n`);
      },
    })),
  );
}

const examples = rows.flatMap((row) => row.spans);
const weights = fit(examples);
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
