import { InfolioError } from '../../contract/errors.ts';
import type { CheckedParamsOf, EngineMethod, LibraryDocument, ResultOf } from '../../contract/protocol.ts';
import type { Engine } from '../engine.ts';
import type { DocumentRecord } from '../library/index.ts';
import { detailHandlers } from './detail-handlers.ts';
import type { Emit } from './emit.ts';
import type { Call, Handlers } from './handlers.ts';
import { readingsOf } from './readings.ts';
import type { Readings } from './readings.ts';
import { reviewHandlers } from './review-handlers.ts';
import { summaryHandlers } from './summary-handlers.ts';
import { latest, withProgress } from './throttle.ts';

export interface Dispatch {
  /** Calls the engine. The params were checked. Errors: those of the engine. */
  call<M extends EngineMethod>(method: M, params: CheckedParamsOf<M>, call: Call<M>): Promise<ResultOf<M>>;
  readonly readings: Readings;
}

/** Settings of the library under which screens keep their own small things. */
const statePrefix = 'screen.';

/** Every method of the contract, as calls to the engine. */
export function dispatchTo(engine: Engine, emit: Emit): Dispatch {
  const { library } = engine;
  const readings = readingsOf(engine, emit);
  const changed = (): Record<string, never> => {
    emit('library.changed', {});
    return {};
  };
  const known = (id: string): DocumentRecord => library.open(id).record;
  const gone = (what: string, found: boolean): Record<string, never> => {
    if (!found) throw new InfolioError('not_found', `${what} is not there any more.`);
    return {};
  };

  const handlers: Handlers = {
    'documents.list': () => library.documents.list().map(documentOf),
    'documents.open': async ({ path, password }, { signal, onProgress }) => {
      const record = await withProgress(onProgress, latest, (give) => readings.open(path, { signal, onProgress: give, ...(password === undefined ? {} : { password }) }));
      return documentOf(record);
    },
    'documents.get': ({ document }) => documentOf(known(document)),
    'documents.outline': ({ document }) => [...known(document).outline],
    'documents.pages': ({ document }) => library.open(document).pages(),
    'documents.pageContent': ({ document, page }) => library.open(document).pageContent(page) ?? null,
    'documents.text': ({ document, start, end }) => ({ text: library.open(document).text(start, end) }),
    'documents.boxes': ({ document, start, end }) => library.open(document).boxes(start, end),
    'documents.rename': ({ document, title }) => {
      library.documents.rename(document, title);
      return changed();
    },
    'documents.remove': async ({ document }) => {
      await readings.stop(known(document).path);
      library.documents.remove(document);
      return changed();
    },
    'documents.thumbnail': ({ document }) => ({ image: library.thumbnails.get(document) }),
    'documents.keepThumbnail': ({ document, image }) => {
      library.thumbnails.keep(document, image);
      return {};
    },
    ask: (request, { signal, onProgress }) =>
      withProgress(onProgress, (before, value) => ({ ...value, hits: [...before.hits, ...value.hits] }), (give) => engine.put(request, { signal, onProgress: give })),
    recall: ({ document, question }) => engine.recall(document, question),
    search: async ({ query, document, limit }, { signal }) => engine.search(query, { limit, signal, ...(document === null ? {} : { in: known(document).id }) }),
    'questions.list': ({ document }) => library.questions.list(document),
    'questions.remove': ({ id }) => gone('The question', library.questions.remove(id)),
    'collections.list': () => library.collections.list().map(({ documents, ...collection }) => ({ ...collection, documents: [...documents] })),
    'collections.create': ({ name }) => {
      const { documents, ...collection } = library.collections.create(name);
      changed();
      return { ...collection, documents: [...documents] };
    },
    'collections.rename': ({ id, name }) => {
      library.collections.rename(id, name);
      return changed();
    },
    'collections.remove': ({ id }) => {
      gone('The collection', library.collections.remove(id));
      return changed();
    },
    'collections.add': ({ id, document }) => {
      library.collections.add(id, document);
      return changed();
    },
    'collections.take': ({ id, document }) => {
      library.collections.take(id, document);
      return changed();
    },
    'notes.list': ({ document }) => library.notes.list(document),
    'notes.add': (note) => library.notes.add(note),
    'notes.update': ({ id, ...change }) => library.notes.update(id, change),
    'notes.remove': ({ id }) => gone('The note', library.notes.remove(id)),
    'state.get': ({ key }) => ({ value: (library.settings.get(statePrefix + key) ?? null) as ResultOf<'state.get'>['value'] }),
    'state.set': ({ key, value }) => {
      if (value === null) library.settings.remove(statePrefix + key);
      else library.settings.set(statePrefix + key, value);
      return {};
    },
    ...summaryHandlers(engine),
    ...detailHandlers(engine),
    ...reviewHandlers(engine),
    'engine.info': () => engine.info(),
    'engine.inspect': ({ document }) => engine.inspect(document),
  };

  return {
    readings,
    call: async (method, params, call) => handlers[method](params, call),
  };
}

/** A document of the library as the contract has it. */
export function documentOf(record: DocumentRecord): LibraryDocument {
  const { id, title, kind, path: file, state, failure, pageCount: pages, pagesRead, words, tokens, segments, bytes, addedAt, readAt, openedAt } = record;
  return { id, title, kind, file, state, failure, pages, pagesRead, failedPages: [...record.failedPages], words, tokens, segments, bytes, addedAt, readAt, openedAt };
}
