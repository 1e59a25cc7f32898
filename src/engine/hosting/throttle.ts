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
