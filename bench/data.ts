import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const answerSchema = z.object({ text: z.string(), start: z.number() });

const documentSchema = z.object({
  doc_id: z.string(),
  title: z.string(),
  text: z.string(),
  questions: z.array(
    z.object({
      id: z.string(),
      question: z.string(),
      answers: z.array(answerSchema),
      impossible: z.boolean(),
      answer_mode: z.string().optional(),
    }),
  ),
});

/** A document with questions; offsets are Unicode code points, as the data sets give them. */
export type QaDocument = z.infer<typeof documentSchema>;
export type QaQuestion = QaDocument['questions'][number];

/** Share of the documents of each set that are never trained on; the same rule as models/training/data.py. */
const validationShare: Readonly<Record<string, number>> = { squad_train: 0.05, squad_dev32: 0.2 };
const validationShareElse = 0.12;

/** INFOLIO_DATA, or the folder `shared/data` beside the project; null where it is absent. */
export function dataFolder(): string | null {
  const folder = process.env['INFOLIO_DATA'] ?? resolve(import.meta.dirname, '../../shared/data');
  return existsSync(folder) ? folder : null;
}

/** The validation documents of a question answering set, in a fixed order that does not depend on the file's. */
export function validationDocuments(folder: string, set: string): QaDocument[] {
  return documentsOf(folder, set, (share) => share < (validationShare[set] ?? validationShareElse));
}

/** Those that were trained on: for choosing, never for reporting. In a fixed order, too. */
export function trainingDocuments(folder: string, set: string): QaDocument[] {
  return documentsOf(folder, set, (share) => share >= (validationShare[set] ?? validationShareElse));
}

function documentsOf(folder: string, set: string, isWanted: (fraction: number) => boolean): QaDocument[] {
  const file = join(folder, 'qa/train', `${set}.jsonl.gz`);
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => documentSchema.parse(JSON.parse(line)))
    .filter((document) => isWanted(fraction(document.doc_id)))
    .sort((a, b) => fraction(`order ${a.doc_id}`) - fraction(`order ${b.doc_id}`));
}

/** A number in 0..1 that depends on the words alone. */
export function fraction(words: string): number {
  return Number.parseInt(createHash('md5').update(words).digest('hex').slice(0, 8), 16) / 2 ** 32;
}
