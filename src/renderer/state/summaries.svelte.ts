import type { Client } from '../../contract/client.ts';
import type { ResultOf } from '../../contract/protocol.ts';
import type { SummaryRequest } from '../../contract/summary.ts';
import { Making } from './making.svelte.ts';
import type { Work } from './making.svelte.ts';

/** A summary with what was asked for. */
export type MadeSummary = NonNullable<ResultOf<'summaries.last'>>;

/** The last summary of each document, and those that are being made. */
export class SummariesState {
  /** Documents whose last summary has been looked for. */
  #looked = $state.raw<readonly string[]>([]);
  readonly #making = new Making<MadeSummary>();
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  of(document: string): Work<MadeSummary> {
    return this.#making.of(document);
  }

  /** Whether it is known what was made before. */
  isLooked(document: string): boolean {
    return this.#looked.includes(document);
  }

  /** Fetches the summary that was made last, once. */
  async look(document: string): Promise<void> {
    if (this.#looked.includes(document)) return;
    try {
      const last = await this.#client.request('summaries.last', { document });
      const work = this.of(document);
      if (last !== null && !work.busy && work.value === null) this.#making.keep(document, last);
    } catch {
      // Without it the pane begins empty; a new one can be made all the same.
    }
    if (!this.#looked.includes(document)) this.#looked = [...this.#looked, document];
  }

  async make(document: string, request: SummaryRequest): Promise<MadeSummary | null> {
    return this.#making.make(document, async (options) => {
      const summary = await this.#client.request('summarize', { document, request }, options);
      return { request, summary, madeAt: Date.now() };
    });
  }

  stop(document: string): void {
    this.#making.stop(document);
  }
}
