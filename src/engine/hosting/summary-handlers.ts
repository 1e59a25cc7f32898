import { InfolioError } from '../../contract/errors.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from './dispatch.ts';

/** Summaries, as calls to the engine. */
export function summaryHandlers(_engine: Engine): Pick<Handlers, 'summarize' | 'summaries.last'> {
  const notYet = (): never => {
    throw new InfolioError('not_yet', 'Being built.');
  };
  return {
    summarize: notYet,
    'summaries.last': notYet,
  };
}
