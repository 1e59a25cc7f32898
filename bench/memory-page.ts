/**
 * node bench/memory-page.ts [--results FILE]
 *
 * Writes the tables of docs/memory.md, between their marks, and its chart from docs/memory.json. --results puts what
 * `npm run bench:memory -- --json` printed last into docs/memory.json first.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { lineChart } from './line-chart.ts';

const row = z.object({ task: z.string(), text: z.enum(['repeated', 'books']), tokens: z.number(), depth: z.string(), facts: z.number(), right: z.number(), of: z.number() });
type Row = z.infer<typeof row>;
const file = z.looseObject({ rows: z.array(row) });

const { values } = parseArgs({ options: { results: { type: 'string', multiple: true } } });
const docs = resolve(import.meta.dirname, '../docs');
const at = join(docs, 'memory.json');
if (values.results !== undefined) {
  const parts = values.results.map((path) => file.parse(JSON.parse(readFileSync(path, 'utf8').trim().split('\n').at(-1) ?? '')));
  writeFileSync(at, `${JSON.stringify({ ...parts[0], rows: parts.flatMap((part) => part.rows) }, null, 1)}\n`);
}
const { rows } = file.parse(JSON.parse(readFileSync(at, 'utf8')));

const short = (tokens: number) => (tokens >= 2 ** 20 ? `${tokens / 2 ** 20}M` : `${tokens / 1024}K`);
const share = (found: readonly Row[]): string => {
  const right = found.reduce((sum, r) => sum + r.right, 0);
  const of = found.reduce((sum, r) => sum + r.of, 0);
  return of === 0 ? '' : `${Math.round((100 * right) / of)} % (${right}/${of})`;
};

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...body.map(line)].join('\n');
}

const texts = [['repeated', 'repeated filler'], ['books', 'books']] as const;
const keys = rows.filter((r) => r.task === 'pass key');
const lengths = [...new Set(keys.map((r) => r.tokens))].sort((a, b) => a - b);
const passkey = table(['needle, text', ...lengths.map(short)], texts.flatMap(([text, name]) =>
  ['start', 'middle', 'end'].map((depth) => [`${depth}, ${name}`, ...lengths.map((tokens) => share(keys.filter((r) => r.text === text && r.depth === depth && r.tokens === tokens)))])));

const kinds = ['facts', 'facts in unseen wordings', 'facts said anew: the newest'];
const stated = rows.filter((r) => kinds.includes(r.task));
const sizes = [...new Set(stated.map((r) => r.tokens))].sort((a, b) => a - b);
const facts = table(['', ...sizes.flatMap((tokens) => texts.map(([, name]) => `${tokens / 256} segments, ${name}`))],
  kinds.flatMap((task) => [...new Set(stated.filter((r) => r.task === task).map((r) => r.facts))].sort((a, b) => a - b).map((n) => [
    `${n} ${task}`,
    ...sizes.flatMap((tokens) => texts.map(([text]) => share(stated.filter((r) => r.task === task && r.facts === n && r.tokens === tokens && r.text === text)))),
  ])));

const others = table(['', 'right'], rows.filter((r) => r.task !== 'pass key' && !kinds.includes(r.task)).map((r) => [r.task.startsWith('masked') ? `${r.task} (${r.tokens} tokens)` : r.task, share([r])]));

let page = readFileSync(join(docs, 'memory.md'), 'utf8');
for (const [name, text] of [['passkey', passkey], ['facts', facts], ['others', others]] as const) {
  page = page.replace(new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`), (_, open: string, close: string) => `${open}${text}\n${close}`);
}
writeFileSync(join(docs, 'memory.md'), page);

const counts = [...new Set(stated.filter((r) => r.task === 'facts').map((r) => r.facts))].sort((a, b) => a - b);
writeFileSync(join(docs, 'memory.svg'), lineChart('Facts recalled from the memory alone, %', sizes.map((tokens) => ({
  title: `${tokens / 256} segments (${short(tokens)} tokens)`,
  scale: 'linear' as const,
  range: [0, 100] as const,
  ticks: [0, 25, 50, 75, 100].map((v) => ({ at: v, text: String(v) })),
  places: counts.map((n) => ({ at: n, text: `${n} facts` })),
  lines: texts.map(([text, name]) => ({
    name,
    points: counts.flatMap((n) => stated.filter((r) => r.task === 'facts' && r.tokens === tokens && r.text === text && r.facts === n).map((r) => ({ x: n, y: (100 * r.right) / r.of }))),
  })),
})), 300));
