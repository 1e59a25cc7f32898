/** Milliseconds by phase; phases are not nested. */
export type Phases = Record<string, number>;

/**
 * The same object, with the time of its methods and getters added to `phases` under the name that `phaseOf` gives a member;
 * members that have none go by unseen.
 */
export function timed<T extends object>(object: T, phases: Phases, phaseOf: Readonly<Record<string, string>>): T {
  const add = (phase: string, began: number): void => {
    phases[phase] = (phases[phase] ?? 0) + performance.now() - began;
  };
  return new Proxy(object, {
    get(target, name) {
      const phase = typeof name === 'string' ? phaseOf[name] : undefined;
      const began = performance.now();
      const value: unknown = Reflect.get(target, name, target);
      if (phase === undefined) return value;
      if (typeof value !== 'function') {
        add(phase, began);
        return value;
      }
      return (...parameters: unknown[]): unknown => {
        const start = performance.now();
        const result: unknown = Reflect.apply(value, target, parameters);
        if (result instanceof Promise) return result.finally(() => { add(phase, start); });
        add(phase, start);
        return result;
      };
    },
  });
}
