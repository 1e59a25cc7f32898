import { cosines, tokensOf } from '../asking/index.ts';
import type { AskContext } from '../asking/index.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { WorkProgress } from '../../contract/protocol.ts';
import type { Summary, SummaryRequest, SummarySection, SummarySentence } from '../../contract/summary.ts';
import type { DocumentReader, Library } from '../library/index.ts';
import { consultSentences } from './consult.ts';
import { featuresOf } from './features.ts';
import type { Features, Figures } from './features.ts';
import { pyramidFrom } from './limits.ts';
import { pagesWithBlocks } from './pages.ts';
import type { PageBlocks } from './pages.ts';
import { pauses } from './pause.ts';
import type { Pause } from './pause.ts';
import { limitFor, pyramid } from './pyramid.ts';
import type { ChosenPart } from './pyramid.ts';
import { poolOf, select } from './select.ts';
import type { Pool } from './select.ts';
import { candidatesOf } from './sentences.ts';
import type { Candidate } from './sentences.ts';
import { partsOf } from './structure.ts';
import type { Part } from './structure.ts';
import { relevances } from './weights.ts';
import type { SummaryCalibration } from './weights.ts';

export interface SummarizeOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: WorkProgress) => void;
}

export interface SummarizeTools {
  readonly library: Library;
  readonly document: DocumentReader;
  readonly calibration: SummaryCalibration;
  /** What queries are read with: the memory holds the pages up to `lastPage` and none behind it. Without a query the network is not needed. */
  context(lastPage: number, onProgress: (done: number, of: number) => void): Promise<AskContext>;
}

/** A document's sentences with what speaks for each: what selection chooses from, and what its weights are fitted on. */
export interface Weighed {
  readonly candidates: readonly Candidate[];
  readonly features: readonly Features[];
  readonly pages: readonly PageBlocks[];
}

/**
 * Summarises a document by sentences of its own. Every passage of the pages asked for counts.
 *
 * @throws InfolioError `bad_argument` for pages that the document does not have, `no_text` if nothing is read of them,
 *   `cancelled` once the signal aborts.
 */
export async function summarize(tools: SummarizeTools, request: SummaryRequest, options: SummarizeOptions = {}): Promise<Summary> {
  const pause = pauses(options.signal);
  const { document, calibration } = tools;
  const { query, by } = request;
  checkPages(document, request);
  const weighed = await weigh(tools, request, pause, options);
  const { candidates, features, pages } = weighed;
  if (candidates.length === 0) throw new InfolioError('no_text', `${request.pages === null ? 'The document has' : 'These pages have'} no sentences to choose from; choose other pages.`);
  const weights = query === null ? calibration.whole : calibration.query;
  const pool = poolOf(candidates, relevances(weights, features), weights);
  const { chosen, parts } = await choose(pool, document, pages, request, pause);
  const [least, most] = extent(pool.relevance);
  const sentence = (index: number): SummarySentence[] => {
    const one = candidates[index];
    if (one === undefined) return [];
    const { text, page, pageLabel, start, end } = one;
    const score = most > least ? ((pool.relevance[index] ?? 0) - least) / (most - least) : 1;
    return [{ text, page, pageLabel, start, end, score: Math.round(score * 1e4) / 1e4, boxes: document.boxes(start, end) }];
  };
  const sections: SummarySection[] = [];
  for (const part of parts) {
    await pause();
    sections.push({ ...extentOf(part, pages, request), sentences: part.chosen.flatMap(sentence) });
  }
  const sentences = chosen.flatMap(sentence);
  return {
    query,
    by,
    pages: request.pages,
    sentences,
    sections,
    text: sentences.map((one) => one.text).join(' '),
    words: chosen.reduce((sum, index) => sum + (candidates[index]?.words ?? 0), 0),
    sentencesRead: candidates.length,
    pagesRead: document.pages().filter(({ page }) => page >= (request.pages?.first ?? 1) && page <= (request.pages?.last ?? Infinity)).length,
  };
}

/** The sentences of the pages asked for, with what speaks for each. */
export async function weigh(tools: SummarizeTools, { query, pages: range }: SummaryRequest, pause: Pause, options: SummarizeOptions = {}): Promise<Weighed> {
  const { library, document } = tools;
  const { pageCount, title } = document.record;
  const last = Math.min(range?.last ?? pageCount, pageCount);
  const report = reporter(options.onProgress);
  let behind = 0;
  const step = (done: number, of: number): void => {
    report(behind + done, behind + of);
  };
  const pages = await pagesWithBlocks(document, last, pause, step);
  behind += pages.length;
  const candidates = await candidatesOf(document, pages, range?.first ?? 1, pause);
  const passages = last < pageCount ? document.passageAt(Math.max(0, (pages.at(-1)?.end ?? 1) - 1)) + 1 : document.passageCount;
  const { data, width, rows } = document.vectors();
  const vectors = data.subarray(0, Math.min(rows, passages) * width);
  let importance = Float32Array.from(candidates, (one) => one.importance);
  let asked: Figures['query'] = null;
  if (query !== null && candidates.length > 0) {
    const context = await tools.context(last, step);
    const ids = await tokensOf(context.tokenizer, query);
    const read = await consultSentences(library, context, query, ids, { passages, pause, onProgress: step });
    const logits = candidates.map((one) => read[one.passage]?.[one.sentence]);
    importance = Float32Array.from(logits, (one) => one?.importance ?? 0);
    const answer = Float32Array.from(logits, (one) => one?.answer ?? 0);
    const hits = document.search(query, rows).filter((hit) => hit.passage < passages);
    const best = Math.max(1e-9, ...hits.map((hit) => hit.bm25));
    const lexical = new Float32Array(passages);
    for (const hit of hits) lexical[hit.passage] = Math.max(0, hit.bm25) / best;
    asked = { recalled: cosines(await context.network.question(ids, context.memory), vectors), lexical, answer };
  }
  const meaning = vectors.length === 0 ? new Float32Array() : cosines(meanVector(vectors, width), vectors);
  return { candidates, pages, features: featuresOf(candidates, { importance, meaning, query: asked }, title, query) };
}

async function choose(pool: Pool, document: DocumentReader, pages: readonly PageBlocks[], { by, length, pages: range }: SummaryRequest, pause: Pause) {
  const wanted = pages.filter(({ page }) => page >= (range?.first ?? 1));
  if (by === 'page') {
    return pyramid(pool, wanted.map(({ label, start, end }): Part => ({ title: `Page ${label}`, level: 1, start, end, children: [] })), length, false, pause);
  }
  if (by === 'section') return pyramid(pool, partsOf(document, pages, wanted), length, false, pause);
  if (pool.candidates.length >= pyramidFrom) return { ...(await pyramid(pool, partsOf(document, pages, wanted), length, true, pause)), parts: [] };
  const all = pool.candidates.map((_, index) => index);
  return { chosen: await select(pool, all, limitFor(length, pool, all), pause), parts: [] };
}

function checkPages(document: DocumentReader, { pages }: SummaryRequest): void {
  if (pages === null) return;
  const { pageCount } = document.record;
  if (pages.first > pages.last) throw new InfolioError('bad_argument', `Pages ${pages.first} to ${pages.last} are none; give the first page first.`);
  if (pages.first > pageCount) throw new InfolioError('bad_argument', `There is no page ${pages.first}; the document has ${pageCount}.`);
}

/** Title and pages of a part, of the pages asked for. */
function extentOf({ part: { title, level, start, end } }: ChosenPart, pages: readonly PageBlocks[], { pages: range }: SummaryRequest): Omit<SummarySection, 'sentences'> {
  const within = pages.filter((page) => page.start < end && start < page.end && page.page >= (range?.first ?? 1));
  return { title, level, firstPage: within[0]?.page ?? 1, lastPage: within.at(-1)?.page ?? 1 };
}

function extent(values: Float32Array): [number, number] {
  return values.reduce<[number, number]>(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
}

/** The mean of vectors [n, width], of length 1. */
function meanVector(vectors: Float32Array, width: number): Float32Array {
  const mean = new Float32Array(width);
  vectors.forEach((value, i) => {
    mean[i % width] = (mean[i % width] ?? 0) + value;
  });
  const norm = Math.sqrt(mean.reduce((sum, value) => sum + value * value, 0));
  return norm === 0 ? mean : mean.map((value) => value / norm);
}

function reporter(onProgress: SummarizeOptions['onProgress']): (done: number, of: number) => void {
  const began = performance.now();
  return (done, of) => {
    const seconds = (performance.now() - began) / 1000;
    onProgress?.({ done, of, secondsLeft: done === 0 ? null : (seconds / done) * (of - done) });
  };
}
