import type { Engine } from '../engine.ts';
import type { WorkOptions } from '../describing/index.ts';
import type { Call, Handlers } from './handlers.ts';
import { latest, withProgress } from './throttle.ts';

/** What a document names, how it hangs together and what it answers itself, as calls to the engine. */
export function detailHandlers(engine: Engine): Pick<Handlers, 'details' | 'entityMap' | 'suggestions'> {
  return {
    details: ({ document }, call) => worked(call, (options) => engine.details(document, options)),
    entityMap: ({ document }, call) => worked(call, (options) => engine.entityMap(document, options)),
    suggestions: ({ document }, call) => worked(call, (options) => engine.suggestions(document, options)),
  };
}

/** Hands on progress now and then, with the time that is left at the pace so far. */
function worked<T>({ signal, onProgress }: Call<'details' | 'entityMap' | 'suggestions'>, work: (options: WorkOptions) => Promise<T>): Promise<T> {
  const began = performance.now();
  return withProgress(onProgress, latest, (give) =>
    work({
      signal,
      onProgress: (done, of) => {
        give({ done, of, secondsLeft: done === 0 ? null : ((performance.now() - began) / 1000 / done) * (of - done) });
      },
    }),
  );
}
