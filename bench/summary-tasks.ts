import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { summaryRequestSchema } from '../src/contract/summary.ts';
import type { SummaryRequest } from '../src/contract/summary.ts';
import type { Engine } from '../src/engine/engine.ts';
import { pauses, summaryCalibrationOf, weigh } from '../src/engine/summarizing/index.ts';
import type { Weighed } from '../src/engine/summarizing/index.ts';
import { fraction } from './data.ts';

const documentSchema = z.object({
  doc_id: z.string(),
  text: z.string(),
  queries: z.array(z.object({ id: z.string(), query: z.string().nullable(), references: z.array(z.string()).min(1) })),
});
type SummaryDocument = z.infer<typeof documentSchema>;

export const summarySets = ['scitldr', 'plain_contracts', 'plos', 'squality', 'qmsum'] as const;
export type SummarySet = (typeof summarySets)[number];

/** Share of the documents that are never trained on; the same rule as models/training/data.py. */
const validationShare = 0.12;

/** Questions that ask for the whole document: no query is needed for them. */
const asksForAll = /^summari[sz]e the (?:whole|entire)|^what is the plot\b/i;

/** A wish for other words, not a question: sentences of the document cannot meet it. */
const asksForStyle = /in plain language/i;

/** One summary that is to be made. */
export interface SummaryTask {
  readonly set: string;
  readonly document: string;
  readonly text: string;
  readonly kind: 'txt' | 'md';
  readonly query: string | null;
  readonly references: readonly string[];
  /** Words that every way may take: the mean of the references'. */
  readonly room: number;
}

/**
 * The tasks of a set, of documents in a fixed order that does not depend on the file's. A document gives one summary of the
 * whole, and where the data have questions one by a question, in the set NAME-query.
 */
export function summaryTasks(folder: string, set: SummarySet, split: 'validation' | 'train', documents: number, skip = 0): SummaryTask[] {
  const file = join(folder, 'summaries/train', `${set}.jsonl.gz`);
  if (!existsSync(file)) return [];
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => documentSchema.parse(JSON.parse(line)))
    .filter((document) => fraction(document.doc_id) < validationShare === (split === 'validation'))
    .sort((a, b) => fraction(`order ${a.doc_id}`) - fraction(`order ${b.doc_id}`))
    .slice(skip, skip + documents)
    .flatMap((document) => tasksOf(set, document));
}

function tasksOf(set: SummarySet, { doc_id, text, queries }: SummaryDocument): SummaryTask[] {
  const whole = queries.find(({ query }) => query === null || asksForAll.test(query));
  const focused = queries
    .filter(({ query }) => query !== null && !asksForAll.test(query) && !asksForStyle.test(query))
    .sort((a, b) => fraction(a.id) - fraction(b.id))
    .slice(0, 1);
  const task = ({ references }: SummaryDocument['queries'][number], name: string, query: string | null): SummaryTask => ({
    set: name,
    document: doc_id,
    text,
    kind: set === 'plos' ? 'md' : 'txt',
    query,
    references,
    room: Math.max(10, Math.round(references.reduce((sum, one) => sum + one.trim().split(/\s+/).length, 0) / references.length)),
  });
  return [...(whole === undefined ? [] : [task(whole, set, null)]), ...focused.map((one) => task(one, `${set}-query`, one.query))];
}

export function requestOf({ query, room }: SummaryTask): SummaryRequest {
  return summaryRequestSchema.parse({ query, length: { unit: 'words', count: room } });
}

/** Reads a task's document into the engine's library. */
export async function openTask(engine: Engine, folder: string, { set, document, text, kind }: SummaryTask): Promise<string> {
  const file = join(folder, `${set.replace('-query', '')}-${document.replaceAll(/[^\w.-]/g, '_').slice(0, 120)}.${kind}`);
  if (!existsSync(file)) await writeFile(file, text);
  return (await engine.open(file)).id;
}

/** The sentences that the product weighs for a task, with what speaks for each. */
export async function weighTask(engine: Engine, id: string, task: SummaryTask): Promise<Weighed> {
  const { library } = engine;
  const context = await engine.context(id);
  const calibration = summaryCalibrationOf(context.network.model.config);
  return weigh({ library, document: library.open(id), calibration, context: () => Promise.resolve(context) }, requestOf(task), pauses(undefined));
}
