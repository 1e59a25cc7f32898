import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openApp, shells } from './app.ts';
import type { App } from './app.ts';
import { chromiumPath, noChromium } from './chromium.ts';

/** Pictures of screens; not kept in the repository. */
export const pictures = resolve(import.meta.dirname, '../../test-results/screens');

/**
 * The same specs in a browser over `infolio serve` and on the desktop, each with one app of its own that all of them share
 * in their order. After the last one it is looked at whether anything was asked of another origin, or went wrong unseen.
 */
export function onEachShell(name: string, specs: (app: () => App) => void): void {
  for (const shell of shells) {
    if (chromiumPath === null) {
      test.skip(`${name} (${shell}): ${noChromium}`, () => undefined);
      continue;
    }
    describe(`${name} (${shell})`, { timeout: 600_000 }, () => {
      let app: App | undefined;
      const running = (): App => {
        if (app === undefined) throw new Error('The app did not start.');
        return app;
      };
      beforeAll(async () => {
        app = await openApp(shell);
      }, 600_000);
      afterAll(async () => {
        await app?.close();
      });
      afterEach(async ({ task }) => {
        if (task.result?.state !== 'fail' || app === undefined) return;
        const folder = join(pictures, '../failures');
        mkdirSync(folder, { recursive: true });
        await app.page.screenshot({ path: join(folder, `${shell} ${task.name.replaceAll(/\W+/gu, ' ').slice(0, 80)}.png`) }).catch(() => undefined);
      });
      specs(running);
      test('nothing was asked of any other origin, and nothing went wrong on the page', () => {
        expect(running().strangers).toEqual([]);
        expect(running().complaints).toEqual([]);
      });
    });
  }
}
