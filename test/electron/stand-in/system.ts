import { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions } from 'electron';
import { answers, record, surroundings } from './state.ts';

/** Menus, dialogs, the shell, the theme and the screens: what Electron takes from the operating system. */

interface Item extends Omit<MenuItemConstructorOptions, 'submenu'> {
  readonly submenu?: Menu;
}

export class Menu {
  static current: Menu | null = null;
  readonly items: readonly Item[];

  constructor(items: readonly Item[] = []) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): Menu {
    return new Menu(
      template.map(({ submenu, ...item }) => (submenu === undefined ? item : { ...item, submenu: Menu.buildFromTemplate(submenu as MenuItemConstructorOptions[]) })),
    );
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.current = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.current;
  }

  getMenuItemById(id: string): Item | null {
    for (const item of this.items) {
      if (item.id === id) return item;
      const inside = item.submenu?.getMenuItemById(id);
      if (inside != null) return inside;
    }
    return null;
  }
}

interface MessageBox {
  readonly cancelId?: number;
  readonly defaultId?: number;
}

export const dialog = {
  showOpenDialog: (...args: readonly unknown[]) => {
    record('dialog.showOpenDialog', args.at(-1));
    const filePaths = answers.open.shift();
    return Promise.resolve({ canceled: filePaths === undefined, filePaths: filePaths ?? [] });
  },
  showSaveDialog: (...args: readonly unknown[]) => {
    record('dialog.showSaveDialog', args.at(-1));
    const filePath = answers.save.shift();
    return Promise.resolve({ canceled: filePath === undefined, filePath: filePath ?? '' });
  },
  showMessageBox: (...args: readonly unknown[]) => {
    const options = args.at(-1) as MessageBox;
    record('dialog.showMessageBox', options);
    return Promise.resolve({ response: answers.message.shift() ?? options.cancelId ?? options.defaultId ?? 0, checkboxChecked: false });
  },
};

export const shell = {
  openExternal: (url: string) => {
    record('shell.openExternal', url);
    return Promise.resolve();
  },
  showItemInFolder: (path: string) => {
    record('shell.showItemInFolder', path);
  },
};

class NativeTheme extends EventEmitter {
  #source: 'system' | 'light' | 'dark' = 'system';

  get themeSource(): 'system' | 'light' | 'dark' {
    return this.#source;
  }

  set themeSource(source: 'system' | 'light' | 'dark') {
    this.#source = source;
    this.emit('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? surroundings.dark : this.#source === 'dark';
  }
}

export const nativeTheme = new NativeTheme();

export const screen = {
  getAllDisplays: () => surroundings.displays.map((workArea, id) => ({ id, workArea, bounds: workArea })),
  getPrimaryDisplay: () => ({ id: 0, workArea: surroundings.displays[0], bounds: surroundings.displays[0] }),
};
