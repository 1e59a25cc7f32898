import type { Place } from '../../contract/answer.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { AskProgress, DocumentAnswer, Scope } from '../../contract/protocol.ts';
import type { DocumentBrief, NewAsked } from '../library/index.ts';
import { ask, askRecalled, questionText } from './ask.ts';
import type { AskContext } from './context.ts';
import { tokensOf } from './put.ts';
import { rankDocuments, recallAcross } from './recall-across.ts';
import type { AcrossTools } from './recall-across.ts';
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

export interface AskedTools extends AcrossTools {
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
  const answers = await (everything ? everythingOf : bestOf)(tools, documents, question, options);
  const found = answers.filter(({ answer }) => answer.found).sort((a, b) => (b.answer.best?.score ?? 0) - (a.answer.best?.score ?? 0));
  return { scope, question, everything, upToPage, answers: found.length > 0 ? found : answers };
}

/** The best documents' best passages read again. */
async function bestOf(tools: AskedTools, documents: readonly DocumentBrief[], question: string, options: AskedOptions): Promise<DocumentAnswer[]> {
  const text = questionText(question);
  const ids = await tokensOf(tools.tokenizer, text);
  const recalled = await recallAcross(tools, documents, text, ids, options.signal);
  return oneByOne(recalled, options, async ({ document: { id, title }, candidates, chosen }) => ({
    document: id,
    title,
    answer: await askRecalled(await tools.context(id), question, { candidates: chosen, nearest: candidates }, options.signal),
  }));
}

/** All documents read whole, the likeliest first. */
async function everythingOf(tools: AskedTools, documents: readonly DocumentBrief[], question: string, options: AskedOptions): Promise<DocumentAnswer[]> {
  const ranked = await rankDocuments(tools, documents, questionText(question), options.signal);
  return oneByOne(ranked, options, async ({ id, title }, onHit) => ({
    document: id,
    title,
    answer: await ask(await tools.context(id), question, {
      everything: true,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onHit: (place) => {
        onHit({ document: id, place });
      },
    }),
  }));
}

async function oneByOne<T>(all: readonly T[], { signal, onProgress }: AskedOptions, answer: (one: T, onHit: (hit: Hit) => void) => Promise<DocumentAnswer>): Promise<DocumentAnswer[]> {
  const report = reporter(onProgress);
  const answers: DocumentAnswer[] = [];
  for (const [done, one] of all.entries()) {
    await new Promise(setImmediate);
    assertWanted(signal);
    report(done, all.length);
    answers.push(
      await answer(one, (hit) => {
        report(done, all.length, hit);
      }),
    );
  }
  report(all.length, all.length);
  return answers;
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
function documentsIn({ library, modelHash }: AskedTools, scope: Exclude<Scope, { kind: 'document' }>): DocumentBrief[] {
  const all = library.documents.briefs(modelHash).filter((brief) => brief.segments > 0);
  const collection = scope.kind === 'collection' ? library.collections.list().find((each) => each.id === scope.collection) : undefined;
  if (scope.kind === 'collection' && collection === undefined) throw new InfolioError('not_found', `There is no collection ${scope.collection}.`);
  const documents = collection === undefined ? all : all.filter((brief) => collection.documents.includes(brief.id));
  if (documents.length === 0) {
    const where = collection === undefined ? 'The library' : `The collection "${collection.name}"`;
    throw new InfolioError('not_found', `${where} has no document that was read; open one first.`);
  }
  return documents;
}

interface Hit {
  readonly document: string;
  readonly place: Place;
}

type Report = (done: number | null, of: number | null, hit?: Hit) => void;

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
