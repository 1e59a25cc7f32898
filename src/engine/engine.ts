import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Answer, Place } from '../contract/answer.ts';
import { InfolioError } from '../contract/errors.ts';
import { ask, placeOf } from './asking/index.ts';
import type { AskContext, AskOptions } from './asking/index.ts';
import { openLibrary } from './library/index.ts';
import type { DocumentRecord, Library } from './library/index.ts';
import { emptyMemory } from './memory/index.ts';
import { createNetwork, openModel } from './model/index.ts';
import type { Device, ModelFiles, Network, Precision, Trial } from './model/index.ts';
import { readDocument } from './reading/index.ts';
import type { ReadingOptions } from './reading/index.ts';
import { loadTokenizer } from './text/index.ts';
import type { Tokenizer } from './text/index.ts';

export interface EngineOptions {
  /** Folder of the library; null for one that is thrown away when the engine closes. */
  readonly libraryFolder: string | null;
  readonly modelFolder: string;
  /** Where built graphs are kept; null keeps none. */
  readonly cacheFolder: string | null;
  readonly device?: Device | 'auto';
  readonly precision?: Precision | 'auto';
  readonly threads?: number;
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
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * The product without a screen. Documents are named by their library id, or by the path of their file where a `ref`
 * is asked for. The network is made when it is first needed; every call may throw an InfolioError.
 */
export interface Engine extends AsyncDisposable {
  readonly library: Library;
  /** Makes the network now, so that its time is not counted as reading. */
  prepare(): Promise<void>;
  /** Reads a file into the library, or finds it there. */
  open(path: string, options?: ReadingOptions): Promise<DocumentRecord>;
  /** The document of a ref; a file that is not in the library is read first. */
  find(ref: string, options?: ReadingOptions): Promise<DocumentRecord>;
  ask(id: string, question: string, options?: AskOptions): Promise<Answer>;
  /** What questions to a document are answered with: network, tokenizer, the document and its memory. */
  context(id: string): Promise<AskContext>;
  search(query: string, options?: { readonly in?: string; readonly limit?: number; readonly signal?: AbortSignal }): Promise<SearchHit[]>;
  list(): Promise<DocumentRecord[]>;
  /** The document's text; answers' offsets refer to it. */
  text(id: string): Promise<string>;
  remove(ref: string): Promise<DocumentRecord>;
  summary(): Promise<EngineSummary>;
  diagnose(): Promise<Diagnosis>;
  close(): Promise<void>;
}

/** Opens the library and the model's folder. Errors: those of the library, `model_missing`, `model_damaged`. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const library = openLibrary(options.libraryFolder ?? ':memory:');
  let made: Promise<{ model: ModelFiles; network: Network; tokenizer: Tokenizer }> | undefined;
  const parts = () => (made ??= makeParts(options));

  const known = (ref: string): DocumentRecord | undefined =>
    library.documents.get(ref) ?? library.documents.findByPath(resolve(ref)) ?? library.documents.findByPath(ref);

  const engine: Engine = {
    library,
    async prepare() {
      await parts();
    },
    async open(path, reading = {}) {
      const { model, network, tokenizer } = await parts();
      return readDocument(
        path,
        {
          library,
          tokenizer,
          network: {
            modelHash: model.hash,
            tokensAtOnce: model.config.segment - 2,
            emptyMemory: () => emptyMemory(model.config),
            read: (segments, memory) => network.read(segments, memory),
          },
        },
        reading,
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
      return { network, tokenizer, document, memory: document.memory()?.memory ?? emptyMemory(model.config) };
    },
    async ask(id, question, asking) {
      const answer = await ask(await engine.context(id), question, asking);
      library.questions.add({ document: id, question: answer.question, answer });
      return answer;
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
        versions: { node: process.versions.node, sqlite: process.versions['sqlite'] ?? '', platform: `${process.platform}-${process.arch}` },
      };
    },
    async close() {
      if (made !== undefined) await made.then(({ network }) => network.close()).catch(() => undefined);
      library.close();
    },
    [Symbol.asyncDispose]: () => engine.close(),
  };
  return Promise.resolve(engine);
}

async function makeParts(options: EngineOptions): Promise<{ model: ModelFiles; network: Network; tokenizer: Tokenizer }> {
  const model = await openModel(options.modelFolder);
  const tokenizer = loadTokenizer(join(options.modelFolder, 'tokenizer.json'));
  const network = await createNetwork(model, {
    device: options.device ?? 'auto',
    precision: options.precision ?? 'auto',
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...(options.cacheFolder === null ? {} : { cacheFolder: options.cacheFolder }),
  });
  return { model, network, tokenizer };
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
