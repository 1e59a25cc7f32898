/* eslint-disable svelte/prefer-svelte-reactivity -- the map is bookkeeping; what screens show is $state */
import { toInfolioError } from '../../contract/errors.ts';
import type { InfolioError } from '../../contract/errors.ts';
import type { WorkProgress } from '../../contract/protocol.ts';

/** What a long work has come to: what was made last, and how the next one goes. */
export interface Work<T> {
  readonly value: T | null;
  readonly busy: boolean;
  readonly progress: WorkProgress | null;
  readonly error: InfolioError | null;
}

export interface WorkOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (value: WorkProgress) => void;
}

const none = { value: null, busy: false, progress: null, error: null } as const;

/** Things that are made with patience, one at a time for each key, such as a document's id. */
export class Making<T> {
  #works = $state.raw<Readonly<Record<string, Work<T>>>>({});
  readonly #controllers = new Map<string, AbortController>();

  of(key: string): Work<T> {
    return this.#works[key] ?? none;
  }

  /** Makes it anew; what is still being made under the key is stopped. Null where it failed or was stopped. */
  async make(key: string, work: (options: WorkOptions) => Promise<T>): Promise<T | null> {
    this.stop(key);
    const controller = new AbortController();
    this.#controllers.set(key, controller);
    this.#set(key, { busy: true, progress: null, error: null });
    const isCurrent = (): boolean => this.#controllers.get(key) === controller;
    try {
      const value = await work({
        signal: controller.signal,
        onProgress: (progress) => {
          if (isCurrent()) this.#set(key, { progress });
        },
      });
      if (isCurrent()) this.#set(key, { value, busy: false, progress: null });
      return value;
    } catch (reason) {
      const error = toInfolioError(reason);
      if (isCurrent()) this.#set(key, { busy: false, progress: null, error: error.code === 'cancelled' ? null : error });
      return null;
    } finally {
      if (isCurrent()) this.#controllers.delete(key);
    }
  }

  /** Stops what is being made; what was made before stays. */
  stop(key: string): void {
    const controller = this.#controllers.get(key);
    if (controller === undefined) return;
    // At once, so that it can be begun again before the other end has heard of it.
    this.#controllers.delete(key);
    this.#set(key, { busy: false, progress: null });
    controller.abort();
  }

  /** Takes over something that was made before. */
  keep(key: string, value: T): void {
    this.#set(key, { value, error: null });
  }

  #set(key: string, change: Partial<Work<T>>): void {
    this.#works = { ...this.#works, [key]: { ...this.of(key), ...change } };
  }
}
