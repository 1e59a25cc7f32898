import { InfolioError } from '../../contract/errors.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from './handlers.ts';

/** What a document names, how it hangs together and what it answers itself, as calls to the engine. */
export function detailHandlers(_engine: Engine): Pick<Handlers, 'details' | 'entityMap' | 'suggestions'> {
  const notYet = (): never => {
    throw new InfolioError('not_yet', 'Being built.');
  };
  return {
    details: notYet,
    entityMap: notYet,
    suggestions: notYet,
  };
}
