import type { Client } from '../../contract/client.ts';
import type { EngineInfo, EventOf, Inspection } from '../../contract/protocol.ts';
import type { Notices } from './notices.svelte.ts';

/** What runs, and what the open document's memory holds. */
export class EngineState {
  state = $state<EventOf<'engine'>['state']>('starting');
  /** Why it could not be started, in its own words. */
  failure = $state<string | null>(null);
  /** Shown until the user has seen it. */
  restarted = $state(false);
  info = $state.raw<EngineInfo | null>(null);
  inspection = $state.raw<Inspection | null>(null);
  inspecting = $state(false);
  /** Of the reading that was last heard of. */
  lastReading = $state.raw<{ readonly tokens: number; readonly tokensPerSecond: number } | null>(null);

  readonly #client: Client;
  readonly #notices: Notices;

  constructor(client: Client, notices: Notices) {
    this.#client = client;
    this.#notices = notices;
    client.on('engine', ({ state, message }) => {
      this.state = state;
      this.failure = state === 'failed' ? message : null;
      if (state === 'restarted') this.restarted = true;
      if (state === 'starting') this.info = null;
      if (state === 'ready' || state === 'restarted') void this.refresh();
    });
    client.on('reading', ({ progress }) => {
      if (progress !== null && progress.tokensPerSecond > 0) this.lastReading = { tokens: progress.tokens, tokensPerSecond: progress.tokensPerSecond };
    });
  }

  async refresh(): Promise<void> {
    try {
      this.info = await this.#client.request('engine.info', {});
      this.state = 'ready';
      this.failure = null;
    } catch (error) {
      this.info = null;
      if (error instanceof Error && this.state !== 'failed') {
        this.state = 'failed';
        this.failure = error.message;
      }
    }
  }

  async inspect(document: string): Promise<void> {
    if (this.inspection?.document !== document) this.inspection = null;
    this.inspecting = true;
    try {
      this.inspection = await this.#client.request('engine.inspect', { document });
    } catch (error) {
      this.#notices.fail(error);
    } finally {
      this.inspecting = false;
    }
  }
}
