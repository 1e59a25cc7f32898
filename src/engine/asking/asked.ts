import type { Place } from '../../contract/answer.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { AskProgress, DocumentAnswer, Scope } from '../../contract/protocol.ts';
import type { DocumentRecord, NewAsked } from '../library/index.ts';
import { ask } from './ask.ts';
import type { AskContext } from './context.ts';
import { documentsAsked } from './limits.ts';
import { rankDocuments } from './rank-documents.ts';
import type { RankTools } from './rank-documents.ts';
import { contextUpTo } from './so-far.ts';
import type { MemoriesSoFar } from './so-far.ts';

/** A question to a document, a collection or the whole library. */
export interface AskedRequest {
  readonly scope: Scope;
  readonly question: string;
  /** Put it to every passage, of every document in the scope. */
  readonly everything: boolean;
  /** Only from the pages up to this one; null for all. */
  readonly upToPage: number | null;
}

export interface AskedOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: AskProgress) => void;
}

export interface AskedTools extends RankTools {
  /** Documents that another model read cannot be asked with this one. */
  readonly modelHash: string;
  readonly memories: MemoriesSoFar;
  context(id: string): Promise<AskContext>;
}

/**
 * Answers a question from one document or several. Of several the best few are asked (all of them, to read everything);
 * those that say something come back, likeliest first, or if none does, each with its nearest passages.
 *
 * Errors: `not_found` for a scope without documents that were read, `bad_argument` for `upToPage` with several, `cancelled`
 * between two runs of the network.
 */
export async function askScope(tools: AskedTools, request: AskedRequest, options: AskedOptions = {}): Promise<NewAsked> {
  const { scope, question, everything, upToPage } = request;
  if (scope.kind === 'document') {
    const answers = [await askOne(tools, scope.document, request, options)];
    return { scope, question, everything, upToPage, answers };
  }
  if (upToPage !== null) throw new InfolioError('bad_argument', 'Only one document can be asked up to a page; choose the document or leave the page out.');
  const documents = documentsIn(tools, scope);
  const ranked = await rankDocuments(tools, documents, question, options.signal);
  const asked = everything ? ranked : ranked.slice(0, documentsAsked);
  const report = reporter(options.onProgress);
  const answers: DocumentAnswer[] = [];
  for (const [done, { id, title }] of asked.entries()) {
    await new Promise(setImmediate);
    assertWanted(options.signal);
    report(done, asked.length);
    const answer = await ask(await tools.context(id), question, {
      everything,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onHit: (place) => {
        report(done, asked.length, { document: id, place });
      },
    });
    answers.push({ document: id, title, answer });
  }
  report(asked.length, asked.length);
  const found = answers.filter(({ answer }) => answer.found).sort((a, b) => (b.answer.best?.score ?? 0) - (a.answer.best?.score ?? 0));
  return { scope, question, everything, upToPage, answers: found.length > 0 ? found : answers };
}

async function askOne(tools: AskedTools, id: string, { question, everything, upToPage }: AskedRequest, { signal, onProgress }: AskedOptions): Promise<DocumentAnswer> {
  const report = reporter(onProgress);
  const cancel = signal === undefined ? {} : { signal };
  const whole = await tools.context(id);
  let readOn = 0;
  const context =
    upToPage === null
      ? whole
      : await contextUpTo(whole, upToPage, tools.emptyMemory, tools.memories, {
          ...cancel,
          onProgress: (done, of) => {
            readOn = of;
            report(done, of + (everything ? whole.document.passagesUpTo(upToPage) : 0));
          },
        });
  const answer = await ask(context, question, {
    everything,
    ...cancel,
    onProgress: (done, of) => {
      report(readOn + done, readOn + of);
    },
    onHit: (place) => {
      report(null, null, { document: id, place });
    },
  });
  return { document: id, title: context.document.record.title, answer };
}

/** The documents of a scope that this model has read at least in part. */
function documentsIn({ library, modelHash }: AskedTools, scope: Exclude<Scope, { kind: 'document' }>): DocumentRecord[] {
  const all = library.documents.list(modelHash).filter((record) => record.segments > 0);
  const collection = scope.kind === 'collection' ? library.collections.list().find((each) => each.id === scope.collection) : undefined;
  if (scope.kind === 'collection' && collection === undefined) throw new InfolioError('not_found', `There is no collection ${scope.collection}.`);
  const documents = collection === undefined ? all : all.filter((record) => collection.documents.includes(record.id));
  if (documents.length === 0) {
    const where = collection === undefined ? 'The library' : `The collection "${collection.name}"`;
    throw new InfolioError('not_found', `${where} has no document that was read; open one first.`);
  }
  return documents;
}

type Report = (done: number | null, of: number | null, hit?: { readonly document: string; readonly place: Place }) => void;

/** Tells how far it is and how long it will take; null leaves what was told before. */
function reporter(onProgress: ((progress: AskProgress) => void) | undefined): Report {
  const began = performance.now();
  let last = { done: 0, of: 0 };
  return (done, of, hit) => {
    last = { done: done ?? last.done, of: of ?? last.of };
    const seconds = (performance.now() - began) / 1000;
    const secondsLeft = last.done === 0 ? null : (seconds / last.done) * (last.of - last.done);
    onProgress?.({ ...last, secondsLeft, hits: hit === undefined ? [] : [hit] });
  };
}

function assertWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new InfolioError('cancelled', 'Stopped on request.');
}
