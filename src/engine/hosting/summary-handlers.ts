import type { WorkProgress } from '../../contract/protocol.ts';
import type { Engine } from '../engine.ts';
import { keepSummary, lastSummary } from '../summarizing/index.ts';
import type { Handlers } from './handlers.ts';
import { progressMs } from './limits.ts';
import { throttled } from './throttle.ts';

/** Summaries, as calls to the engine. */
export function summaryHandlers(engine: Engine): Pick<Handlers, 'summarize' | 'summaries.last'> {
  const { library } = engine;
  return {
    summarize: async ({ document, request }, { signal, onProgress }) => {
      const progress = throttled<WorkProgress>(progressMs, (_, latest) => latest, onProgress);
      const give = (value: WorkProgress): void => {
        progress.give(value);
      };
      const summary = await engine.summarize(document, request, { signal, onProgress: give });
      progress.flush();
      keepSummary(library, document, request, summary);
      return summary;
    },
    'summaries.last': ({ document }) => {
      const last = lastSummary(library, document);
      return last === null ? null : { ...last };
    },
  };
}
