import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Answer, Place } from '../contract/answer.ts';
import type { Details, EntityMap, Suggestion } from '../contract/details.ts';
import { InfolioError } from '../contract/errors.ts';
import type { Asked, EngineInfo, Inspection, RecallLine } from '../contract/protocol.ts';
import type { Summary, SummaryRequest } from '../contract/summary.ts';
import { ask, askScope, contextUpTo, MemoriesSoFar, PassagePlaces, placeOf, recallMap } from './asking/index.ts';
import type { AskContext, AskedOptions, AskedRequest, AskOptions } from './asking/index.ts';
import { keptDetails, keptMap, keptSuggestions } from './describing/index.ts';
import type { WorkOptions } from './describing/index.ts';
import { fill } from './filling.ts';
import type { FilledToken } from './filling.ts';
import { fullAttentionBytesPerToken, inspect, memoryBytes } from './inspection.ts';
import { openLibrary } from './library/index.ts';
import type { DocumentRecord, Library } from './library/index.ts';
import { emptyMemory } from './memory/index.ts';
import { createNetwork, openModel } from './model/index.ts';
import type { Device, ModelFiles, Network, Precision, Trial } from './model/index.ts';
import { languageFolder, recognisedLanguage } from './pdf/index.ts';
import { readDocument } from './reading/index.ts';
import type { ReadingOptions } from './reading/index.ts';
import { playbooksIn } from './reviewing/index.ts';
import type { Playbooks } from './reviewing/index.ts';
import { summarize, summaryCalibrationOf } from './summarizing/index.ts';
import type { SummarizeOptions } from './summarizing/index.ts';
import { loadTokenizer } from './text/index.ts';

export interface EngineOptions {
  /** Folder of the library; null for one that is thrown away when the engine closes. */
  readonly libraryFolder: string | null;
  readonly modelFolder: string;
  /** Where built graphs are kept; null keeps none. */
  readonly cacheFolder: string | null;
  /** Where one's own playbooks lie; null or left out: there are none, and none can be kept. */
  readonly playbooksFolder?: string | null;
  readonly device?: Device | 'auto';
  readonly precision?: Precision | 'auto';
  readonly threads?: number;
  /** False: pages that are pictures of text stay empty. True unless told. */
  readonly ocr?: boolean;
}

/** A passage that full-text search found. */
export interface SearchHit {
  readonly document: string;
  readonly title: string;
  /** BM25, higher is better. */
  readonly score: number;
  readonly place: Place;
}

/** What runs where, as commands print it. */
export interface EngineSummary {
  readonly model: string;
  readonly device: Device;
  readonly precision: Precision;
  readonly threads: number;
}

export interface Diagnosis extends EngineSummary {
  readonly modelFolder: string;
  readonly modelHash: string;
  readonly trials: readonly Trial[];
  readonly library: string;
  readonly documents: number;
  readonly libraryProblems: readonly string[];
  /** Text recognition: whether it is on, and where its language's data lies (null: it is missing). */
  readonly ocr: { readonly on: boolean; readonly language: string; readonly data: string | null };
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * The product without a screen. Documents are named by their library id, or by the path of their file where a `ref`
 * is asked for. The network is made when it is first needed; every call may throw an InfolioError.
 */
export interface Engine extends AsyncDisposable {
  readonly library: Library;
  /** Those that come with Infolio, and one's own. */
  readonly playbooks: Playbooks;
  /** Makes the network now, so that its time is not counted as reading. */
  prepare(): Promise<void>;
  /** Reads a file into the library, or finds it there. */
  open(path: string, options?: ReadingOptions): Promise<DocumentRecord>;
  /** The document of a ref; a file that is not in the library is read first. */
  find(ref: string, options?: ReadingOptions): Promise<DocumentRecord>;
  ask(id: string, question: string, options?: AskOptions): Promise<Answer>;
  /** Answers a question from a document, a collection or the whole library, and keeps it unless told not to. */
  put(request: AskedRequest & { readonly keep: boolean }, options?: AskedOptions): Promise<Asked>;
  /** Summarises a document by its own sentences; what was read is enough unless there is a query. */
  summarize(id: string, request: SummaryRequest, options?: SummarizeOptions): Promise<Summary>;
  /** For every passage, where it stands and how strongly the document's memory answers the question there. */
  recall(id: string, question: string): Promise<RecallLine[]>;
  /** What a document names: terms, people, dates and so on. Kept when it has been made, as the two below. */
  details(id: string, options?: WorkOptions): Promise<Details>;
  /** How the people, organisations, places and defined terms of a document hang together. */
  entityMap(id: string, options?: WorkOptions): Promise<EntityMap>;
  /** Questions that a document answers itself. */
  suggestions(id: string, options?: WorkOptions): Promise<Suggestion[]>;
  /** The numbers of a document's memory. */
  inspect(id: string): Promise<Inspection>;
  /** What stands in the blanks of a text, from the document's memory alone. Throws as `fill` in filling.ts does. */
  fill(id: string, text: string): Promise<readonly FilledToken[]>;
  /** What questions to a document are answered with: network, tokenizer, the document and its memory. */
  context(id: string): Promise<AskContext>;
  search(query: string, options?: { readonly in?: string; readonly limit?: number; readonly signal?: AbortSignal }): Promise<SearchHit[]>;
  list(): Promise<DocumentRecord[]>;
  /** The document's text; answers' offsets refer to it. */
  text(id: string): Promise<string>;
  remove(ref: string): Promise<DocumentRecord>;
  summary(): Promise<EngineSummary>;
  diagnose(): Promise<Diagnosis>;
  /** As `diagnose`, without looking through the whole library. */
  info(): Promise<EngineInfo>;
  close(): Promise<void>;
}

/** Opens the library and the model's folder. Errors: those of the library, `model_missing`, `model_damaged`. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const library = openLibrary(options.libraryFolder ?? ':memory:');
  // Each is made when it is first needed, and again if that failed: the model may have been put in place since.
  const model = once(() => openModel(options.modelFolder));
  const network = once(async () => makeNetwork(await model.get(), options));
  const tokenizer = once(() => Promise.resolve(loadTokenizer(join(options.modelFolder, 'tokenizer.json'))));
  const parts = async () => ({ model: await model.get(), tokenizer: await tokenizer.get(), network: await network.get() });
  const memories = new MemoriesSoFar();
  const places = new PassagePlaces();

  const known = (ref: string): DocumentRecord | undefined =>
    library.documents.get(ref) ?? library.documents.findByPath(resolve(ref)) ?? library.documents.findByPath(ref);

  const engine: Engine = {
    library,
    playbooks: playbooksIn(options.playbooksFolder ?? null),
    async prepare() {
      await parts();
    },
    async open(path, reading = {}) {
      const { hash: modelHash, config } = await model.get();
      return readDocument(
        path,
        {
          library,
          tokenizer: await tokenizer.get(),
          network: {
            modelHash,
            tokensAtOnce: config.segment - 2,
            emptyMemory: () => emptyMemory(config),
            // A document that was read already needs no network.
            read: async (segments, memory) => (await network.get()).read(segments, memory),
            // What goes wrong is told when they are read.
            expect: (segments) => void network.get().then((opened) => { opened.expect(segments); }, () => undefined),
          },
        },
        { ocr: options.ocr ?? true, ...reading },
      );
    },
    async find(ref, reading) {
      const byId = library.documents.get(ref);
      if (byId !== undefined) return byId;
      if (existsSync(ref)) return engine.open(ref, reading);
      const byPath = known(ref);
      if (byPath !== undefined) return byPath;
      throw new InfolioError('not_found', `${ref} is neither a file nor a document of the library; \`infolio list\` shows those.`);
    },
    async context(id) {
      const { model, network, tokenizer } = await parts();
      const document = library.open(id);
      return {
        network,
        tokenizer,
        document,
        memory: document.memory()?.memory ?? emptyMemory(model.config),
        async gist(count, signal) {
          const { sentences } = await engine.summarize(id, { query: null, by: 'document', pages: null, length: { unit: 'sentences', count } }, signal === undefined ? {} : { signal });
          return sentences.map((one) => ({ ...one, sentence: one.text }));
        },
      };
    },
    async ask(id, question, asking) {
      const context = await engine.context(id);
      const answer = await ask(context, question, asking);
      ifThereIsRoom(() => library.questions.add({
        scope: { kind: 'document', document: id },
        question: answer.question,
        everything: asking?.everything === true,
        upToPage: null,
        answers: [{ document: id, title: context.document.record.title, answer }],
      }));
      return answer;
    },
    async put({ keep, ...request }, asking) {
      const { model, network, tokenizer } = await parts();
      const tools = { library, network, tokenizer, emptyMemory: emptyMemory(model.config), modelHash: model.hash, memories, context: (id: string) => engine.context(id) };
      const asked = await askScope(tools, request, asking);
      return (keep ? ifThereIsRoom(() => library.questions.add(asked)) : null) ?? { ...asked, id: null, askedAt: Date.now() };
    },
    async summarize(id, request, summarizing) {
      const { config } = await model.get();
      const context = async (page: number, onProgress: (done: number, of: number) => void) => {
        const signal = summarizing?.signal;
        return contextUpTo(await engine.context(id), page, emptyMemory(config), memories, { onProgress, ...(signal === undefined ? {} : { signal }) });
      };
      return summarize({ library, document: library.open(id), calibration: summaryCalibrationOf(config), context }, request, summarizing);
    },
    recall: async (id, question) => recallMap(await engine.context(id), question, places),
    details: async (id, describing) => keptDetails(library, id, describing),
    entityMap: async (id, describing) => keptMap(library, id, describing),
    suggestions: async (id, describing) => keptSuggestions(library, (known) => engine.context(known), id, describing),
    fill: async (id, text) => fill(await engine.context(id), text),
    async inspect(id) {
      const files = await model.get();
      const document = library.open(id);
      return inspect(files, document, document.memory()?.memory ?? emptyMemory(files.config));
    },
    async search(query, searching = {}) {
      if (query.trim() === '') throw new InfolioError('bad_argument', 'The search is empty; give a word or two.');
      const inside = searching.in === undefined ? undefined : [(await engine.find(searching.in, searching)).id];
      const hits = library.searchText(query, { limit: searching.limit ?? 10, ...(inside === undefined ? {} : { documents: inside }) });
      return hits.map((hit) => {
        const document = library.open(hit.document);
        const passage = document.passage(hit.passage);
        const range = { passage, ...sentenceWith(passage.text, passage.start, passage.sentences, query), score: 0 };
        return { document: hit.document, title: document.record.title, score: Math.round(hit.bm25 * 1e3) / 1e3, place: placeOf(document, range, true) };
      });
    },
    list: () => Promise.resolve(library.documents.list()),
    text: (id) => Promise.resolve(library.open(id).text()),
    remove(ref) {
      const document = known(ref);
      if (document === undefined) {
        return Promise.reject(new InfolioError('not_found', `${ref} is not in the library; \`infolio list\` shows what is.`));
      }
      library.documents.remove(document.id);
      return Promise.resolve(document);
    },
    async summary() {
      const { model, network } = await parts();
      return { model: model.name, device: network.device, precision: network.precision, threads: network.threads };
    },
    async diagnose() {
      const { model, network } = await parts();
      return {
        ...(await engine.summary()),
        modelFolder: model.folder,
        modelHash: model.hash,
        trials: network.trials,
        library: library.file,
        documents: library.documents.list().length,
        libraryProblems: library.check(),
        ocr: { on: options.ocr ?? true, language: recognisedLanguage, data: languageFolder() },
        versions: versions(),
      };
    },
    async info() {
      const { model, network } = await parts();
      return {
        ...(await engine.summary()),
        modelHash: model.hash,
        trials: network.trials.map(({ device, precision, usable, reason }) => ({ device, precision, usable, reason })),
        library: library.file,
        documents: library.documents.list().length,
        memoryBytes: memoryBytes(model.config),
        fullAttentionBytesPerToken: fullAttentionBytesPerToken(model.config),
        versions: versions(),
      };
    },
    async close() {
      await network.made?.then((open) => open.close()).catch(() => undefined);
      library.close();
    },
    [Symbol.asyncDispose]: () => engine.close(),
  };
  return Promise.resolve(engine);
}

interface Once<T> {
  get(): Promise<T>;
  /** What was made, or is being made. */
  readonly made: Promise<T> | undefined;
}

/** Makes something when it is first asked for, and once; what failed is made again the next time. */
function once<T>(make: () => Promise<T>): Once<T> {
  let made: Promise<T> | undefined;
  return {
    get: () =>
      (made ??= make().catch((error: unknown) => {
        made = undefined;
        throw error;
      })),
    get made() {
      return made;
    },
  };
}

function makeNetwork(model: ModelFiles, options: EngineOptions): Promise<Network> {
  return createNetwork(model, {
    device: options.device ?? 'auto',
    precision: options.precision ?? 'auto',
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...(options.cacheFolder === null ? {} : { cacheFolder: options.cacheFolder }),
  });
}

function versions(): Record<string, string> {
  return { node: process.versions.node, sqlite: process.versions['sqlite'] ?? '', platform: `${process.platform}-${process.arch}` };
}

/** The sentence of a passage that has most words of the query. */
function sentenceWith(
  text: string,
  offset: number,
  sentences: readonly { readonly start: number; readonly end: number }[],
  query: string,
): { start: number; end: number } {
  const words = query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const count = ({ start, end }: { readonly start: number; readonly end: number }) => {
    const sentence = text.slice(start - offset, end - offset).toLowerCase();
    return words.filter((word) => sentence.includes(word)).length;
  };
  return sentences.reduce((best, sentence) => (count(sentence) > count(best) ? sentence : best), sentences[0] ?? { start: offset, end: offset + text.length });
}

/** Keeps an answer in the history; null where the disk is full: an answer that is there is shown, kept or not. */
function ifThereIsRoom<T>(keep: () => T): T | null {
  try {
    return keep();
  } catch (error) {
    if (error instanceof InfolioError && error.code === 'disk_full') return null;
    throw error;
  }
}
