import { progressMs } from './limits.ts';

/** Passes values on, but no more than one in `ms` milliseconds; what came in between is merged into the next. */
export interface Throttle<T> {
  give(value: T): void;
  /** Passes on what waits, now. */
  flush(): void;
}

export function throttled<T>(ms: number, merge: (before: T, value: T) => T, pass: (value: T) => void, now: () => number = () => performance.now()): Throttle<T> {
  let waiting: { readonly value: T } | null = null;
  let passedAt = -Infinity;
  const flush = (): void => {
    if (waiting === null) return;
    const { value } = waiting;
    waiting = null;
    passedAt = now();
    pass(value);
  };
  return {
    give(value) {
      waiting = { value: waiting === null ? value : merge(waiting.value, value) };
      if (now() - passedAt >= ms) flush();
    },
    flush,
  };
}

/** Work whose progress is passed on now and then: `merge` says what of a message that was held back goes into the next. What waits at the end is passed on before the result. */
export async function withProgress<P, T>(pass: (value: P) => void, merge: (before: P, value: P) => P, work: (give: (value: P) => void) => T | Promise<T>): Promise<T> {
  const progress = throttled(progressMs, merge, pass);
  const result = await work((value) => {
    progress.give(value);
  });
  progress.flush();
  return result;
}

/** For messages of which only the last one counts. */
export const latest = <P>(_: P, value: P): P => value;
