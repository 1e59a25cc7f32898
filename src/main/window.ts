import { BrowserWindow, dialog, ipcMain, nativeTheme, screen as screens } from 'electron';
import { setTimeout as wait } from 'node:timers/promises';
import type { EventName, EventOf } from '../contract/protocol.ts';
import type { ShellServer } from '../engine/hosting/index.ts';
import { startAddress } from './addresses.ts';
import type { MessageTexts } from './message-texts.ts';
import { createScreen } from './screen.ts';
import { keepWindowState, placeWindow, readWindowState, smallestSize } from './window-state.ts';

/** After so many crashes of the page within so many milliseconds it is not loaded again by itself. */
const crashes = { most: 3, within: 60_000 };

/** Milliseconds that a window's place may change before it is written down. */
const settleMs = 400;

/** The colour behind a page that has not drawn itself yet: theme.css' --surface. */
const background = { light: '#ffffff', dark: '#1c1c1b' };

export interface AppWindow {
  readonly window: BrowserWindow;
  readonly tell: <E extends EventName>(name: E, value: EventOf<E>) => void;
  /** Brings it to the front. */
  readonly show: () => void;
}

export interface WindowOptions {
  readonly server: Pick<ShellServer, 'attach'>;
  readonly preload: string;
  /** Where the window's place is kept. */
  readonly stateFile: string;
  readonly development: boolean;
  readonly texts: () => MessageTexts;
  readonly onClosed: () => void;
}

/** Opens the window where it last was. */
export function openWindow({ server, preload, stateFile, development, texts, onClosed }: WindowOptions): AppWindow {
  const remembered = readWindowState(stateFile);
  const primary = screens.getPrimaryDisplay();
  const others = screens.getAllDisplays().filter((display) => display.id !== primary.id);
  const window = new BrowserWindow({
    ...placeWindow(remembered, [primary, ...others].map((display) => display.workArea)),
    minWidth: smallestSize.width,
    minHeight: smallestSize.height,
    title: 'Infolio',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: development,
    },
  });
  if (remembered?.maximized === true) window.maximize();
  const screen = createScreen(ipcMain, window.webContents, server);
  window.once('ready-to-show', () => {
    window.show();
  });
  rememberPlace(window, stateFile);
  loadAgainAfterCrashes(window, texts, screen.leave);
  window.webContents.on('did-navigate', screen.leave);
  window.on('closed', () => {
    screen.close();
    onClosed();
  });
  load(window);
  return {
    window,
    tell: screen.tell,
    show: () => {
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
  };
}

function load(window: BrowserWindow): void {
  window.loadURL(startAddress).catch((error: unknown) => {
    // Closed, or loaded again, before it was there.
    if (!window.isDestroyed()) process.stderr.write(`infolio: internal: ${startAddress} could not be shown: ${String(error)}\n`);
  });
}

function rememberPlace(window: BrowserWindow, file: string): void {
  let timer: NodeJS.Timeout | undefined;
  const keep = (): void => {
    clearTimeout(timer);
    // Of a maximised window, what it goes back to.
    if (!window.isMinimized()) keepWindowState(file, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(keep, settleMs);
  };
  window.on('resize', soon).on('move', soon).on('maximize', soon).on('unmaximize', soon).on('close', keep);
  window.on('closed', () => {
    clearTimeout(timer);
  });
}

/** A page that ended is loaded again and the user told; one that keeps ending waits for the user's word. */
function loadAgainAfterCrashes(window: BrowserWindow, texts: () => MessageTexts, leave: () => void): void {
  let times: number[] = [];
  const after = async (): Promise<void> => {
    const { pageEnded, pageKeepsEnding, loadAgain, quit } = texts();
    times = [...times.filter((time) => Date.now() - time < crashes.within), Date.now()];
    if (times.length < crashes.most) {
      // Not from inside the event: Electron is still putting the page away.
      await wait(0);
      if (window.isDestroyed()) return;
      load(window);
      await dialog.showMessageBox(window, { type: 'warning', message: pageEnded.message, detail: pageEnded.detail });
      return;
    }
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: pageKeepsEnding.message,
      detail: pageKeepsEnding.detail,
      buttons: [loadAgain, quit],
      defaultId: 0,
      cancelId: 1,
    });
    if (window.isDestroyed()) return;
    if (response === 0) load(window);
    else window.close();
  };
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    leave();
    if (reason !== 'clean-exit') void after();
  });
}
