import { basename } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { ReadingProgress } from '../../contract/document.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { DocumentRecord } from '../library/index.ts';
import { giveBack } from '../memory/index.ts';
import { openDocument, refusal } from '../pdf/index.ts';
import type { DocumentSource } from '../pdf/index.ts';
import { createSegmenter, maxTokensOfSegment } from '../text/index.ts';
import type { Segment } from '../text/index.ts';
import { assertUnchanged } from './fingerprint.ts';
import type { Fingerprint } from './fingerprint.ts';
import { batchSegments, pagesAhead, pagesBetweenCheckpoints, segmentsAhead } from './limits.ts';
import type { ReadingTools, SegmentToRead } from './network.ts';
import { Pace } from './pace.ts';
import { passagesOf } from './passages.ts';
import { lacksRecognition, noteUnrecognised } from './recognition.ts';
import { readAhead } from './read-ahead.ts';
import { TextIntake } from './text-intake.ts';

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReadingProgress, document: string) => void;
  readonly password?: string;
  /** Pages that are pictures of text are recognised. */
  readonly ocr: boolean;
}

/** Opens the file and reads it from wherever the library stands to its end. The caller has claimed the document. */
export async function run(path: string, found: Fingerprint, tools: ReadingTools, options: RunOptions): Promise<DocumentRecord> {
  const { signal, password, ocr } = options;
  await using source = await openDocument(path, { signal, ocr, ...(password === undefined ? {} : { password }) });
  await assertUnchanged(path, found);
  const { kind, title, pageCount, outline, bytes } = source;
  const file = { hash: found.hash, modelHash: tools.network.modelHash, path, kind, title, pageCount, outline, bytes };
  const { record, point } = tools.library.intake.begin({ ...file, anew: ocr && lacksRecognition(tools.library, tools.library.documents.find(file.hash, file.modelHash)) });
  const open = tools.library.open(record.id).pages().filter((page) => page.end > record.textLength);
  const reading = new Reading(tools, options, record, new TextIntake(point, record.textLength, open));
  await reading.readAll(path, source);
  return reading.end(path);
}

function toRead({ tokens, index }: Segment): SegmentToRead {
  return { ids: tokens.ids, index };
}

/** One reading, from pages to passages and a memory, a step of the library at a time. */
class Reading {
  readonly #tools: ReadingTools;
  readonly #options: RunOptions;
  readonly #intake: TextIntake;
  readonly #pace: Pace;
  #record: DocumentRecord;
  /** The page that the library would go on with. */
  #keptPage: number;

  constructor(tools: ReadingTools, options: RunOptions, record: DocumentRecord, intake: TextIntake) {
    this.#tools = tools;
    this.#options = options;
    this.#record = record;
    this.#intake = intake;
    this.#keptPage = intake.nextPage;
    this.#pace = new Pace(record);
  }

  async readAll(path: string, source: DocumentSource): Promise<void> {
    const { tokenizer, network, library } = this.#tools;
    const { signal } = this.#options;
    const segmenter = createSegmenter(tokenizer, {
      maxTokens: Math.min(maxTokensOfSegment, network.tokensAtOnce ?? maxTokensOfSegment),
      from: { offset: this.#record.textLength, index: this.#record.segments },
      signal,
    });
    let memory = library.open(this.#record.id).memory()?.memory ?? network.emptyMemory();
    let waiting: Segment[] = [];
    /** Reads and keeps as many segments as make whole batches; at the end of the document the rest as well. */
    const work = async (added: readonly Segment[], ended: boolean): Promise<void> => {
      waiting.push(...added);
      if (added.length > 0) network.expect?.(added.map(toRead));
      while (waiting.length >= batchSegments + segmentsAhead || (ended && waiting.length > 0)) {
        const batch = waiting.slice(0, batchSegments);
        // A turn of the event loop: pages that have come are taken in and the next are asked for, a cancel is heard.
        await turn();
        this.#assertWanted(path);
        const read = await network.read(batch.map(toRead), memory);
        this.#keep(batch, read);
        if (read.memory.data !== memory.data) giveBack(memory.data);
        memory = read.memory;
        waiting = waiting.slice(batch.length);
      }
    };

    this.#report();
    await work(await segmenter.append(this.#intake.pending), false);
    const from = this.#intake.nextPage;
    if (from <= source.pageCount) {
      for await (const page of readAhead(source.pages({ from, signal }), pagesAhead)) {
        this.#assertWanted(path);
        if (!this.#options.ocr && source.kind === 'pdf' && !('failed' in page) && page.text.trim() === '') noteUnrecognised(library, this.#record.id, page.page);
        const text = this.#intake.take(page);
        await work(await segmenter.append(text), false);
        if (this.#intake.unkept >= pagesBetweenCheckpoints) this.#keep([], null);
        this.#report();
      }
    }
    await work(await segmenter.finish(), true);
    if (this.#intake.unkept > 0) this.#keep([], null);
  }

  /** Ready, or failed with `no_text`. */
  end(path: string): DocumentRecord {
    const { intake } = this.#tools.library;
    if (this.#record.segments === 0) {
      const failure = noText(path, this.#record, this.#options.ocr);
      intake.fail(this.#record.id, { code: failure.code, message: failure.message });
      throw failure;
    }
    this.#record = intake.finish(this.#record.id);
    this.#report();
    return this.#record;
  }

  #keep(segments: readonly Segment[], read: Awaited<ReturnType<ReadingTools['network']['read']>> | null): void {
    const passages = read === null ? [] : passagesOf(segments, read);
    const characters = segments.reduce((sum, segment) => sum + segment.text.length, 0);
    const from = { nextPage: this.#keptPage, segments: this.#record.segments };
    this.#record = this.#tools.library.intake.checkpoint(this.#record.id, { from, ...this.#intake.step(characters), passages, memory: read?.memory ?? null });
    this.#keptPage = this.#intake.nextPage;
    this.#report();
  }

  #report(): void {
    this.#options.onProgress(this.#pace.progress(this.#record, { nextPage: this.#intake.nextPage, length: this.#intake.length }), this.#record.id);
  }

  #assertWanted(path: string): void {
    if (this.#options.signal.aborted) throw refusal('cancelled', path);
  }
}

function noText(path: string, record: DocumentRecord, ocr: boolean): InfolioError {
  const [first] = record.failedPages;
  if (first === undefined && !ocr) return new InfolioError('no_text', `${basename(path)} has no text on any page, and text recognition is off; if it is a scan, switch that on in the settings or leave out --no-ocr.`);
  if (first === undefined) return refusal('no_text', path);
  return new InfolioError('no_text', `${basename(path)} has no text that could be read: ${record.failedPages.length} of its ${record.pageCount} pages failed (${first.message}). Save it anew in the program it came from and try again.`);
}
