import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { access } from 'node:fs/promises';
import { z } from 'zod';
import { batchRequestSchema } from '../../contract/batch.ts';
import type { BatchRequest } from '../../contract/batch.ts';
import type { Answer } from '../../contract/answer.ts';
import type { DocumentInfo } from '../../contract/document.ts';
import { InfolioError, toInfolioError } from '../../contract/errors.ts';
import type { Review } from '../../contract/review.ts';
import type { Summary } from '../../contract/summary.ts';
import type { Engine } from '../../engine/engine.ts';
import { loadPlaybook, reviewDocument } from '../../engine/reviewing/index.ts';
import { ownPlaybooks } from '../common.ts';
import type { CommonOptions } from '../common.ts';
import { documentInfo } from '../documents.ts';
import { printJson } from '../output.ts';
import { describeReading, progressLine } from '../progress.ts';
import { summarizeFile, summaryRequestOf } from './summarize.ts';

/** What one line of a batch gives; `error` and results may both be there, since what was done is kept. */
interface BatchResult {
  readonly id: string | number | null;
  readonly file: string | null;
  document: DocumentInfo | null;
  readonly answers: Answer[];
  summary: Summary | null;
  review: Review | null;
  error: { readonly code: string; readonly message: string } | null;
  readonly timing: { openMs: number; readMs: number; readonly askMs: number[]; summarizeMs: number; reviewMs: number };
}

/**
 * `batch REQUESTS.jsonl`: many documents, many questions, one process; one line out for each line in, in the same
 * order. A bad line or file is an error on its own line. Exit 1 if any line failed.
 */
export async function batchCommand(engine: Engine, requests: string, options: CommonOptions, signal: AbortSignal): Promise<number> {
  await access(requests).catch((cause: unknown) => {
    throw new InfolioError('not_found', `${requests} cannot be opened; give a file with one JSON request a line.`, { cause });
  });
  const began = performance.now();
  await engine.prepare();
  const openMs = Math.round(performance.now() - began);
  let failed = 0;
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(requests), crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    const result = await runLine(engine, line, number, dirname(requests), options, signal, openMs);
    if (result.error !== null) failed++;
    printJson(result);
    if (signal.aborted) break;
  }
  return failed === 0 ? 0 : 1;
}

async function runLine(
  engine: Engine,
  line: string,
  number: number,
  folder: string,
  options: CommonOptions,
  signal: AbortSignal,
  openMs: number,
): Promise<BatchResult> {
  const raw = parseJson(line);
  const result: BatchResult = {
    id: idOf(raw),
    file: fileOf(raw),
    document: null,
    answers: [],
    summary: null,
    review: null,
    error: null,
    timing: { openMs, readMs: 0, askMs: [], summarizeMs: 0, reviewMs: 0 },
  };
  try {
    const request = checked(raw, number);
    await serve(engine, request, result, folder, options, signal);
  } catch (error) {
    const { code, message } = toInfolioError(error);
    result.error = { code, message };
  }
  return result;
}

async function serve(
  engine: Engine,
  request: BatchRequest,
  result: BatchResult,
  folder: string,
  options: CommonOptions,
  signal: AbortSignal,
): Promise<void> {
  const progress = progressLine(options.quiet === true);
  const { summarize = null } = request;
  const summaryRequest = summarize === null || summarize === false ? null : summaryRequestOf(summarize === true ? {} : summarize);
  const playbook = request.review === null || request.review === undefined ? null : await loadPlaybook(await playbookRef(request.review, folder), ownPlaybooks());
  const began = performance.now();
  try {
    const document = await engine.open(await locate(request.file, folder), {
      signal,
      ...(options.password === undefined ? {} : { password: options.password }),
      onProgress: (now) => {
        progress.show(describeReading(basename(request.file), now));
      },
    });
    result.document = documentInfo(document);
    result.timing.readMs = Math.round(performance.now() - began);
    for (const question of request.ask ?? []) {
      const asked = performance.now();
      result.answers.push(await engine.ask(document.id, question, { signal, everything: request.everything === true }));
      result.timing.askMs.push(Math.round(performance.now() - asked));
    }
    if (summaryRequest !== null) {
      const summarizing = performance.now();
      result.summary = await summarizeFile(engine, document, summaryRequest, signal, progress);
      result.timing.summarizeMs = Math.round(performance.now() - summarizing);
    }
    if (playbook !== null) {
      const reviewing = performance.now();
      result.review = await reviewDocument(await engine.context(document.id), playbook, { signal, everything: request.everything !== false });
      result.timing.reviewMs = Math.round(performance.now() - reviewing);
    }
  } finally {
    progress.clear();
  }
}

/** A playbook's name, or its path, which is looked for like a document's. */
function playbookRef(ref: string, folder: string): Promise<string> {
  return /\.ya?ml$/i.test(ref) ? locate(ref, folder) : Promise.resolve(ref);
}

/** Paths of a request are looked for from the working folder, then from the folder of the request file. */
async function locate(file: string, folder: string): Promise<string> {
  if (isAbsolute(file)) return file;
  const here = resolve(file);
  const there = resolve(folder, file);
  const exists = await access(here).then(
    () => true,
    () => false,
  );
  return exists ? here : there;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const looseSchema = z.object({ id: z.union([z.string(), z.number()]).catch(''), file: z.string().catch('') });

/** The id of a request, even of one that is wrong otherwise; null if it has none. */
function idOf(raw: unknown): string | number | null {
  const loose = looseSchema.safeParse(raw);
  return loose.success && loose.data.id !== '' ? loose.data.id : null;
}

function fileOf(raw: unknown): string | null {
  const loose = looseSchema.safeParse(raw);
  return loose.success && loose.data.file !== '' ? loose.data.file : null;
}

function checked(raw: unknown, number: number): BatchRequest {
  if (raw === undefined) throw new InfolioError('bad_request', `Line ${number} is not JSON; each line is one JSON object.`);
  const parsed = batchRequestSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new InfolioError('bad_request', `Line ${number}: ${z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' ')}`);
}
