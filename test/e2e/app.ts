import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { openInBrowser } from './in-browser.ts';
import type { Running } from './running.ts';

export type ShellName = 'serve' | 'desktop';

/** The shells that the same specs run on: both, or the one that INFOLIO_SHELL names. */
export const shells: readonly ShellName[] = (['serve', 'desktop'] as const).filter((shell) => (process.env['INFOLIO_SHELL'] ?? shell) === shell);

export const documents = resolve(import.meta.dirname, '../fixtures/documents');

/** The app across restarts, with what it must not do written down. */
export interface App {
  readonly shell: ShellName;
  readonly home: string;
  readonly page: Page;
  readonly origin: string;
  /** Addresses that were asked for and are not the app's own. */
  readonly strangers: readonly string[];
  /** Errors on the page's console, broken policies among them, and exceptions. */
  readonly complaints: readonly string[];
  choose(files: readonly string[], act: () => Promise<void>): Promise<void>;
  save(path: string, act: () => Promise<void>): Promise<string>;
  enginePid(): Promise<number | null>;
  /** Ends the app as its user would and starts it again with the same library. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the app with an empty library of its own. */
export async function openApp(shell: ShellName): Promise<App> {
  const home = mkdtempSync(join(tmpdir(), `infolio-${shell}-`));
  const strangers: string[] = [];
  const complaints: string[] = [];
  const start = async (): Promise<Running> => {
    const running = shell === 'serve' ? await openInBrowser(home) : await (await import('./desktop.ts')).openOnDesktop(home);
    watch(running, strangers, complaints);
    return running;
  };
  let running = await start();
  return {
    shell,
    home,
    get page() {
      return running.page;
    },
    get origin() {
      return running.origin;
    },
    strangers,
    complaints,
    choose: (files, act) => running.choose(files, act),
    save: (path, act) => running.save(path, act),
    enginePid: () => running.enginePid(),
    async restart() {
      await running.close();
      running = await start();
    },
    async close() {
      await running.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The page is already loaded when it is handed over: what it asked for until then is in its own list of resources. */
function watch({ page, context, origin }: Running, strangers: string[], complaints: string[]): void {
  const own = [origin, origin.replace(/^http/u, 'ws'), 'data:', 'blob:', 'app://infolio/'];
  const look = (url: string): void => {
    if (!own.some((start) => url.startsWith(start))) strangers.push(url);
  };
  context.on('request', (request) => {
    look(request.url());
  });
  page.on('websocket', (socket) => {
    look(socket.url());
  });
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`);
  });
  void page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name)).then((names) => { names.forEach(look); }, () => undefined);
}
