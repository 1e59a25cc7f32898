import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** The browser that the screens are tested in: INFOLIO_CHROMIUM, Playwright's own, or the system's; null if there is none. */
export const chromiumPath: string | null =
  [
    process.env['INFOLIO_CHROMIUM'],
    chromium.executablePath(),
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ].find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null;

/** Said where tests are skipped. */
export const noChromium = 'no Chromium on this machine; install one or set INFOLIO_CHROMIUM to its path';

/** Starts a browser that asks nobody for anything on its own. */
export function launchChromium(extra: readonly string[] = []): Promise<Browser> {
  if (chromiumPath === null) throw new Error(noChromium);
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...extra,
    ],
  });
}
