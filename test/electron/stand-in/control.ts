import { app } from './app.ts';
import { ipcMain } from './ipc.ts';
import type { Frame } from './ipc.ts';
import { session } from './session.ts';
import { answers, calls, surroundings } from './state.ts';
import { Menu, nativeTheme } from './system.ts';
import { running } from './utility-process.ts';
import { BrowserWindow } from './window.ts';

/* What a test does to the app from outside its page, over the channel to the test's process. */

const window = (): BrowserWindow => {
  const [first] = BrowserWindow.getAllWindows();
  if (first === undefined) throw new Error('There is no window.');
  return first;
};

const verbs = {
  menu: () => entries(Menu.current),
  clickMenu: (id: string) => {
    const item = Menu.current?.getMenuItemById(id);
    if (item?.click === undefined) throw new Error(`The menu has no item ${id} that can be clicked.`);
    (item.click as () => void)();
  },
  answerOpenDialog: (paths: string[]) => void answers.open.push(paths),
  answerSaveDialog: (path: string) => void answers.save.push(path),
  answerMessageBox: (button: number) => void answers.message.push(button),
  openFile: (path: string) => void app.emit('open-file', { preventDefault: () => undefined }, path),
  knowPaths: (paths: Readonly<Record<string, string>>) => {
    window().know(paths);
  },
  enginePid: () => [...running].at(-1) ?? null,
  calls: (name: string | null) => calls.filter((call) => name === null || call.name === name),
  setBounds: (bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }) => {
    window().setBounds(bounds);
  },
  bounds: () => window().getBounds(),
  isMaximized: () => window().isMaximized(),
  maximize: () => {
    window().maximize();
  },
  setDisplays: (displays: typeof surroundings.displays) => {
    surroundings.displays = displays;
  },
  setSystemDark: (dark: boolean) => {
    surroundings.dark = dark;
    nativeTheme.emit('updated');
  },
  themeSource: () => nativeTheme.themeSource,
  requestPermission: (permission: string) => {
    const { permissionCheck, permissionRequest } = session.defaultSession;
    return new Promise<boolean>((done) => {
      // As Electron has it: without handlers everything is granted.
      const checked = permissionCheck?.(window().webContents, permission) ?? true;
      if (permissionRequest === null) done(checked);
      else permissionRequest(window().webContents, permission, done, {});
    });
  },
  sendAs: ({ url, mainFrame }: { readonly url: string; readonly mainFrame: boolean }, message: unknown) => {
    const { webContents } = window();
    const senderFrame: Frame = { url, parent: mainFrame ? null : webContents.mainFrame };
    ipcMain.emit('infolio', { sender: webContents, senderFrame }, message);
  },
  webPreferences: () => window().options.webPreferences ?? {},
  closeWindow: () => {
    window().close();
  },
  activate: () => void app.emit('activate'),
  quit: () => {
    app.quit();
  },
};

export type Verb = keyof typeof verbs;

interface Entry {
  readonly id: string | null;
  readonly label: string | null;
  readonly role: string | null;
  readonly accelerator: string | null;
  readonly enabled: boolean;
  readonly items: readonly Entry[];
}

function entries(menu: Menu | null): readonly Entry[] {
  return (menu?.items ?? [])
    .filter(({ type }) => type !== 'separator')
    .map(({ id, label, role, accelerator, enabled, submenu }) => ({
      id: id ?? null,
      label: label ?? null,
      role: role ?? null,
      accelerator: typeof accelerator === 'string' ? accelerator : null,
      enabled: enabled !== false,
      items: entries(submenu ?? null),
    }));
}

/** Answers `{id, verb, args}` with `{id, value}` or `{id, error}`. */
export function serveControl(): void {
  process.on('message', (message) => {
    const { id, verb, args } = message as { readonly id: number; readonly verb: Verb; readonly args: readonly never[] };
    Promise.resolve()
      .then(() => Reflect.apply(verbs[verb], undefined, args) as unknown)
      .then(
        (value) => process.send?.({ id, value: value ?? null }),
        (error: unknown) => process.send?.({ id, error: String(error) }),
      );
  });
}
