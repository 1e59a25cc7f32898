/**
 * The steps that activations are rounded to in whole numbers, from what training documents give.
 *
 *     node models/training/steps.ts [--data DATA] [--model models/infolio-1] [--write]
 *
 * An input of products x is kept as middle + step u, u = -128..127, with a middle and a step for each of its numbers: after SmoothQuant
 * (Xiao et al. 2023, arXiv 2211.10438), with alpha = 0.85, and a middle of its own besides. A number's step follows its range on the
 * documents, a little also the weights that it meets, which take the steps up and are rounded themselves. Writes steps.safetensors into
 * the model's folder and its SHA-256 into config.json; to be run anew after every training that changed the encoder.
 */
import '../../src/engine/model/without-telemetry.ts';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { dataFolder, fraction, trainingDocuments } from '../../bench/data.ts';
import { emptyMemory } from '../../src/engine/memory/index.ts';
import { pack, pairSequence, segmentSequence } from '../../src/engine/model/batch.ts';
import type { Sequence } from '../../src/engine/model/batch.ts';
import type { Recipe } from '../../src/engine/model/graph/context.ts';
import { buildRestoring } from '../../src/engine/model/graph/restoring.ts';
import { buildGraph } from '../../src/engine/model/graph/transformer.ts';
import { holdMemory } from '../../src/engine/model/held-memory.ts';
import { openModel, openWeights } from '../../src/engine/model/index.ts';
import { createSegmenter, loadTokenizer } from '../../src/engine/text/index.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    model: { type: 'string', default: resolve(import.meta.dirname, '../infolio-1') },
    write: { type: 'boolean', default: false },
  },
});

const migration = 0.85;
const data = values.data ?? dataFolder();
if (data === null) throw new Error('There is no training data here: --data DATA.');

const model = await openModel(values.model);
const { config } = model;
const weights = await openWeights(model);
const tokenizer = loadTokenizer(join(values.model, 'tokenizer.json'));

/** Inputs by the name of their steps, with the weights that they meet, [outputs, inputs] each. */
const inputs = new Map<string, { readonly tap: string; readonly meets: readonly (readonly [weight: string, outputs: number])[] }>();
const d = config.width;
for (const layer of [...Array.from({ length: config.layers }, (_, i) => `layers.${i}`), ...(config.restoreAfter > 0 ? ['restore.layer'] : [])]) {
  const memory = config.memoryLayers.some((i) => layer === `layers.${i}`) ? [[`${layer}.memory.q.weight`, config.memoryKey] as const] : [];
  inputs.set(`${layer}.q.steps`, { tap: `${layer}.q.weight`, meets: [...['q', 'k', 'v'].map((part) => [`${layer}.${part}.weight`, d] as const), ...memory] });
  inputs.set(`${layer}.o.steps`, { tap: `${layer}.o.weight`, meets: [[`${layer}.o.weight`, d]] });
  inputs.set(`${layer}.up.steps`, { tap: `${layer}.up.weight`, meets: [[`${layer}.up.weight`, config.feedForward]] });
}

const recipe: Recipe = { precision: 'fp32', operators: 'unpadded', segments: 1, weightBits: 8, layers: true };
const reader = await InferenceSession.create(buildGraph(config, weights, recipe));
const restoring = config.restoreAfter > 0 ? await InferenceSession.create(buildRestoring(config, weights, recipe)) : null;
const memory = await holdMemory(config, emptyMemory(config), null);

const lowest = new Map([...inputs.keys()].map((name) => [name, new Float32Array(d).fill(Infinity)]));
const highest = new Map([...inputs.keys()].map((name) => [name, new Float32Array(d).fill(-Infinity)]));
let tokens = 0;

function take(results: InferenceSession.ReturnType): void {
  for (const [name, { tap }] of inputs) {
    const output = results[`input of ${tap}`];
    if (output === undefined) continue;
    const x = output.data as Float32Array;
    const [low, high] = [lowest.get(name), highest.get(name)];
    if (low === undefined || high === undefined) continue;
    for (let at = 0; at < x.length; at += d) {
      for (let i = 0; i < d; i++) {
        const v = x[at + i] ?? 0;
        if (v < (low[i] ?? 0)) low[i] = v;
        if (v > (high[i] ?? 0)) high[i] = v;
      }
    }
  }
}

/** Reads a sequence into the memory (`write`) or beside it, and takes what the products were given. */
async function read(sequence: Sequence, write: boolean): Promise<void> {
  tokens += sequence.ids.length;
  const { feeds, length } = pack(config, [sequence], { write, padded: false });
  const results = await reader.run({ ...feeds, memory: memory.tensor('reader') });
  take(results);
  const { memoryAfter, inner } = results;
  if (write && memoryAfter !== undefined) memory.replace('reader', memoryAfter);
  if (restoring === null || inner === undefined) return;
  const ones = new Tensor('float32', new Float32Array(length).fill(1), [1, length]);
  const branch = await restoring.run({ inner, mask: ones, writable: ones, memory: memory.tensor('restoring') });
  take(branch);
  if (write && branch['memoryAfter'] !== undefined) memory.replace('restoring', branch['memoryAfter']);
}

/** The first segments of a text, each with the memory that those before left (of other texts, too). */
async function readText(text: string, most: number): Promise<void> {
  const segments = await createSegmenter(tokenizer, { maxTokens: config.segment - 2 }).append(text, { final: true });
  for (const { tokens: { ids }, index } of segments.slice(0, most)) await read(segmentSequence(config, ids, index), true);
}

const unzipped = (path: string): string => gunzipSync(readFileSync(path)).toString('utf8');
for (const name of readdirSync(join(data, 'books')).filter((file) => file.endsWith('.gz'))) {
  const text = unzipped(join(data, 'books', name));
  const from = Math.floor(fraction(name) * 0.8 * text.length);
  await readText(text.slice(from, from + 6000), 6);
}
for (const folder of ['contracts', 'papers']) {
  for (const name of readdirSync(join(data, folder)).filter((file) => file.endsWith('.gz'))) {
    const text = unzipped(join(data, folder, name));
    for (let part = 0; part < 10; part++) await readText(text.slice(Math.floor((part / 10) * text.length)).slice(0, 6000), 6);
  }
}
for (const name of readdirSync(join(data, 'qa/train')).map((file) => file.replace(/\.jsonl\.gz$/, ''))) {
  for (const document of trainingDocuments(data, name).slice(0, 14)) {
    await readText(document.text.slice(0, 5000), 4);
    for (const { question, answers } of document.questions.slice(0, 4)) {
      const { ids } = await tokenizer.encode(question);
      await read(segmentSequence(config, ids, null), false);
      const start = Math.max(0, (answers[0]?.start ?? 0) - 400);
      const [passage] = await createSegmenter(tokenizer, { maxTokens: config.segment - 2 }).append(Array.from(document.text).slice(start, start + 1500).join(''), { final: true });
      if (passage !== undefined) await read(pairSequence(config, ids, passage.tokens.ids, passage.index), false);
    }
  }
}

const tensors = new Map<string, Float32Array>();
for (const [name, { meets }] of inputs) {
  const [low, high] = [lowest.get(name) ?? new Float32Array(d), highest.get(name) ?? new Float32Array(d)];
  const largest = new Float32Array(d);
  for (const [weight, outputs] of meets) {
    const { data: w } = weights.tensor(weight, [outputs, d]);
    for (let at = 0; at < w.length; at++) largest[at % d] = Math.max(largest[at % d] ?? 0, Math.abs(w[at] ?? 0));
  }
  const half = low.map((v, i) => ((high[i] ?? 0) - v) / 2 + 1e-9);
  const shape = half.map((v, i) => v ** migration / ((largest[i] ?? 0) + 1e-9) ** (1 - migration));
  const wide = half.reduce((most, v, i) => Math.max(most, v / (shape[i] ?? 1)), 0);
  tensors.set(name, Float32Array.from([...low.map((v, i) => (v + (high[i] ?? 0)) / 2), ...shape.map((v) => (v * wide) / 127)]));
}
process.stdout.write(`${inputs.size} inputs over ${tokens} tokens\n`);

if (values.write) {
  let offset = 0;
  const header = Object.fromEntries([...tensors].map(([name, { length, byteLength }]) => [name, { dtype: 'F32', shape: [2, length / 2], data_offsets: [offset, (offset += byteLength)] }]));
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, ' ')]);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(padded.length));
  const bytes = Buffer.concat([size, padded, ...[...tensors.values()].map((t) => Buffer.from(t.buffer))]);
  writeFileSync(join(values.model, 'steps.safetensors'), bytes);
  const path = join(values.model, 'config.json');
  const written = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  written['steps'] = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(path, `${JSON.stringify(written, null, 2)}\n`);
}
