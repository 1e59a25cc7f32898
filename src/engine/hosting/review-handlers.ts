import { InfolioError } from '../../contract/errors.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from './dispatch.ts';

/** Playbooks, reviews and exports, as calls to the engine. */
export function reviewHandlers(_engine: Engine): Pick<Handlers, 'playbooks.list' | 'playbooks.get' | 'playbooks.check' | 'playbooks.save' | 'playbooks.remove' | 'review' | 'reviews.last' | 'export.write'> {
  const notYet = (): never => {
    throw new InfolioError('not_yet', 'Being built.');
  };
  return {
    'playbooks.list': notYet,
    'playbooks.get': notYet,
    'playbooks.check': notYet,
    'playbooks.save': notYet,
    'playbooks.remove': notYet,
    review: notYet,
    'reviews.last': notYet,
    'export.write': notYet,
  };
}
