import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { app } from './app.ts';
import { cdp, decide, newPage } from './browser.ts';
import { ipcMain } from './ipc.ts';
import type { Frame } from './ipc.ts';
import { isPrevented } from './prevented.ts';
import { session, toApp, toBrowser } from './session.ts';
import { record, surroundings } from './state.ts';
import { nativeTheme } from './system.ts';
import { isolatedHalf, pageHalf } from './worlds.ts';

const secret = 'infolio-stand-in';
const binding = '__infolioStandIn';
const world = 'Electron Isolated Context';

/** Milliseconds in which Chromium says that the page itself wanted to go elsewhere. */
const requestedMs = 100;

type OpenHandler = (details: { readonly url: string }) => { readonly action: 'allow' | 'deny' };

export class WebContents extends EventEmitter {
  openHandler: OpenHandler = () => ({ action: 'allow' });
  readonly session = session.defaultSession;
  readonly devtools = false;
  destroyed = false;
  url = '';
  deliver: (channel: string, args: readonly unknown[]) => void = () => undefined;

  get mainFrame(): Frame {
    return { url: this.url, parent: null };
  }
  send(channel: string, ...args: readonly unknown[]): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed');
    this.deliver(channel, args);
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  getURL(): string {
    return this.url;
  }
  print(options: object, callback: (printed: boolean, reason: string) => void): void {
    record('webContents.print', options);
    setImmediate(callback, true, '');
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly all = new Set<BrowserWindow>();
  readonly webContents = new WebContents();
  readonly options: BrowserWindowConstructorOptions;
  #page: Promise<Page>;
  page: Page | null = null;
  #bounds: Rectangle;
  #normal: Rectangle;
  #maximized = false;
  #minimized = false;
  #destroyed = false;
  #loading = false;
  #requested: { readonly url: string; readonly time: number }[] = [];

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    this.#normal = this.#bounds;
    BrowserWindow.all.add(this);
    app.emit('web-contents-created', {}, this.webContents);
    this.#page = this.#open();
    // Reported by loadURL, which waits for it.
    this.#page.catch(() => undefined);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.all];
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#page;
    if (this.#destroyed) throw new Error('ERR_FAILED');
    this.#loading = true;
    try {
      await page.goto(toBrowser(url), { waitUntil: 'load' });
    } finally {
      this.#loading = false;
    }
    this.emit('ready-to-show');
    this.webContents.emit('did-finish-load');
  }

  /** Whether a navigation goes ahead: main is asked about those that the page itself wants. */
  async lets(url: string, mainFrame: boolean): Promise<boolean> {
    if (this.#loading && mainFrame) return true;
    await wait(requestedMs);
    const wanted = !mainFrame || this.#requested.some((request) => request.url === url && Date.now() - request.time < 2_000);
    if (!wanted) return true;
    const prevented = isPrevented(
      (event) => {
        this.webContents.emit('will-frame-navigate', event);
        if (mainFrame) this.webContents.emit('will-navigate', event);
      },
      { url: toApp(url), isMainFrame: mainFrame },
    );
    record('navigation', url, prevented);
    return !prevented;
  }

  show(): void {
    record('window.show');
  }
  focus(): void {
    record('window.focus');
    void this.#page.then((page) => page.bringToFront()).catch(() => undefined);
  }
  restore(): void {
    this.#minimized = false;
  }
  isMinimized(): boolean {
    return this.#minimized;
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  getNormalBounds(): Rectangle {
    return this.#normal;
  }
  getBounds(): Rectangle {
    return this.#bounds;
  }
  setBounds(bounds: Rectangle): void {
    this.#maximized = false;
    this.#normal = bounds;
    this.#resize(bounds);
  }
  maximize(): void {
    this.#maximized = true;
    this.#resize(surroundings.displays[0] ?? this.#bounds);
    this.emit('maximize');
  }
  close(): void {
    if (this.#destroyed) return;
    if (isPrevented((event) => this.emit('close', event))) return;
    this.#destroyed = true;
    this.webContents.destroyed = true;
    this.webContents.emit('destroyed');
    BrowserWindow.all.delete(this);
    void this.#page.then((page) => page.close()).catch(() => undefined);
    this.emit('closed');
    if (BrowserWindow.all.size === 0) app.emit('window-all-closed');
  }

  #resize(bounds: Rectangle): void {
    this.#bounds = bounds;
    const { width, height } = bounds;
    void this.#page.then((page) => page.setViewportSize({ width, height })).catch(() => undefined);
    this.emit('resize');
    this.emit('move');
  }

  async #open(): Promise<Page> {
    // Not before the constructor has returned: listeners are added then.
    await wait(0);
    const page = await newPage();
    this.page = page;
    const { width, height } = this.#bounds;
    await page.setViewportSize({ width, height });
    await this.#paint(page);
    nativeTheme.on('updated', () => void this.#paint(page).catch(() => undefined));
    page.on('download', (download) => {
      const prevented = isPrevented((event) => session.defaultSession.emit('will-download', event));
      record('download', download.url(), prevented);
      if (prevented) void download.cancel().catch(() => undefined);
    });
    page.on('crash', () => {
      // Playwright cannot use a page again that has crashed; Electron can, so the window gets another one.
      this.#page = this.#open();
      void page.close().catch(() => undefined);
      this.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    });
    await this.#connect(await cdp(page));
    return page;
  }

  async #paint(page: Page): Promise<void> {
    await page.emulateMedia({ colorScheme: nativeTheme.shouldUseDarkColors ? 'dark' : 'light' });
  }

  /** The preload script in a world of its own, and the way between it and main. */
  async #connect(devtools: CDPSession): Promise<void> {
    const frames = new Map<string, Frame>();
    const contexts = new Map<number, { readonly frame: string; readonly mainFrame: boolean }>();
    let isolated: number | null = null;
    devtools.on('Page.frameNavigated', ({ frame }) => {
      const parent = frame.parentId === undefined ? null : (frames.get(frame.parentId) ?? { url: '', parent: null });
      frames.set(frame.id, { url: toApp(frame.url), parent });
      if (parent !== null) return;
      this.webContents.url = toApp(frame.url);
      this.webContents.emit('did-navigate', {}, this.webContents.url, 200, 'OK');
    });
    devtools.on('Page.frameRequestedNavigation', ({ url }) => {
      this.#requested = [...this.#requested.slice(-20), { url, time: Date.now() }];
    });
    devtools.on('Page.windowOpen', ({ url }) => {
      const { action } = this.webContents.openHandler({ url: toApp(url) });
      record('window.open', url, action);
      if (action === 'deny') void closeOpened(devtools).catch(() => undefined);
    });
    devtools.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId } = context.auxData as { readonly frameId?: string };
      if (context.name !== world || frameId === undefined) return;
      const mainFrame = frames.get(frameId)?.parent === null;
      contexts.set(context.id, { frame: frameId, mainFrame });
      if (mainFrame) isolated = context.id;
    });
    devtools.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      contexts.delete(executionContextId);
      if (isolated === executionContextId) isolated = null;
    });
    devtools.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name !== binding) return;
      const senderFrame = frames.get(contexts.get(executionContextId)?.frame ?? '') ?? null;
      const { channel, args } = JSON.parse(payload) as { readonly channel: string; readonly args: readonly unknown[] };
      ipcMain.emit(channel, { sender: this.webContents, senderFrame }, ...args);
    });
    const call = (name: string, ...args: readonly unknown[]): void => {
      if (isolated === null) return;
      const expression = `globalThis[${JSON.stringify(`${secret}:${name}`)}](${args.map((arg) => JSON.stringify(arg)).join(', ')})`;
      void devtools.send('Runtime.evaluate', { contextId: isolated, expression }).catch(() => undefined);
    };
    this.webContents.deliver = (channel, args) => {
      call('deliver', channel, args);
    };
    this.know = (paths) => {
      call('paths', paths);
    };
    const { frameTree } = await devtools.send('Page.getFrameTree');
    frames.set(frameTree.frame.id, { url: frameTree.frame.url, parent: null });
    await devtools.send('Page.enable');
    await devtools.send('Runtime.enable');
    await devtools.send('Runtime.addBinding', { name: binding, executionContextName: world });
    await devtools.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${pageHalf.toString()})(${JSON.stringify(secret)})` });
    const preload = readFileSync(this.options.webPreferences?.preload ?? '', 'utf8');
    await devtools.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: world,
      source: `(${isolatedHalf.toString()})(${JSON.stringify(secret)}, ${JSON.stringify(binding)}, (require) => { const exports = {}; const module = { exports }; ${preload}\n })`,
    });
  }

  /** Tells the isolated world where files lie that will be dropped, as `name:size` to path. */
  know: (paths: Readonly<Record<string, string>>) => void = () => undefined;
}

/** Closes the pages that a page has opened: Chromium tells of them only once they are there. */
async function closeOpened(devtools: CDPSession): Promise<void> {
  const { targetInfo } = await devtools.send('Target.getTargetInfo');
  for (let look = 0; look < 50; look++) {
    const { targetInfos } = await devtools.send('Target.getTargets');
    const opened = targetInfos.filter((target) => target.openerId === targetInfo.targetId);
    for (const { targetId } of opened) await devtools.send('Target.closeTarget', { targetId });
    if (opened.length > 0) return;
    await wait(20);
  }
}

function windowOf(page: Page | null): BrowserWindow | undefined {
  return [...BrowserWindow.all].find((window) => window.page === page);
}

decide(async (page, url, mainFrame) => {
  const window = windowOf(page);
  // A pop-up that is about to be closed loads nothing.
  return window === undefined ? false : window.lets(url, mainFrame);
});

app.closeWindows = () => {
  for (const window of [...BrowserWindow.all]) window.close();
};
