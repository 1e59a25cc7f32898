import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { EntityMap } from '../../contract/details.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { ExportRequest, WorkProgress } from '../../contract/protocol.ts';
import type { MapReport } from '../../contract/report.ts';
import type { Review } from '../../contract/review.ts';
import { summaryRequestSchema } from '../../contract/summary.ts';
import type { Summary, SummaryRequest } from '../../contract/summary.ts';
import { assertWritable, writeWhole } from '../files.ts';
import { lastPlaybook, lastReviews, readyRecord, reviewDocuments } from '../reviewing/index.ts';
import type { ChosenPlaybook, Playbooks, ReviewTools } from '../reviewing/index.ts';
import { keepSummary, lastSummary } from '../summarizing/index.ts';
import { mapJson } from './formats/json.ts';
import { render } from './formats/index.ts';
import type { Rendered } from './formats/index.ts';
import { keptAnswers } from './kept.ts';
import { reportedDocument, reportOf } from './report.ts';
import type { ReportPart } from './report.ts';
import { stepsOf } from './steps.ts';
import type { Steps } from './steps.ts';

interface Work {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: WorkProgress) => void;
}

/** What exports are made with: the engine. */
export interface ExportTools extends ReviewTools {
  readonly playbooks: Playbooks;
  /** The model's name. */
  summary(): Promise<{ readonly model: string }>;
  summarize(id: string, request: SummaryRequest, work: Work): Promise<Summary>;
  entityMap(id: string, work: { readonly signal?: AbortSignal; readonly onProgress?: (done: number, of: number) => void }): Promise<EntityMap>;
}

export interface ExportOptions extends Work {
  /** Write over a file that is there. */
  readonly replace?: boolean;
  /** The file will be taken elsewhere. */
  readonly moved?: boolean;
}

export interface Exported {
  readonly path: string;
  readonly bytes: number;
  /** Findings, answers, notes, parts of summaries; in a map, those who are named and their ties. */
  readonly entries: number;
  /** What the format could not hold, a sentence each. */
  readonly warnings: string[];
}

/**
 * Makes an export and writes it, whole or not at all. Answers and notes are those that are kept; summaries and reviews
 * those that were made last, if they fit the request, and else made (and kept) now.
 *
 * @throws InfolioError what `assertWritable` throws, before anything is made; `bad_argument` for a map in another format
 *   than JSON or beside other parts, and for a review without a playbook; `not_available` for a document that is not read;
 *   `cancelled`; what making the parts and writing throw.
 */
export async function exportTo(tools: ExportTools, request: ExportRequest, file: string, options: ExportOptions = {}): Promise<Exported> {
  const { replace = false, moved = false, signal } = options;
  const path = resolve(file);
  const documents = [...new Set(request.documents)];
  const isMap = request.parts.includes('map');
  if (isMap && (request.format !== 'json' || new Set(request.parts).size > 1)) {
    throw new InfolioError('bad_argument', 'A map is exported by itself, as JSON; choose that format, or leave the map out.');
  }
  await assertWritable(path, replace);
  for (const id of documents) readyRecord(tools.library, id);
  const { model } = await tools.summary();
  const where = { path, moved, madeAt: new Date(), model };
  // A step for each part of each document, one for the format and one for the disk.
  const steps = stepsOf(documents.length * (isMap ? 1 : request.parts.length) + 2, signal, options.onProgress);
  const made = isMap ? await mapOf(tools, documents, where, steps) : await reportedParts(tools, { ...request, documents }, where, steps);
  await steps.run(() => writeWhole(path, made.bytes, replace));
  return { path, bytes: made.bytes.length, entries: made.entries, warnings: [...made.warnings] };
}

interface Where {
  readonly path: string;
  readonly moved: boolean;
  readonly madeAt: Date;
  readonly model: string;
}

type Made = Rendered & { readonly entries: number };

async function reportedParts(tools: ExportTools, request: ExportRequest, where: Where, steps: Steps): Promise<Made> {
  const playbook = request.parts.includes('review') ? await chosenPlaybook(tools, request) : null;
  const parts: ReportPart[] = [];
  for (const id of request.documents) {
    const has = (part: ExportRequest['parts'][number]): boolean => request.parts.includes(part);
    const summary = has('summary') ? await steps.run((within) => summaryOf(tools, id, request.summary, work(steps, within))) : undefined;
    const review = playbook === null ? undefined : await steps.run((within) => reviewOf(tools, id, playbook, work(steps, within)));
    const answers = has('answers') ? await steps.run(() => keptAnswers(tools.library, id)) : undefined;
    const notes = has('notes') ? await steps.run(() => tools.library.notes.list(id)) : undefined;
    parts.push({
      document: tools.library.open(id),
      ...(summary === undefined ? {} : { summary }),
      ...(review === undefined ? {} : { review }),
      ...(answers === undefined ? {} : { answers }),
      ...(notes === undefined ? {} : { notes }),
    });
  }
  const report = reportOf(parts, where);
  const rendered = await steps.run(() => render(report, request.format));
  return { ...rendered, entries: report.sections.reduce((sum, section) => sum + section.entries.length, 0) };
}

async function mapOf(tools: ExportTools, ids: readonly string[], { path, moved, madeAt, model }: Where, steps: Steps): Promise<Made> {
  const documents: MapReport['documents'] = [];
  for (const id of ids) {
    const { nodes, edges } = await steps.run((within) => tools.entityMap(id, { ...cancelBy(steps.signal), onProgress: within }));
    documents.push({ ...reportedDocument(tools.library.open(id).record, moved ? null : dirname(path)), nodes, edges });
  }
  const text = await steps.run(() => mapJson({ format: 'infolio-map', version: 1, madeAt: madeAt.toISOString(), model, documents }));
  return { bytes: new TextEncoder().encode(text), warnings: [], entries: documents.reduce((sum, { nodes, edges }) => sum + nodes.length + edges.length, 0) };
}

/** The playbook that is asked for, or else the one by which one of the documents was reviewed last. */
async function chosenPlaybook({ library, playbooks }: ExportTools, { documents, playbook }: ExportRequest): Promise<ChosenPlaybook> {
  if (playbook !== null) return playbooks.choose(playbook);
  const id = lastPlaybook(library, documents);
  if (id === null) throw new InfolioError('bad_argument', 'No review of these documents was made yet; choose a playbook to review them by, or leave the review out.');
  return playbooks.choose({ id });
}

/** The review of a kept playbook that was made last, whatever it read; else one that is made now. */
async function reviewOf(tools: ExportTools, id: string, playbook: ChosenPlaybook, { signal, onProgress }: Work): Promise<Review> {
  const [last] = playbook.id === null ? [] : lastReviews(tools.library, [id], playbook.id);
  if (last !== undefined) return last.review;
  const [made] = await reviewDocuments(tools, [id], playbook, { ...cancelBy(signal), ...(onProgress === undefined ? {} : { onProgress }) });
  if (made === undefined) throw new InfolioError('internal', `The review of ${id} gave nothing; this is a defect.`);
  return made.review;
}

/** The summary that was made last, if nothing else is asked for; else one that is made now. */
async function summaryOf(tools: ExportTools, id: string, request: SummaryRequest | null, job: Work): Promise<Summary> {
  const last = lastSummary(tools.library, id);
  if (last !== null && (request === null || isDeepStrictEqual(request, last.request))) return last.summary;
  const wanted = request ?? summaryRequestSchema.parse({});
  const summary = await tools.summarize(id, wanted, job);
  keepSummary(tools.library, id, wanted, summary);
  return summary;
}

function work({ signal }: Steps, within: (done: number, of: number) => void): Work {
  return {
    ...cancelBy(signal),
    onProgress: ({ done, of }) => {
      within(done, of);
    },
  };
}

function cancelBy(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
