/**
 * What the source gives, in order, asked for before it is wanted: up to `most` items wait here while the consumer is
 * busy. The source is closed when the consumer stops.
 */
export async function* readAhead<T>(source: AsyncIterable<T>, most: number): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const waiting: T[] = [];
  const end: { reached: boolean; failure?: { readonly error: unknown } } = { reached: false };
  let stopped = false;
  let changed = Promise.withResolvers<undefined>();
  const change = (): void => {
    changed.resolve(undefined);
    changed = Promise.withResolvers();
  };

  const pump = async (): Promise<void> => {
    try {
      while (!isStopped()) {
        if (waiting.length >= most) {
          await changed.promise;
          continue;
        }
        const next = await iterator.next();
        if (next.done === true) break;
        waiting.push(next.value);
        change();
      }
    } catch (error) {
      end.failure = { error };
    }
    end.reached = true;
    change();
  };
  const isStopped = (): boolean => stopped;

  const pumping = pump();
  try {
    for (;;) {
      const item = waiting.shift();
      if (item !== undefined) {
        change();
        yield item;
      } else if (end.reached) {
        if (end.failure !== undefined) throw end.failure.error;
        return;
      } else {
        await changed.promise;
      }
    }
  } finally {
    stopped = true;
    change();
    await pumping;
    await iterator.return?.();
  }
}
