/* eslint-disable svelte/prefer-svelte-reactivity -- the maps and sets here are bookkeeping; what screens show is $state */
import type { Client } from '../../contract/client.ts';
import type { Asked, AskProgress, Scope } from '../../contract/protocol.ts';
import { historyKey, merged } from '../logic/asking.ts';
import type { Progress } from '../logic/asking.ts';
import type { Notices } from './notices.svelte.ts';

/** A question that is being answered. */
export interface Running {
  readonly key: number;
  readonly scope: Scope;
  readonly question: string;
  readonly everything: boolean;
  readonly upToPage: number | null;
  readonly progress: Progress | null;
}

export interface QuestionOptions {
  readonly scope: Scope;
  readonly question: string;
  readonly everything: boolean;
  readonly upToPage: number | null;
}

/** Questions that were asked and those that are being answered. */
export class AskingState {
  running = $state.raw<readonly Running[]>([]);
  /** Latest first; by document, or by '*' for those put to several. */
  history = $state.raw<Readonly<Record<string, readonly Asked[]>>>({});
  /** What was answered last, for those who hear it. */
  latest = $state.raw<Asked | null>(null);
  /** Milliseconds that the last answer took. */
  lastTook = $state.raw<number | null>(null);

  readonly #client: Client;
  readonly #notices: Notices;
  readonly #controllers = new Map<number, AbortController>();
  #nextKey = 1;

  constructor(client: Client, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
  }

  /** Fetches the questions of a document, or with null those put to several. */
  async load(document: string | null): Promise<void> {
    try {
      const list = await this.#client.request('questions.list', { document });
      this.history = { ...this.history, [document ?? '*']: list };
    } catch (error) {
      this.#notices.fail(error);
    }
  }

  /** The questions that were put to exactly this scope. */
  of(scope: Scope): readonly Asked[] | undefined {
    const list = this.history[historyKey(scope)];
    if (scope.kind !== 'collection') return scope.kind === 'library' ? list?.filter((asked) => asked.scope.kind === 'library') : list;
    return list?.filter((asked) => asked.scope.kind === 'collection' && asked.scope.collection === scope.collection);
  }

  /** Puts a question; null where it was stopped or failed, which the user has been told. */
  async ask(options: QuestionOptions): Promise<Asked | null> {
    const key = this.#nextKey++;
    const controller = new AbortController();
    this.#controllers.set(key, controller);
    this.running = [{ key, ...options, progress: null }, ...this.running];
    const began = performance.now();
    try {
      const asked = await this.#client.request('ask', { ...options }, { signal: controller.signal, onProgress: (value) => { this.#advance(key, value); } });
      this.lastTook = performance.now() - began;
      this.latest = asked;
      const list = this.history[historyKey(options.scope)] ?? [];
      this.history = { ...this.history, [historyKey(options.scope)]: [asked, ...list.filter((other) => other.id !== asked.id || asked.id === null)] };
      return asked;
    } catch (error) {
      this.#notices.fail(error);
      return null;
    } finally {
      this.#controllers.delete(key);
      this.running = this.running.filter((running) => running.key !== key);
    }
  }

  stop(key: number): void {
    this.#controllers.get(key)?.abort();
  }

  async remove(asked: Asked): Promise<boolean> {
    try {
      if (asked.id !== null) await this.#client.request('questions.remove', { id: asked.id });
      const key = historyKey(asked.scope);
      this.history = { ...this.history, [key]: (this.history[key] ?? []).filter((other) => other !== asked) };
      return true;
    } catch (error) {
      this.#notices.fail(error);
      return false;
    }
  }

  #advance(key: number, value: AskProgress): void {
    this.running = this.running.map((running) => (running.key === key ? { ...running, progress: merged(running.progress, value) } : running));
  }
}
