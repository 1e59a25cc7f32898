import { app, Menu, nativeTheme, protocol, session } from 'electron';
import { join } from 'node:path';
import { z } from 'zod';
import type { Command } from '../contract/protocol.ts';
import type { Settings } from '../contract/settings.ts';
import { userFolders } from '../engine/hosting/folders.ts';
import { createShell, documentFile } from '../engine/hosting/index.ts';
import type { Shell } from '../engine/hosting/index.ts';
import { scheme } from './addresses.ts';
import { appProtocol, privilegedScheme } from './app-protocol.ts';
import { filesOf } from './arguments.ts';
import { startEngineProcess } from './engine-process.ts';
import { desktopHandlers } from './handlers.ts';
import { menuTemplate } from './menu.ts';
import type { RecentDocument } from './menu.ts';
import { languageOf } from './menu-texts.ts';
import type { Language } from './menu-texts.ts';
import { messageTexts } from './message-texts.ts';
import { resources } from './resources.ts';
import { forbidNetwork, hardenContents, hardenSession } from './security.ts';
import { openWindow } from './window.ts';
import type { AppWindow } from './window.ts';

/*
 * Electron's main process: windows, menus, dialogs, and the way between the screens and the engine's own process. What
 * happens with documents happens in the engine.
 */

/** Documents in the menu "Open Recent". */
const recentDocuments = 10;

const development = !app.isPackaged;
const files = resources(app.isPackaged ? process.resourcesPath : null);
const folders = userFolders();
const handedOver = z.object({ files: z.array(z.string()) });

function start(): void {
  let shell: Shell | null = null;
  let current: AppWindow | null = null;
  let recent: readonly RecentDocument[] = [];
  /** Files that came before there was a window to tell. */
  const early = filesOf(process.argv, process.cwd(), app.isPackaged ? 1 : 2);

  const language = (): Language => languageOf(shell?.settings.current.language ?? 'system', app.getPreferredSystemLanguages());

  const window = (): AppWindow | null => {
    if (shell === null) return null;
    current ??= openWindow({
      server: shell,
      preload: files.preload,
      stateFile: join(app.getPath('userData'), 'window.json'),
      development,
      texts: () => messageTexts[language()],
      onClosed: () => {
        current = null;
      },
    });
    return current;
  };
  const run = (command: Command): void => {
    window()?.tell('command', { command });
  };
  const open = (paths: readonly string[]): void => {
    if (paths.length === 0) return;
    if (shell === null) early.push(...paths);
    else window()?.tell('openFiles', { paths: [...paths] });
  };
  const showMenu = (): void => {
    const options = { language: language(), platform: process.platform, recent, development, run, openFile: (file: string) => { open([file]); } };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
  };
  const apply = ({ theme }: Settings): void => {
    nativeTheme.themeSource = theme;
    showMenu();
  };
  const listRecent = async ({ client }: Shell): Promise<void> => {
    const documents = await client.request('documents.list', {});
    recent = documents.toSorted((one, other) => other.openedAt - one.openedAt).slice(0, recentDocuments).map(({ title, file }) => ({ title, file }));
    showMenu();
  };

  app.on('second-instance', (_event, _argv, _directory, data) => {
    const parsed = handedOver.safeParse(data);
    window()?.show();
    if (parsed.success) open(parsed.data.files);
  });
  // macOS: a file dropped on the dock or opened from the Finder; it may come before `ready`.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open([path]);
  });
  app.on('activate', () => {
    window()?.show();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  const ready = (): void => {
    hardenSession(session.defaultSession, development);
    const made = createShell({
      spawn: (options) => startEngineProcess(options, files.host),
      configFolder: folders.config,
      libraryFolder: folders.library,
      modelFolder: files.model,
      cacheFolder: folders.cache,
      samplesFolder: files.samples,
      handlers: desktopHandlers({
        window: () => current?.window ?? null,
        texts: () => messageTexts[language()],
        fileOf: (document) => made.fileOf(document),
        writeExport: (params, options) => made.client.request('export.write', params, options),
      }),
    });
    shell = made;
    protocol.handle(
      scheme,
      appProtocol({ rendererFolder: files.renderer, documentFile: async (document, request) => documentFile(await made.fileOf(document), request) }),
    );
    apply(made.settings.current);
    made.client.on('settings.changed', apply);
    made.client.on('library.changed', () => {
      // A library that cannot be opened is told of by the screens; the menu then stays as it is.
      listRecent(made).catch(() => undefined);
    });
    const known = new Set<string>();
    made.client.on('reading', ({ path }) => {
      if (!known.has(path)) app.addRecentDocument(path);
      known.add(path);
    });
    endWith(made);
    window();
    open(early);
  };
  void app.whenReady().then(ready);
}

/** Quitting waits until the engine's process has ended, so that the library is free for whoever comes next. */
function endWith(shell: Shell): void {
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void shell.close().finally(() => {
      ended = true;
      app.quit();
    });
  });
}

if (folders.windows !== null) app.setPath('userData', folders.windows);
forbidNetwork(app);
app.enableSandbox();
hardenContents(app);
protocol.registerSchemesAsPrivileged([privilegedScheme]);
if (process.platform === 'win32') app.setAppUserModelId('app.infolio.desktop');
if (app.requestSingleInstanceLock({ files: filesOf(process.argv, process.cwd(), app.isPackaged ? 1 : 2) })) start();
else app.quit();
