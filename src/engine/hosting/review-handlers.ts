import type { ReviewProgress } from '../../contract/protocol.ts';
import type { Engine } from '../engine.ts';
import { exportTo } from '../exporting/index.ts';
import { checkPlaybook, lastReviews, reviewDocuments } from '../reviewing/index.ts';
import type { Handlers } from './handlers.ts';
import { progressMs } from './limits.ts';
import { throttled } from './throttle.ts';

type Names = 'playbooks.list' | 'playbooks.get' | 'playbooks.check' | 'playbooks.save' | 'playbooks.remove' | 'review' | 'reviews.last' | 'export.write';

/** Playbooks, reviews and exports, as calls to the engine. */
export function reviewHandlers(engine: Engine): Pick<Handlers, Names> {
  const { library, playbooks } = engine;
  return {
    'playbooks.list': () => playbooks.list(),
    'playbooks.get': async ({ id }) => ({ text: await playbooks.text(id) }),
    'playbooks.check': ({ text }) => {
      const { playbook, problems } = checkPlaybook(text);
      return { playbook, problems: [...problems] };
    },
    'playbooks.save': ({ id, text, replace }) => playbooks.save(id, text, replace),
    'playbooks.remove': async ({ id }) => {
      await playbooks.remove(id);
      return {};
    },
    review: async ({ documents, playbook, everything }, { signal, onProgress }) => {
      const progress = throttled<ReviewProgress>(progressMs, (before, latest) => ({ ...latest, findings: [...before.findings, ...latest.findings] }), onProgress);
      const give = (value: ReviewProgress): void => {
        progress.give(value);
      };
      const reviews = await reviewDocuments(engine, documents, await playbooks.choose(playbook), { everything, signal, onProgress: give });
      progress.flush();
      return reviews;
    },
    'reviews.last': ({ documents, playbook }) => lastReviews(library, documents, playbook),
    'export.write': async ({ request, path, replace, moved }, { signal, onProgress }) => {
      const progress = throttled(progressMs, (_, latest) => latest, onProgress);
      const written = await exportTo(engine, request, path, { replace, moved, signal, onProgress: (value) => { progress.give(value); } });
      progress.flush();
      return written;
    },
  };
}
