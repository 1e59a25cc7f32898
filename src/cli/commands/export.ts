import { extname, resolve } from 'node:path';
import { InfolioError } from '../../contract/errors.ts';
import type { Review } from '../../contract/review.ts';
import { summaryRequestSchema } from '../../contract/summary.ts';
import type { Summary } from '../../contract/summary.ts';
import type { Engine } from '../../engine/engine.ts';
import { assertWritable, keptAnswers, render, reportOf, writeWhole } from '../../engine/exporting/index.ts';
import type { ExportFormat, ReportPart } from '../../engine/exporting/index.ts';
import type { DocumentRecord } from '../../engine/library/index.ts';
import { loadPlaybook } from '../../engine/reviewing/index.ts';
import { lastSummary } from '../../engine/summarizing/index.ts';
import { ownPlaybooks } from '../common.ts';
import type { CommonOptions } from '../common.ts';
import { documentInfo } from '../documents.ts';
import { printJson } from '../output.ts';
import { describeReading, progressLine } from '../progress.ts';
import type { ProgressLine } from '../progress.ts';
import { reviewFile } from './review.ts';
import { summarizeFile } from './summarize.ts';

/** What can be exported. `all` is everything there is; a review only if a playbook is named, since it takes its time. */
export const exportParts = ['summary', 'answers', 'review', 'notes', 'all'] as const;
export type ExportPart = (typeof exportParts)[number];

export interface ExportCommandOptions extends CommonOptions {
  readonly as: ExportFormat;
  readonly out: string;
  readonly what: ExportPart;
  readonly playbook?: string;
  readonly quick?: boolean;
  readonly force?: boolean;
}

/** `export FILE...`: a summary, kept answers, a review and notes as one file. */
export async function exportCommand(engine: Engine, files: readonly string[], options: ExportCommandOptions, signal: AbortSignal): Promise<number> {
  const path = resolve(options.out);
  if (extname(path) === '') throw new InfolioError('bad_argument', `--out ${options.out}: give the name of the file, for example report.${options.as}.`);
  await assertWritable(path, options.force === true);
  const line = progressLine(options.quiet === true);
  const parts: ReportPart[] = [];
  for (const file of files) parts.push(await partOf(engine, file, options, signal, line));
  line.clear();
  const { model } = await engine.summary();
  const report = reportOf(parts, { model, path, madeAt: new Date() });
  const { bytes, warnings } = await render(report, options.as);
  await writeWhole(path, bytes, options.force === true);
  const statements = report.sections.reduce((sum, section) => sum + section.entries.length, 0);
  if (options.json === true) {
    printJson({ out: path, as: options.as, bytes: bytes.length, entries: statements, warnings, documents: parts.map(({ document }) => documentInfo(document.record)) });
    return 0;
  }
  for (const warning of warnings) process.stderr.write(`infolio: ${warning}\n`);
  process.stdout.write(`${options.out}: ${statements} ${statements === 1 ? 'entry' : 'entries'}, ${bytes.length.toLocaleString('en')} bytes\n`);
  return 0;
}

async function partOf(engine: Engine, file: string, options: ExportCommandOptions, signal: AbortSignal, line: ProgressLine): Promise<ReportPart> {
  const { what } = options;
  const review = what === 'review' || (what === 'all' && options.playbook !== undefined) ? await reviewed(engine, file, options, signal, line) : undefined;
  const record = await engine.find(file, {
    signal,
    ...(options.password === undefined ? {} : { password: options.password }),
    onProgress: (progress) => {
      line.show(describeReading(file, progress));
    },
  });
  const summary = what === 'summary' || what === 'all' ? await summarized(engine, record, signal, line) : undefined;
  return {
    document: engine.library.open(record.id),
    ...(summary === undefined ? {} : { summary }),
    ...(review === undefined ? {} : { review }),
    ...(what === 'answers' || what === 'all' ? { answers: keptAnswers(engine.library, record.id) } : {}),
    ...(what === 'notes' || what === 'all' ? { notes: engine.library.notes.list(record.id) } : {}),
  };
}

/** The summary that was made last, else one of the whole document. */
async function summarized(engine: Engine, record: DocumentRecord, signal: AbortSignal, line: ProgressLine): Promise<Summary> {
  return lastSummary(engine.library, record.id)?.summary ?? summarizeFile(engine, record, summaryRequestSchema.parse({}), signal, line);
}

async function reviewed(engine: Engine, file: string, options: ExportCommandOptions, signal: AbortSignal, line: ProgressLine): Promise<Review> {
  const playbook = await loadPlaybook(options.playbook ?? 'contract', ownPlaybooks());
  return (await reviewFile(engine, file, playbook, options, signal, line)).review;
}
