import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, noChromium } from '../e2e/chromium.ts';
import type { Control, LaunchedApp } from './control.ts';
import type { Verb } from './stand-in/control.ts';

export interface StandInOptions {
  readonly main: string;
  readonly userData: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly resources: string | null;
}

/** Where the stand-in's pages have the app's own address. */
const ownAddress = 'https://infolio.invalid/';

/** Milliseconds until a start or an end that hangs becomes an error. */
const patience = 60_000;

interface Process {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly output: () => string;
}

function startProcess({ main, userData, args, environment, resources }: StandInOptions): Process {
  if (chromiumPath === null) throw new Error(noChromium);
  const child = fork(resolve(import.meta.dirname, 'stand-in/run.ts'), [...args], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...environment, INFOLIO_STAND_IN: JSON.stringify({ main, userData, resources, chromium: chromiumPath }) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<number | null>((done) => {
    child.on('exit', (code) => {
      done(code);
    });
  });
  return { child, ended, output: () => output };
}

async function patiently<T>(what: string, promise: Promise<T>, output: () => string): Promise<T> {
  const timer = new AbortController();
  const late = wait(patience, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${what} took longer than ${patience / 1000} s.\n${output()}`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}

export async function launchStandIn(options: StandInOptions): Promise<LaunchedApp> {
  const { child, ended, output } = startProcess(options);
  const endpoint = Promise.withResolvers<string>();
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let nextId = 1;
  child.on('message', (message) => {
    const { endpoint: found, id, value, error } = message as { readonly endpoint?: string; readonly id?: number; readonly value?: unknown; readonly error?: string };
    if (found !== undefined) endpoint.resolve(found);
    const request = id === undefined ? undefined : open.get(id);
    if (error === undefined) request?.resolve(value);
    else request?.reject(new Error(error));
  });
  void ended.then((code) => {
    const gone = new Error(`The main process ended (${code ?? 'killed'}).\n${output()}`);
    endpoint.reject(gone);
    for (const request of open.values()) request.reject(gone);
  });
  const ask = (verb: Verb, ...args: readonly unknown[]): Promise<unknown> => {
    const id = nextId++;
    const answer = Promise.withResolvers<unknown>();
    open.set(id, answer);
    child.send({ id, verb, args }, (error) => {
      if (error !== null) answer.reject(error);
    });
    return answer.promise.finally(() => open.delete(id));
  };

  const browser = await patiently('Starting the browser', endpoint.promise, output).then((address) => chromium.connectOverCDP(address, { noDefaults: true }));
  let page = await patiently('Opening the window', otherPage(browser, null), output);
  await page.waitForLoadState('load');

  const control: Control = {
    ...verbs(ask),
    secondInstance: async (args) => {
      const second = startProcess({ ...options, args });
      await patiently('The second start', second.ended, second.output);
    },
    dropFiles: async (paths, selector) => {
      await ask('knowPaths', Object.fromEntries(paths.map((path) => [`${basename(path)}:${statSync(path).size}`, path])));
      const files = paths.map((path) => ({ name: basename(path), size: statSync(path).size }));
      const transfer = await page.evaluateHandle((dropped) => {
        const data = new DataTransfer();
        // Only what a page learns of them counts: name, size and, through the bridge, the path.
        for (const { name, size } of dropped) data.items.add(new File([new Uint8Array(size)], name));
        return data;
      }, files);
      for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent(selector, type, { dataTransfer: transfer });
    },
    crashPage: async () => {
      const devtools = await page.context().newCDPSession(page);
      await Promise.race([devtools.send('Page.crash').catch(() => undefined), page.waitForEvent('crash')]);
    },
  };
  return {
    kind: 'stand-in',
    get page() {
      return page;
    },
    nextPage: async () => (page = await patiently('Opening the next window', otherPage(browser, page), output)),
    control,
    output,
    close: async () => {
      if (child.exitCode === null && child.connected) child.send({ id: 0, verb: 'quit', args: [] }, () => undefined);
      await patiently('Quitting', ended, output);
      await browser.close().catch(() => undefined);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
      await browser.close().catch(() => undefined);
    },
  };
}

/** The app's page that is not `present`, as soon as there is one. */
async function otherPage(browser: Browser, present: Page | null): Promise<Page> {
  for (;;) {
    const found = browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((page) => page !== present && page.url().startsWith(ownAddress));
    if (found !== undefined) return found;
    if (!browser.isConnected()) throw new Error('The browser has ended.');
    await wait(20);
  }
}

/** Those parts of the control that one verb answers. */
function verbs(ask: (verb: Verb, ...args: readonly unknown[]) => Promise<unknown>): Omit<Control, 'secondInstance' | 'dropFiles' | 'crashPage'> {
  const tell = async (verb: Verb, ...args: readonly unknown[]): Promise<void> => {
    await ask(verb, ...args);
  };
  return {
    menu: () => ask('menu') as ReturnType<Control['menu']>,
    clickMenu: (id) => tell('clickMenu', id),
    answerOpenDialog: (paths) => tell('answerOpenDialog', paths),
    answerSaveDialog: (path) => tell('answerSaveDialog', path),
    answerMessageBox: (button) => tell('answerMessageBox', button),
    openFile: (path) => tell('openFile', path),
    enginePid: () => ask('enginePid') as ReturnType<Control['enginePid']>,
    calls: (name) => ask('calls', name ?? null) as ReturnType<Control['calls']>,
    setBounds: (bounds) => tell('setBounds', bounds),
    bounds: () => ask('bounds') as ReturnType<Control['bounds']>,
    isMaximized: () => ask('isMaximized') as ReturnType<Control['isMaximized']>,
    maximize: () => tell('maximize'),
    setDisplays: (areas) => tell('setDisplays', areas),
    setSystemDark: (dark) => tell('setSystemDark', dark),
    themeSource: () => ask('themeSource') as ReturnType<Control['themeSource']>,
    requestPermission: (name) => ask('requestPermission', name) as ReturnType<Control['requestPermission']>,
    sendAs: (sender, message) => tell('sendAs', sender, message),
    webPreferences: () => ask('webPreferences') as ReturnType<Control['webPreferences']>,
    closeWindow: () => tell('closeWindow'),
    activate: () => tell('activate'),
  };
}
