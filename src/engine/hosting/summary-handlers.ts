import type { Engine } from '../engine.ts';
import { keepSummary, lastSummary } from '../summarizing/index.ts';
import type { Handlers } from './handlers.ts';
import { latest, withProgress } from './throttle.ts';

/** Summaries, as calls to the engine. */
export function summaryHandlers(engine: Engine): Pick<Handlers, 'summarize' | 'summaries.last'> {
  const { library } = engine;
  return {
    summarize: async ({ document, request }, { signal, onProgress }) => {
      const summary = await withProgress(onProgress, latest, (give) => engine.summarize(document, request, { signal, onProgress: give }));
      keepSummary(library, document, request, summary);
      return summary;
    },
    'summaries.last': ({ document }) => {
      const last = lastSummary(library, document);
      return last === null ? null : { ...last };
    },
  };
}
