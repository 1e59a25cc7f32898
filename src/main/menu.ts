import type { MenuItemConstructorOptions } from 'electron';
import type { Command } from '../contract/protocol.ts';
import { shortcuts } from '../contract/shortcuts.ts';
import { menuTexts } from './menu-texts.ts';
import type { Language } from './menu-texts.ts';

/** A document that can be opened again from the menu. */
export interface RecentDocument {
  readonly title: string;
  readonly file: string;
}

export interface MenuOptions {
  readonly language: Language;
  readonly platform: NodeJS.Platform;
  /** Latest first. */
  readonly recent: readonly RecentDocument[];
  /** With an item that opens Chromium's developer tools. */
  readonly development: boolean;
  readonly run: (command: Command) => void;
  readonly openFile: (file: string) => void;
}

/** The application's menu. Items that screens carry out have the command's name as their id. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { language, platform, recent, development } = options;
  const texts = menuTexts[language];
  const mac = platform === 'darwin';
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const item = (command: Command): MenuItemConstructorOptions => {
    const [accelerator] = shortcuts[command];
    return {
      id: command,
      label: texts.commands[command],
      ...(accelerator === undefined ? {} : { accelerator }),
      click: () => {
        options.run(command);
      },
    };
  };
  const items = (...names: readonly Command[]): MenuItemConstructorOptions[] => names.map(item);

  const application: MenuItemConstructorOptions = {
    label: 'Infolio',
    submenu: [
      item('about'),
      line,
      item('settings'),
      line,
      { role: 'services', label: texts.services },
      line,
      { role: 'hide', label: texts.hide },
      { role: 'hideOthers', label: texts.hideOthers },
      { role: 'unhide', label: texts.showAll },
      line,
      { role: 'quit', label: texts.quit },
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: texts.file,
    submenu: [
      ...items('open', 'openFolder'),
      { id: 'openRecent', label: texts.openRecent, submenu: recentItems(options, texts.noRecent, recent) },
      line,
      ...items('export', 'print'),
      line,
      ...(mac ? [] : [item('settings'), line]),
      { role: 'close', label: texts.close },
      ...(mac ? [] : [{ role: 'quit', label: texts.quit } as const]),
    ],
  };
  const edit: MenuItemConstructorOptions = {
    label: texts.edit,
    submenu: [
      { role: 'undo', label: texts.undo },
      { role: 'redo', label: texts.redo },
      line,
      { role: 'cut', label: texts.cut },
      { role: 'copy', label: texts.copy },
      { role: 'paste', label: texts.paste },
      { role: 'selectAll', label: texts.selectAll },
      line,
      ...items('find', 'findNext', 'findPrevious'),
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: texts.view,
    submenu: [
      ...items('ask', 'summarize', 'review'),
      line,
      ...items('zoomIn', 'zoomOut', 'zoomReset', 'fitWidth', 'fitPage', 'rotate'),
      line,
      ...items('toggleLibrary', 'toggleOutline', 'toggleSide', 'notes', 'enginePanel'),
      line,
      item('palette'),
      { role: 'togglefullscreen', label: texts.fullScreen },
      ...(development ? [{ role: 'toggleDevTools', label: texts.developerTools } as const] : []),
    ],
  };
  const go: MenuItemConstructorOptions = {
    label: texts.go,
    submenu: [...items('nextPage', 'previousPage', 'firstPage', 'lastPage', 'goToPage'), line, ...items('back', 'forward')],
  };
  const window: MenuItemConstructorOptions = {
    role: 'windowMenu',
    label: texts.window,
    submenu: [
      { role: 'minimize', label: texts.minimize },
      ...(mac ? [{ role: 'zoom', label: texts.zoomWindow } as const, line, { role: 'front', label: texts.front } as const] : []),
    ],
  };
  const help: MenuItemConstructorOptions = { role: 'help', label: texts.help, submenu: items('about') };
  return mac ? [application, file, edit, view, go, window] : [file, edit, view, go, window, help];
}

function recentItems({ openFile }: MenuOptions, none: string, recent: readonly RecentDocument[]): MenuItemConstructorOptions[] {
  if (recent.length === 0) return [{ label: none, enabled: false }];
  return recent.map(({ title, file }, index) => ({
    id: `recent-${index + 1}`,
    // A single & would be taken for a key of the menu.
    label: title.replaceAll('&', '&&'),
    toolTip: file,
    click: () => {
      openFile(file);
    },
  }));
}
