import { setTimeout as wait } from 'node:timers/promises';
import { _electron } from 'playwright-core';
import type { ElectronApplication, Page } from 'playwright-core';
import type { Control, LaunchedApp, MenuEntry } from './control.ts';

export interface ElectronOptions {
  readonly binary: string;
  readonly root: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** The same app on Electron itself. What only the stand-in can do throws here. */
export async function launchElectron({ binary, root, args, environment }: ElectronOptions): Promise<LaunchedApp> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const app = await _electron.launch({ executablePath: binary, args: [root, ...args], env: { ...Object.fromEntries(inherited), ...environment } });
  let output = '';
  for (const stream of [app.process().stdout, app.process().stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  await scriptDialogs(app);
  let page = await app.firstWindow();
  await page.waitForLoadState('load');
  const ended = new Promise((done) => app.process().once('exit', done));
  return {
    kind: 'electron',
    get page() {
      return page;
    },
    nextPage: async () => (page = await otherWindow(app, page)),
    control: control(app),
    output: () => output,
    close: async () => {
      await app.evaluate(({ app: main }) => {
        main.quit();
      });
      await ended;
    },
    kill: async () => {
      app.process().kill('SIGKILL');
      await ended;
    },
  };
}

async function otherWindow(app: ElectronApplication, present: Page): Promise<Page> {
  for (;;) {
    const found = app.windows().find((window) => window !== present && window.url().startsWith('app:'));
    if (found !== undefined) return found;
    await wait(50);
  }
}

/** Dialogs answer themselves from lists in main's global object, and calls to the system are written down there. */
async function scriptDialogs(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ dialog, shell }) => {
    const script = { open: [] as string[][], save: [] as string[], message: [] as number[], calls: [] as { name: string; args: unknown[] }[] };
    Object.assign(globalThis, { infolioScript: script });
    dialog.showOpenDialog = (...given: unknown[]) => {
      script.calls.push({ name: 'dialog.showOpenDialog', args: [given.at(-1)] });
      const filePaths = script.open.shift();
      return Promise.resolve({ canceled: filePaths === undefined, filePaths: filePaths ?? [] });
    };
    dialog.showSaveDialog = (...given: unknown[]) => {
      script.calls.push({ name: 'dialog.showSaveDialog', args: [given.at(-1)] });
      const filePath = script.save.shift();
      return Promise.resolve({ canceled: filePath === undefined, filePath: filePath ?? '' });
    };
    dialog.showMessageBox = (...given: unknown[]) => {
      const options = given.at(-1) as { cancelId?: number };
      script.calls.push({ name: 'dialog.showMessageBox', args: [options] });
      return Promise.resolve({ response: script.message.shift() ?? options.cancelId ?? 0, checkboxChecked: false });
    };
    shell.openExternal = (url: string) => {
      script.calls.push({ name: 'shell.openExternal', args: [url] });
      return Promise.resolve();
    };
    shell.showItemInFolder = (path: string) => void script.calls.push({ name: 'shell.showItemInFolder', args: [path] });
  });
}

function onlyOnStandIn(name: string): () => Promise<never> {
  return () => Promise.reject(new Error(`${name} works only on the stand-in.`));
}

function control(app: ElectronApplication): Control {
  interface Script {
    readonly open: string[][];
    readonly save: string[];
    readonly message: number[];
    readonly calls: { name: string; args: unknown[] }[];
  }
  const onlyHere = onlyOnStandIn;
  return {
    menu: () =>
      app.evaluate(({ Menu }) => {
        const entries = (menu: Electron.Menu | null | undefined): MenuEntry[] =>
          (menu?.items ?? [])
            .filter(({ type }) => type !== 'separator')
            .map(({ id, label, role, accelerator, enabled, submenu }) => ({
              id: id === '' ? null : id,
              label,
              role: role ?? null,
              accelerator: typeof accelerator === 'string' ? accelerator : null,
              enabled,
              items: entries(submenu),
            }));
        return entries(Menu.getApplicationMenu());
      }),
    clickMenu: (id) =>
      app.evaluate(({ Menu }, name) => {
        Menu.getApplicationMenu()?.getMenuItemById(name)?.click();
      }, id),
    answerOpenDialog: (paths) =>
      app.evaluate((_electronModule, given) => void (globalThis as unknown as { infolioScript: Script }).infolioScript.open.push([...given]), paths),
    answerSaveDialog: (path) => app.evaluate((_electronModule, given) => void (globalThis as unknown as { infolioScript: Script }).infolioScript.save.push(given), path),
    answerMessageBox: (button) => app.evaluate((_electronModule, given) => void (globalThis as unknown as { infolioScript: Script }).infolioScript.message.push(given), button),
    openFile: (path) => app.evaluate(({ app: main }, file) => void main.emit('open-file', { preventDefault: () => undefined }, file), path),
    secondInstance: onlyHere('secondInstance'),
    dropFiles: onlyHere('dropFiles'),
    enginePid: () => app.evaluate(({ app: main }) => main.getAppMetrics().find((metric) => metric.name === 'Infolio Engine')?.pid ?? null),
    calls: (name) =>
      app.evaluate((_electronModule, wanted) => (globalThis as unknown as { infolioScript: Script }).infolioScript.calls.filter((call) => wanted === null || call.name === wanted), name ?? null),
    setBounds: (bounds) => app.evaluate(({ BrowserWindow }, given) => { BrowserWindow.getAllWindows()[0]?.setBounds(given); }, bounds),
    bounds: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds() ?? { x: 0, y: 0, width: 0, height: 0 }),
    isMaximized: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMaximized() ?? false),
    maximize: () => app.evaluate(({ BrowserWindow }) => { BrowserWindow.getAllWindows()[0]?.maximize(); }),
    setDisplays: onlyHere('setDisplays'),
    setSystemDark: onlyHere('setSystemDark'),
    themeSource: () => app.evaluate(({ nativeTheme }) => nativeTheme.themeSource),
    requestPermission: onlyHere('requestPermission'),
    sendAs: onlyHere('sendAs'),
    webPreferences: onlyHere('webPreferences'),
    crashPage: () => app.evaluate(({ BrowserWindow }) => { BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(); }),
    closeWindow: () => app.evaluate(({ BrowserWindow }) => { BrowserWindow.getAllWindows()[0]?.close(); }),
    activate: () => app.evaluate(({ app: main }) => void main.emit('activate')),
  };
}
