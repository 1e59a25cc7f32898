import { InfolioError } from '../../contract/errors.ts';
import type { WorkProgress } from '../../contract/protocol.ts';

/** Hundredths: what one step counts in the progress of a work. */
const stepWeight = 100;

/** A work of so many steps, one after the other, that tells how far it is and can be stopped between them. */
export interface Steps {
  readonly signal: AbortSignal | undefined;
  /** Runs the next step. `within` tells how far it is itself. Throws `cancelled` before it begins, and what it throws. */
  run<T>(step: (within: (done: number, of: number) => void) => T | Promise<T>): Promise<T>;
}

export function stepsOf(count: number, signal: AbortSignal | undefined, onProgress: ((progress: WorkProgress) => void) | undefined): Steps {
  const began = performance.now();
  const of = count * stepWeight;
  let finished = 0;
  const report = (done: number): void => {
    const seconds = (performance.now() - began) / 1000;
    onProgress?.({ done, of, secondsLeft: done === 0 ? null : (seconds / done) * (of - done) });
  };
  return {
    signal,
    async run(step) {
      await new Promise(setImmediate);
      if (signal?.aborted === true) throw new InfolioError('cancelled', 'The export was stopped on request; no file was written.');
      const result = await step((done, all) => {
        if (all > 0) report(finished + Math.min(stepWeight, Math.floor((done / all) * stepWeight)));
      });
      finished += stepWeight;
      report(finished);
      return result;
    },
  };
}
