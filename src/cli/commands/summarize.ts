import { basename } from 'node:path';
import { InfolioError } from '../../contract/errors.ts';
import { summaryRequestSchema } from '../../contract/summary.ts';
import type { Summary, SummaryRequest, SummarySentence } from '../../contract/summary.ts';
import type { Engine } from '../../engine/engine.ts';
import type { DocumentRecord } from '../../engine/library/index.ts';
import { keepSummary } from '../../engine/summarizing/index.ts';
import type { CommonOptions } from '../common.ts';
import { documentInfo } from '../documents.ts';
import { printJson } from '../output.ts';
import { describeReading, progressLine } from '../progress.ts';
import type { ProgressLine } from '../progress.ts';

export interface SummaryOptions {
  readonly query?: string | undefined;
  readonly sentences?: number | undefined;
  readonly words?: number | undefined;
  readonly by?: string | undefined;
  readonly pages?: string | undefined;
}

export interface SummarizeCommandOptions extends CommonOptions, SummaryOptions {}

/** `summarize FILE`: reads the file first if need be; every sentence with its page. */
export async function summarizeCommand(engine: Engine, file: string, options: SummarizeCommandOptions, signal: AbortSignal): Promise<number> {
  const request = summaryRequestOf(options);
  const line = progressLine(options.quiet === true);
  const began = performance.now();
  await engine.prepare();
  const prepared = performance.now();
  const document = await engine.find(file, {
    signal,
    ...(options.password === undefined ? {} : { password: options.password }),
    onProgress: (progress) => {
      line.show(describeReading(basename(file), progress));
    },
  });
  const read = performance.now();
  const summary = await summarizeFile(engine, document, request, signal, line);
  line.clear();
  if (options.json === true) {
    const timing = { openMs: Math.round(prepared - began), readMs: Math.round(read - prepared), summarizeMs: Math.round(performance.now() - read) };
    printJson({ file, document: documentInfo(document), summary, engine: await engine.summary(), timing });
  } else {
    process.stdout.write(render(document, summary));
  }
  return 0;
}

/** Summarises a document that was read, with progress on the line, and keeps the summary: exports take the last one. */
export async function summarizeFile(engine: Engine, document: DocumentRecord, request: SummaryRequest, signal: AbortSignal, line: ProgressLine): Promise<Summary> {
  const summary = await engine.summarize(document.id, request, {
    signal,
    onProgress: ({ done, of, secondsLeft }) => {
      line.show(`${document.title}: summarizing, ${done} of ${of}${secondsLeft === null ? '' : `, ${Math.ceil(secondsLeft)} s left`}`);
    },
  });
  keepSummary(engine.library, document.id, request, summary);
  return summary;
}

/** The request that options make. Throws `bad_argument`. */
export function summaryRequestOf({ query, sentences, words, by, pages }: SummaryOptions): SummaryRequest {
  if (sentences !== undefined && words !== undefined) throw new InfolioError('bad_argument', 'Give --sentences or --words, not both.');
  const length = sentences !== undefined ? { unit: 'sentences', count: sentences } : words !== undefined ? { unit: 'words', count: words } : { unit: 'auto' };
  const parsed = summaryRequestSchema.safeParse({
    query: query ?? null,
    length,
    pages: pages === undefined ? null : pageRange(pages),
    ...(by === undefined ? {} : { by }),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = { query: '--query', length: words === undefined ? '--sentences' : '--words', by: '--by', pages: '--pages' }[String(issue?.path[0])] ?? 'summarize';
  throw new InfolioError('bad_argument', `${field}: ${issue?.message ?? 'this cannot be used'}.`);
}

function pageRange(text: string): { readonly first: number; readonly last: number } {
  const [, first, last] = /^([1-9]\d{0,6})(?:-([1-9]\d{0,6}))?$/.exec(text.trim()) ?? [];
  if (first === undefined) throw new InfolioError('bad_argument', `--pages ${text}: give one page or the first and the last, for example 3-9.`);
  const range = { first: Number(first), last: Number(last ?? first) };
  if (range.first > range.last) throw new InfolioError('bad_argument', `--pages ${text}: give the first page first.`);
  return range;
}

/** A summary as a terminal shows it: each section with its sentences, each sentence with its page. */
function render({ title, pageCount }: DocumentRecord, summary: Summary): string {
  const { sections, sentences, query, pagesRead, sentencesRead } = summary;
  const about = query === null ? '' : `, on "${query}"`;
  const lines = [`${title}: read ${pagesRead} of ${pageCount} pages, ${sentencesRead} sentences weighed${about}`, ...sentences.map(sentenceLine)];
  for (const section of sections) {
    const pages = section.firstPage === section.lastPage ? `p. ${section.firstPage}` : `pp. ${section.firstPage}–${section.lastPage}`;
    lines.push('', `${'#'.repeat(section.level + 1)} ${section.title} (${pages})`, ...section.sentences.map(sentenceLine));
  }
  return `${lines.join('\n')}\n`;
}

function sentenceLine({ pageLabel, text }: SummarySentence): string {
  return `  p. ${pageLabel}  ${text.replaceAll(/\s+/g, ' ').trim()}`;
}
