import { InfolioError } from '../../contract/errors.ts';
import { turnMs } from './limits.ts';

/** Lets the event loop turn when it has waited long enough, so that a cancel can arrive. Throws `cancelled`. */
export type Pause = () => Promise<void>;

export function pauses(signal: AbortSignal | undefined): Pause {
  let last = performance.now();
  return async () => {
    if (performance.now() - last >= turnMs) {
      await new Promise(setImmediate);
      last = performance.now();
    }
    if (signal?.aborted === true) throw new InfolioError('cancelled', 'Stopped on request; the document stays as it was read.');
  };
}
