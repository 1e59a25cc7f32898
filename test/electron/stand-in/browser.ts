import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';
import { start } from './state.ts';
import { answer } from './session.ts';

let context: BrowserContext | null = null;
let onPopup: (page: Page) => void = () => undefined;
let onRequest: (page: Page, url: string, own: boolean) => Promise<boolean> = () => Promise.resolve(true);

/** Pages that the stand-in opened itself; all others are pop-ups. */
const own = new Set<Page>();

/** Starts Chromium with a profile that stays. Tests attach to the same browser at `endpoint`. */
export async function openBrowser(profile: string): Promise<{ readonly endpoint: string; readonly close: () => Promise<void> }> {
  context = await chromium.launchPersistentContext(profile, {
    executablePath: start.chromium,
    viewport: null,
    acceptDownloads: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--remote-debugging-port=0',
    ],
  });
  const opened = context;
  // It stays: a browser whose last page is closed ends.
  for (const page of opened.pages()) own.add(page);
  opened.on('page', (page) => {
    // `newPage` below answers after this event: a page of ours has no opener.
    void page.opener().then((opener) => {
      if (opener !== null) onPopup(page);
    });
  });
  await opened.route('**/*', async (route) => {
    const request = route.request();
    try {
      if (request.isNavigationRequest()) {
        const frame = request.frame();
        if (!(await onRequest(frame.page(), request.url(), frame.parentFrame() === null))) {
          await route.abort('aborted');
          return;
        }
      }
      await answer(route);
    } catch {
      // The page has gone; nobody waits for the answer.
    }
  });
  return {
    endpoint: await endpointOf(profile),
    close: async () => {
      await opened.close().catch(() => undefined);
    },
  };
}

async function endpointOf(profile: string): Promise<string> {
  for (;;) {
    const [port, path] = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').then((text) => text.split('\n'), () => []);
    if (port !== undefined && path !== undefined) return `ws://127.0.0.1:${port}${path}`;
    await wait(20);
  }
}

export async function newPage(): Promise<Page> {
  if (context === null) throw new Error('Windows can only be made once the app is ready.');
  const page = await context.newPage();
  own.add(page);
  return page;
}

export function cdp(page: Page): ReturnType<BrowserContext['newCDPSession']> {
  return page.context().newCDPSession(page);
}

/** Who decides about pages that pages open, and about navigations. */
export function decide(popup: typeof onPopup, request: typeof onRequest): void {
  onPopup = popup;
  onRequest = request;
}
