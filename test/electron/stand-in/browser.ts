import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';
import { start } from './state.ts';
import { answer } from './session.ts';

let context: BrowserContext | null = null;
let onRequest: (page: Page, url: string, own: boolean) => Promise<boolean> = () => Promise.resolve(true);

/**
 * Starts Chromium with a profile that stays. Tests attach to the same browser at `endpoint`. Its first, empty page is left
 * open: a browser whose last page is closed ends.
 */
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
      // The page has gone, or is a pop-up that Playwright does not know yet: nothing is loaded there.
      await route.abort('aborted').catch(() => undefined);
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

export function newPage(): Promise<Page> {
  if (context === null) throw new Error('Windows can only be made once the app is ready.');
  return context.newPage();
}

export function cdp(page: Page): ReturnType<BrowserContext['newCDPSession']> {
  return page.context().newCDPSession(page);
}

/** Who decides about navigations. */
export function decide(request: typeof onRequest): void {
  onRequest = request;
}
