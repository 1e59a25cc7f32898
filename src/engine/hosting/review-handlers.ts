import type { Engine } from '../engine.ts';
import { exportTo } from '../exporting/index.ts';
import { checkPlaybook, lastReviews, reviewDocuments } from '../reviewing/index.ts';
import type { Handlers } from './handlers.ts';
import { latest, withProgress } from './throttle.ts';

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
      const chosen = await playbooks.choose(playbook);
      return withProgress(onProgress, (before, value) => ({ ...value, findings: [...before.findings, ...value.findings] }), (give) =>
        reviewDocuments(engine, documents, chosen, { everything, signal, onProgress: give }),
      );
    },
    'reviews.last': ({ documents, playbook }) => lastReviews(library, documents, playbook),
    'export.write': ({ request, path, replace, moved }, { signal, onProgress }) =>
      withProgress(onProgress, latest, (give) => exportTo(engine, request, path, { replace, moved, signal, onProgress: give })),
  };
}
