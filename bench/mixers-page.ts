/**
 * node bench/mixers-page.ts [--toys toys.json]
 *
 * Writes the tables of docs/mixers.md, between their marks, and its charts from docs/mixers.json. --toys puts the results of
 * models/training/mixers_train.py into docs/mixers.json first.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { mixers } from '../src/engine/model/graph/mixers/config.ts';
import { lineChart } from './line-chart.ts';
import type { Line, Panel } from './line-chart.ts';

const share = z.number().nullable();
const words = z.object({ loss: z.number(), right: z.number(), words: z.number(), farLoss: z.number(), farRight: z.number(), farWords: z.number() });
const common = { mixer: z.enum(mixers), run: z.string(), steps: z.number(), rate: z.number(), seed: z.number(), cpuSeconds: z.number(), parameters: z.number() };
const toy = z.discriminatedUnion('task', [
  z.looseObject({ ...common, task: z.literal('recall'), right: z.record(z.string(), share) }),
  z.looseObject({ ...common, task: z.literal('words'), context: z.record(z.string(), words.nullable()) }),
]);
const speed = z.object({ mixer: z.enum(mixers), tokens: z.number(), measured: z.boolean(), stopped: z.string().optional(), seconds: z.number(), cpuSeconds: z.number(), rise: z.number(), kept: z.number(), scores: z.number() });
const file = z.looseObject({ speed: z.looseObject({ results: z.array(speed) }).optional(), quality: z.array(toy).optional() });

const { values } = parseArgs({ options: { toys: { type: 'string' } } });
const docs = resolve(import.meta.dirname, '../docs');
const at = join(docs, 'mixers.json');
const data = file.parse(JSON.parse(readFileSync(at, 'utf8')));
if (values.toys !== undefined) {
  data.quality = z.array(toy).parse(JSON.parse(readFileSync(values.toys, 'utf8')));
  writeFileSync(at, `${JSON.stringify(data, null, 1)}\n`);
}
const rows = data.speed?.results ?? [];
const toys = data.quality ?? [];
const lengths = [...new Set(rows.map((row) => row.tokens))].sort((a, b) => a - b);

function bytes(n: number): string {
  const unit = n >= 2 ** 30 ? ['GiB', 2 ** 30] as const : n >= 2 ** 20 ? ['MiB', 2 ** 20] as const : ['KiB', 2 ** 10] as const;
  const v = n / unit[1];
  return `${v < 10 ? v.toFixed(1) : String(Math.round(v))} ${unit[0]}`;
}

function seconds(s: number): string {
  return s < 10 ? `${s.toFixed(2)} s` : s < 120 ? `${Math.round(s)} s` : s < 7200 ? `${Math.round(s / 60)} min` : `${(s / 3600).toFixed(1)} h`;
}

const short = (n: number) => (n >= 2 ** 20 ? `${n / 2 ** 20}M` : n >= 1024 ? `${n / 1024}K` : String(n));
const percent = (v: number | null | undefined) => (v === undefined || v === null ? '–' : String(Math.round(100 * v)));

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...body.map(line)].join('\n');
}

/** One row a mixer, one column a length; computed cells marked. */
function speedTable(show: (row: z.infer<typeof speed>) => string): string {
  return table(['', ...lengths.map(short)], mixers.flatMap((mixer) => {
    const own = rows.filter((row) => row.mixer === mixer);
    return own.length === 0 ? [] : [[mixer, ...lengths.map((n) => own.filter((row) => row.tokens === n).map(show)[0] ?? '')]];
  }));
}

const recalls = toys.filter((one) => one.task === 'recall');
const reads = toys.filter((one) => one.task === 'words');
const order = <T extends { readonly mixer: (typeof mixers)[number] }>(list: readonly T[]) => list.toSorted((a, b) => mixers.indexOf(a.mixer) - mixers.indexOf(b.mixer));
const asked = [...new Set(recalls.flatMap((one) => Object.keys(one.right)))].map((key) => key.split('@').map(Number)).map(([facts = 0, tokens = 0]) => ({ facts, tokens }));
asked.sort((a, b) => a.facts - b.facts || a.tokens - b.tokens);
const contexts = [...new Set(reads.flatMap((one) => Object.keys(one.context)))].map(Number).sort((a, b) => a - b);

const recallText = `Facts (a name and its value, two tokens) lie in the first half of the context, the rest is filler; the last segment asks for up
to eight values. T = 32. Trained on 64 to 512 tokens with 1 to 16 facts; 2,048 tokens are beyond what was trained. 64 values: a
guess is right in 2 %, and one of the values that do occur in 1 of as many as there are facts. Share of values right, in per
cent; –: the design cannot take the length.

The setting (how weights start, rate, stages) was found by trying full and ours until both learned, and given to the others as it
was: it favours those two. Ours also keeps twice Infini's state, has more parameters, and a rate of its own for its memory.`;

const wordsText = `Tokens of English books masked, the 4,096 most frequent word pieces, T = 32, trained on 512 tokens, 2,048 a step. Masked are 15 %, and
every "far" word: a rare one that stood earlier in the context, but not within 64 tokens; these are half of what is learned from. All start from
infolio-1's word vectors, cut to their 128 main directions. Loss in nats by length of context (a guess among all pieces: 8.32), over all masked words and over
the far ones alone, books set aside.`;

/** A part of the page that is there once there are results for it. */
function section(results: number, heading: string, text: string, made: () => string, chart: string): string {
  return results === 0 ? '' : [`## ${heading}`, text, made(), chart].join('\n\n');
}

const tables: Readonly<Record<string, () => string>> = {
  time: () => speedTable((row) => `${row.measured ? '' : '~'}${seconds(row.cpuSeconds)}`),
  memory: () => speedTable((row) => `${row.measured ? '' : '~'}${bytes(row.rise)}`),
  kept: () => speedTable((row) => bytes(row.kept)),
  recall: () => section(recalls.length, 'Quality: facts among filler', recallText, () => table(['facts @ tokens', ...asked.map((a) => `${a.facts} @ ${a.tokens}`), 'CPU s'], order(recalls).map((one) => [one.run, ...asked.map((a) => percent(one.right[`${a.facts}@${a.tokens}`])), String(Math.round(one.cpuSeconds))])), '![Facts recalled](mixers-recall.svg)'),
  words: () => section(reads.length, 'Quality: masked words in books', wordsText, () => table(['', ...contexts.map((n) => `loss ${n}`), ...contexts.slice(-2).map((n) => `far words ${n}`), 'CPU s'], order(reads).map((one) => [one.run, ...contexts.map((n) => one.context[n]?.loss.toFixed(2) ?? '–'), ...contexts.slice(-2).map((n) => one.context[n]?.farLoss.toFixed(2) ?? '–'), String(Math.round(one.cpuSeconds))])), '![Masked words](mixers-words.svg)'),
};

function writeTables(): void {
  const page = join(docs, 'mixers.md');
  let text = readFileSync(page, 'utf8');
  for (const [name, make] of Object.entries(tables)) {
    const mark = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`);
    if (!mark.test(text)) throw new RangeError(`docs/mixers.md has no place for the table ${name}: put <!-- ${name} --><!-- /${name} --> where it belongs.`);
    text = text.replace(mark, (_all, from: string, to: string) => `${from}\n${make()}\n${to}`);
  }
  writeFileSync(page, text);
}

function speedPanel(title: string, ticks: Panel['ticks'], of: (row: z.infer<typeof speed>) => number): Panel {
  const lines: Line[] = mixers.map((mixer) => ({ name: mixer, points: rows.filter((row) => row.mixer === mixer).map((row) => ({ x: row.tokens, y: Math.max(ticks[0]?.at ?? 0, of(row)), computed: !row.measured })) }));
  return { title, lines, scale: 'log', range: [ticks[0]?.at ?? 1, ticks.at(-1)?.at ?? 2], ticks, places: lengths.map((n) => ({ at: n, text: short(n) })) };
}

const power = (base: number, text: string) => ({ at: base, text });
if (rows.length > 0) {
  const time = speedPanel('processor time in seconds', [power(0.01, '0.01'), power(0.1, '0.1'), power(1, '1'), power(10, '10'), power(100, '100'), power(1000, '1000'), power(10_000, '10000'), power(100_000, '100000')], (row) => row.cpuSeconds);
  const memory = speedPanel('memory of the process, above its start', [power(2 ** 20, '1 MiB'), power(2 ** 23, '8 MiB'), power(2 ** 26, '64 MiB'), power(2 ** 29, '½ GiB'), power(2 ** 32, '4 GiB'), power(2 ** 35, '32 GiB')], (row) => row.rise);
  writeFileSync(join(docs, 'mixers-time.svg'), lineChart('Reading one document of 1K to 1M tokens (dashed: computed)', [time, memory], 360));
}
if (recalls.length > 0) {
  const facts = [...new Set(asked.map((a) => a.facts))];
  const panels = facts.map((n): Panel => ({
    title: `${n} fact${n === 1 ? '' : 's'}: % of values right, by tokens of context`,
    lines: order(recalls).map((one) => ({ name: one.run, points: asked.filter((a) => a.facts === n).flatMap((a) => { const v = one.right[`${n}@${a.tokens}`]; return v === null || v === undefined ? [] : [{ x: a.tokens, y: 100 * v }]; }) })),
    scale: 'linear', range: [0, 100], ticks: [0, 25, 50, 75, 100].map((v) => power(v, String(v))),
    places: [...new Set(asked.map((a) => a.tokens))].map((v) => power(v, String(v))),
  })); // prettier-ignore
  writeFileSync(join(docs, 'mixers-recall.svg'), lineChart('Facts recalled, trained on up to 512 tokens', panels, 190));
}
if (reads.length > 0) {
  const places = contexts.map((v) => power(v, String(v)));
  /** A panel of one number of the words, its lines by length of context. */
  const panel = (title: string, of: (c: z.infer<typeof words>) => number): Panel => {
    const lines = order(reads).map((one): Line => ({ name: one.run, points: contexts.flatMap((n) => { const c = one.context[n]; return c === null || c === undefined || c.farWords < 500 ? [] : [{ x: n, y: of(c) }]; }) })); // prettier-ignore
    const losses = lines.flatMap(({ points }) => points.map(({ y }) => y));
    const range = [Math.floor(4 * Math.min(...losses)) / 4, Math.ceil(4 * Math.max(...losses)) / 4] as const;
    const steps = Array.from({ length: Math.round((range[1] - range[0]) * 4) + 1 }, (_, i) => range[0] + i / 4);
    return { title, lines, scale: 'linear', range, ticks: steps.map((v) => power(v, v.toFixed(2))), places: places.filter((_, i) => (contexts[i] ?? 0) > 128) };
  };
  const panels = [panel('all masked words: loss in nats, by tokens of context', (c) => c.loss), panel('rare words that only a distant place tells: loss in nats', (c) => c.farLoss)];
  writeFileSync(join(docs, 'mixers-words.svg'), lineChart('Masked words in books, trained on 512 tokens', panels, 300));
}
writeTables();
