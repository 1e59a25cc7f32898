import type { Page } from 'playwright-core';
import type { ServerMessage } from '../../src/contract/protocol.ts';

/** What of a page these tests use: the bridge that the preload script put there. */
interface BridgedWindow {
  readonly infolio: { send(message: unknown): void; onMessage(listener: (message: unknown) => void): () => void };
  heard?: unknown[];
}

/** The ids of requests that tests send, far from those of the screens themselves. */
let nextId = 1_000_000;

/** Sends a request from the page itself and gives its result or error, checked by nobody. */
export function request(page: Page, method: string, params: unknown = {}): Promise<Extract<ServerMessage, { kind: 'result' | 'error' }>> {
  return sendRaw(page, nextId, { kind: 'request', id: nextId++, method, params });
}

/** Sends any message, and gives the last answer to `id`. */
export function sendRaw(page: Page, id: number, message: unknown): Promise<Extract<ServerMessage, { kind: 'result' | 'error' }>> {
  return page.evaluate(
    ([wanted, sent]) =>
      new Promise((done) => {
        const { infolio } = window as unknown as BridgedWindow;
        const stop = infolio.onMessage((raw) => {
          const answer = raw as Extract<ServerMessage, { kind: 'result' | 'error' }>;
          if (!['result', 'error'].includes(answer.kind) || answer.id !== wanted) return;
          stop();
          done(answer);
        });
        infolio.send(sent);
      }),
    [id, message] as const,
  );
}

/** Listens to events from now on; `heard` gives those that came. */
export async function listen(page: Page): Promise<() => Promise<readonly Extract<ServerMessage, { kind: 'event' }>[]>> {
  await page.evaluate(() => {
    const here = window as unknown as BridgedWindow;
    here.heard = [];
    here.infolio.onMessage((message) => here.heard?.push(message));
  });
  return async () => {
    const heard = (await page.evaluate(() => (window as unknown as BridgedWindow).heard ?? [])) as ServerMessage[];
    return heard.filter((message) => message.kind === 'event');
  };
}
