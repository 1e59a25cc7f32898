import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Answer } from '../src/contract/answer.ts';
import { calibrationOf, openingPassages, putQuestion, recallPassages, reread, rereadPassages } from '../src/engine/asking/index.ts';
import type { AskContext, Candidate, Evidence, Found } from '../src/engine/asking/index.ts';
import { createEngine } from '../src/engine/engine.ts';
import type { Engine } from '../src/engine/engine.ts';
import { alignTexts } from './aligned.ts';
import { fraction, validationDocuments } from './data.ts';
import { exactMatch, f1 } from './scores.ts';

/** A question with where its answers stand, in offsets of the text that Infolio read. */
export interface EvalQuestion {
  readonly question: string;
  /** Empty if the document does not say. */
  readonly references: readonly string[];
  readonly starts: readonly number[];
  /** Pages on which an answer stands, from 1. */
  readonly pages: readonly number[];
}

/** What came out for one question. */
export interface Row {
  readonly answerable: boolean;
  readonly found: boolean;
  readonly em: number;
  readonly f1: number;
  /** The best place is on a page where an answer stands. */
  readonly pageRight: boolean;
  /** text[start:end] of the document is the answer's text. */
  readonly quoteRight: boolean;
  readonly recallAt1: boolean;
  readonly recallAt8: boolean;
  readonly bm25At8: boolean;
  readonly oracleF1: number;
  readonly bm25F1: number;
  readonly askMs: number;
  /** Tokens of the question, and passages of the document. */
  readonly questionTokens: number;
  readonly passages: number;
  /** Best span of each re-read passage with its evidence and whether it is right: what calibration learns from. */
  readonly spans: readonly { readonly evidence: Evidence; readonly right: boolean }[];
}

export interface EvalOptions {
  readonly modelFolder: string;
  readonly precision?: 'fp32' | 'fp16' | 'int8' | 'auto';
  readonly documents: number;
  readonly questions: number;
  readonly part: 'tune' | 'report';
  /** Only `spans` and `answerable` of each row: what calibration learns from, at a third of the time. */
  readonly spansOnly?: boolean;
  readonly onDocument?: (set: string, done: number, of: number) => void;
}

/** Reads validation documents of a set and asks their questions through the product's own engine. */
export async function evaluateSet(data: string, set: string, options: EvalOptions): Promise<Row[]> {
  const wanted = options.part === 'tune' ? 0 : 1;
  const documents = validationDocuments(data, set)
    .filter((_, at) => at % 2 === wanted)
    .slice(0, options.documents);
  return withEngine(options, async (engine, folder) => {
    const rows: Row[] = [];
    for (const [at, document] of documents.entries()) {
      const file = join(folder, `${at}.txt`);
      await writeFile(file, document.text);
      const record = await engine.open(file);
      const text = await engine.text(record.id);
      const offset = alignTexts(document.text, text);
      const reader = engine.library.open(record.id);
      const questions = [...document.questions]
        .filter((question) => question.impossible || question.answers.length > 0)
        .sort((a, b) => fraction(a.id) - fraction(b.id))
        .slice(0, options.questions)
        .map((question): EvalQuestion => {
          const starts = question.answers.map((answer) => offset(answer.start));
          return {
            question: question.question,
            references: question.impossible ? [] : question.answers.map((answer) => answer.text),
            starts: question.impossible ? [] : starts,
            pages: question.impossible ? [] : starts.map((start) => reader.pageAt(start)?.page ?? 0),
          };
        });
      rows.push(...(await evaluateDocument(engine, record.id, text, questions, options.spansOnly === true)));
      options.onDocument?.(set, at + 1, documents.length);
    }
    return rows;
  });
}

const sampleSchema = z.array(
  z.object({ document: z.string(), question: z.string(), answers: z.array(z.string()), page: z.number().nullish(), kind: z.string() }),
);

/** The project's own sample PDFs with their questions. */
export async function evaluateSamples(options: EvalOptions): Promise<Row[]> {
  const fixtures = resolve(import.meta.dirname, '../test/fixtures');
  const samples = sampleSchema.parse(JSON.parse(readFileSync(join(fixtures, 'questions.json'), 'utf8')));
  return withEngine(options, async (engine) => {
    const rows: Row[] = [];
    for (const document of new Set(samples.map((sample) => sample.document))) {
      const record = await engine.open(join(fixtures, 'documents', document));
      const text = await engine.text(record.id);
      const reader = engine.library.open(record.id);
      const questions = samples
        .filter((sample) => sample.document === document && sample.kind !== 'yesno')
        .map((sample): EvalQuestion => {
          const page = sample.kind === 'absent' ? undefined : reader.page(sample.page ?? 0);
          const starts = page === undefined ? [] : sample.answers.map((answer) => text.indexOf(answer, page.start)).filter((start) => start >= 0 && start < page.end);
          return { question: sample.question, references: sample.kind === 'absent' ? [] : sample.answers, starts, pages: page === undefined ? [] : [page.page] };
        })
        .slice(0, options.questions * 3);
      rows.push(...(await evaluateDocument(engine, record.id, text, questions, options.spansOnly === true)));
      options.onDocument?.('samples', 1, 1);
    }
    return rows;
  });
}

export async function withEngine<T>(options: EvalOptions, work: (engine: Engine, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'infolio-bench-'));
  try {
    await using engine = await createEngine({
      libraryFolder: join(folder, 'library'),
      modelFolder: options.modelFolder,
      cacheFolder: null,
      device: 'cpu',
      precision: options.precision ?? 'auto',
    });
    return await work(engine, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function evaluateDocument(engine: Engine, id: string, text: string, questions: readonly EvalQuestion[], spansOnly: boolean): Promise<Row[]> {
  const context = await engine.context(id);
  const rows: Row[] = [];
  for (const question of questions) {
    const compared = await compare(context, question, spansOnly);
    const began = performance.now();
    const answer = spansOnly ? nothing : await engine.ask(id, question.question);
    rows.push({ ...compared, ...judge(answer, question, text), askMs: performance.now() - began });
  }
  return rows;
}

const nothing: Answer = { question: '', kind: 'span', found: false, best: null, others: [], nearest: [], everything: null };

function judge(answer: Answer, question: EvalQuestion, text: string) {
  const { best } = answer;
  return {
    answerable: question.references.length > 0,
    found: answer.found,
    em: best === null ? 0 : exactMatch(best.text, question.references),
    f1: best === null ? 0 : f1(best.text, question.references),
    pageRight: best !== null && question.pages.includes(best.page),
    quoteRight: best === null || text.slice(best.start, best.end) === best.text,
  };
}

/** The rows beside the product's: recall by each voice, the reader on full-text search alone and on the right passage. */
async function compare(context: AskContext, question: EvalQuestion, fusedOnly: boolean) {
  const { document, tokenizer } = context;
  const put = await putQuestion(tokenizer, question.question);
  const calibration = calibrationOf(context.network.model.config);
  const gold = new Set(question.starts.map((start) => document.passageAt(start)));
  const candidates = await recallPassages(context, question.question, put.ids, rereadPassages, openingPassages);
  const fused = candidates.slice(0, rereadPassages);
  const words = document.search(question.question, rereadPassages);
  const top = Math.max(words[0]?.bm25 ?? 0, 1e-9);
  const plain = (passage: number, lexical: number): Candidate => ({ passage, lexical, cosine: 0, fused: 0 });
  const byWords = words.map((hit) => plain(hit.passage, hit.bm25 / top));
  const known = new Set(candidates.map((candidate) => candidate.passage));
  const extra = fusedOnly ? [] : [...new Set([...byWords.map((candidate) => candidate.passage), ...gold])].filter((passage) => !known.has(passage));
  const all = await reread(context, put, [...candidates, ...extra.map((passage) => plain(passage, 0))], calibration, 1);
  const bestOf = (passages: ReadonlySet<number>): Found | undefined =>
    all.filter((found) => passages.has(found.passage.index)).reduce<Found | undefined>((best, found) => (best === undefined || found.evidence.margin > best.evidence.margin ? found : best), undefined);
  const score = (found: Found | undefined) => (found === undefined ? 0 : f1(found.passage.text.slice(found.start - found.passage.start, found.end - found.passage.start), question.references));
  return {
    recallAt1: fused[0] !== undefined && gold.has(fused[0].passage),
    recallAt8: fused.some((candidate) => gold.has(candidate.passage)),
    bm25At8: byWords.some((candidate) => gold.has(candidate.passage)),
    oracleF1: score(bestOf(gold)),
    bm25F1: score(bestOf(new Set(byWords.map((candidate) => candidate.passage)))),
    questionTokens: put.ids.length,
    passages: document.passageCount,
    spans: all
      .filter((found) => known.has(found.passage.index))
      .map((found) => ({ evidence: found.evidence, right: question.references.length > 0 && gold.has(found.passage.index) && score(found) > 0.5 })),
  };
}
