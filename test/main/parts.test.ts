import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { icnsOf, icoOf } from '../../build/icons.ts';
import { commands } from '../../src/contract/protocol.ts';
import { isLetThrough, isOwnAddress, outsideAddress } from '../../src/main/addresses.ts';
import { filesOf } from '../../src/main/arguments.ts';
import { menuTemplate } from '../../src/main/menu.ts';
import type { MenuOptions } from '../../src/main/menu.ts';
import { languageOf, menuTexts } from '../../src/main/menu-texts.ts';
import { staticFile } from '../../src/engine/hosting/static-files.ts';
import { keepWindowState, placeWindow, readWindowState } from '../../src/main/window-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'infolio-parts-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('files of the command line', () => {
  const own = ['/usr/bin/infolio'];

  test('are absolute, and switches are none', () => {
    expect(filesOf([...own, '--inspect=0', 'lease.pdf', '-x', '/papers/a b.pdf'], '/home', 1)).toEqual([resolve('/home/lease.pdf'), resolve('/papers/a b.pdf')]);
  });
  test('begin after the app folder in development, wherever Chromium put its switches', () => {
    expect(filesOf(['electron', '--no-sandbox', '.', 'lease.pdf'], '/home', 2)).toEqual([resolve('/home/lease.pdf')]);
    expect(filesOf(['electron', '.'], '/home', 2)).toEqual([]);
  });
  test('may begin with a dash after two dashes', () => {
    expect(filesOf([...own, 'a.pdf', '--', '-b.pdf', ''], '/home', 1)).toEqual([resolve('/home/a.pdf'), resolve('/home/-b.pdf')]);
  });
});

describe('addresses', () => {
  test.each(['app://infolio/index.html', 'app://infolio/', 'APP://infolio/x'])('%s is our own', (address) => {
    expect(isOwnAddress(address)).toBe(true);
  });
  test.each(['app://infolio.example/', 'app://other/', 'app://user@infolio/', 'https://infolio/', 'file:///infolio/', 'about:blank', ''])('%s is not', (address) => {
    expect(isOwnAddress(address)).toBe(false);
  });
  test('requests stay on the machine; developer tools only in development', () => {
    expect(['app://infolio/a', 'blob:app://infolio/1', 'data:text/plain,x'].every((address) => isLetThrough(address, false))).toBe(true);
    expect(['http://127.0.0.1/', 'https://example.com/', 'ws://localhost/', 'file:///etc/passwd', 'devtools://x', 'chrome://gpu', ''].some((address) => isLetThrough(address, false))).toBe(false);
    expect(isLetThrough('devtools://devtools/bundled/x.js', true)).toBe(true);
  });
  test('only web and mail addresses go outside', () => {
    expect(outsideAddress('mailto:a@example.com')?.href).toBe('mailto:a@example.com');
    expect(outsideAddress('smb://share')).toBeNull();
    expect(outsideAddress('data:text/html,x')).toBeNull();
  });
});

describe('the place of a window', () => {
  const main = { x: 0, y: 25, width: 1_440, height: 875 };
  const second = { x: 1_440, y: 0, width: 1_920, height: 1_080 };
  const remembered = { x: 1_500, y: 100, width: 1_000, height: 700, maximized: false };

  test('is where it was', () => {
    expect(placeWindow(remembered, [main, second])).toEqual({ x: 1_500, y: 100, width: 1_000, height: 700 });
  });
  test('is centred on the main screen if its own is gone', () => {
    expect(placeWindow(remembered, [main])).toEqual({ x: 220, y: 113, width: 1_000, height: 700 });
  });
  test('is brought back if no part of its top can be reached', () => {
    expect(placeWindow({ ...remembered, x: 200, y: -300 }, [main]).y).toBeGreaterThanOrEqual(main.y);
    expect(placeWindow({ ...remembered, x: 1_400, y: 100 }, [main]).x).toBeLessThan(1_000);
    expect(placeWindow({ ...remembered, x: -900, y: 100 }, [main]).x).toBeGreaterThanOrEqual(0);
  });
  test('is never larger than its screen', () => {
    expect(placeWindow({ ...remembered, x: 0, y: 30, width: 4_000, height: 3_000 }, [main])).toEqual({ x: 0, y: 30, width: 1_440, height: 875 });
    expect(placeWindow(null, [{ x: 0, y: 0, width: 1_024, height: 600 }])).toEqual({ x: 0, y: 0, width: 1_024, height: 600 });
  });
  test('survives in a file; a damaged file is as good as none', () => {
    const file = join(folder, 'deep', 'window.json');
    expect(readWindowState(file)).toBeNull();
    keepWindowState(file, remembered);
    expect(readWindowState(file)).toEqual(remembered);
    writeFileSync(file, '{"x":1');
    expect(readWindowState(file)).toBeNull();
    writeFileSync(file, JSON.stringify({ ...remembered, width: 1e9 }));
    expect(readWindowState(file)).toBeNull();
  });
  test('that cannot be written disturbs nobody', () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    expect(() => {
      keepWindowState(join(file, 'window.json'), remembered);
    }).not.toThrow();
  });
});

describe('the menu', () => {
  interface Item {
    readonly id?: string;
    readonly label?: string;
    readonly accelerator?: string;
    readonly submenu?: readonly Item[];
    readonly click?: () => void;
  }
  const options = (more: Partial<MenuOptions>): MenuOptions => ({ language: 'en', platform: 'linux', recent: [], development: false, run: () => undefined, openFile: () => undefined, ...more });
  const all = (items: readonly Item[]): readonly Item[] => items.flatMap((item) => [item, ...all(item.submenu ?? [])]);
  const made = (more: Partial<MenuOptions>): readonly Item[] => all(menuTemplate(options(more)) as unknown as readonly Item[]);

  test.each(['linux', 'win32', 'darwin'] as const)('has every command on %s, and no key twice', (platform) => {
    const items = made({ platform });
    const ids = items.flatMap(({ id }) => (id === undefined ? [] : [id]));
    for (const command of commands) expect(ids).toContain(command);
    const keys = items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(new Set(keys).size).toBe(keys.length);
  });
  test('says everything in both languages', () => {
    for (const texts of Object.values(menuTexts)) expect(Object.values(texts.commands).every((text) => text.length > 0)).toBe(true);
    expect(Object.keys(menuTexts.en.commands).toSorted()).toEqual([...commands].toSorted());
    expect(made({ language: 'zh-CN' }).find(({ id }) => id === 'open')?.label).toBe('打开…');
  });
  test('runs commands, and opens recent documents', () => {
    const ran: string[] = [];
    const items = made({ recent: [{ title: 'Smith & Sons', file: '/a.pdf' }], run: (command) => ran.push(command), openFile: (file) => ran.push(file) });
    items.find(({ id }) => id === 'zoomIn')?.click?.();
    const recent = items.find(({ id }) => id === 'recent-1');
    recent?.click?.();
    expect(ran).toEqual(['zoomIn', '/a.pdf']);
    expect(recent?.label).toBe('Smith && Sons');
  });
  test('shows developer tools only in development', () => {
    const has = (development: boolean): boolean => JSON.stringify(menuTemplate(options({ development }))).includes('toggleDevTools');
    expect([has(true), has(false)]).toEqual([true, false]);
  });
  test("speaks the chosen language, else the system's first that it knows", () => {
    expect(languageOf('zh-CN', ['en-GB'])).toBe('zh-CN');
    expect(languageOf('system', ['fr-FR', 'zh-Hans-CN', 'en'])).toBe('zh-CN');
    expect(languageOf('system', ['de-DE'])).toBe('en');
  });
});

describe('files of the screens', () => {
  const root = join(folder, 'screens');
  keepWindowState(join(root, 'assets', 'x.json'), { x: 0, y: 0, width: 300, height: 300, maximized: false });
  writeFileSync(join(folder, 'outside.txt'), 'secret');
  writeFileSync(join(root, '.hidden'), 'secret');

  test('are given with their type', async () => {
    expect((await staticFile(root, '/assets/x.json'))?.type).toBe('application/json; charset=utf-8');
  });
  test.each(['/../outside.txt', '/%2e%2e/outside.txt', '/..%2foutside.txt', '/assets/..%2f..%2foutside.txt', '/..%5coutside.txt', '/.hidden', '/assets', '/%00', '/%e0%a4%a', '/C:/outside.txt', '//outside.txt'])('%s is not there', async (path) => {
    expect(await staticFile(root, path)).toBeNull();
  });
});

describe('icon containers', () => {
  const png = readFileSync(resolve(import.meta.dirname, '../../build/resources/icons/16x16.png'));

  test('an .ico says where each picture lies', () => {
    const ico = icoOf([{ size: 16, png }, { size: 256, png }]);
    expect([ico.readUInt16LE(2), ico.readUInt16LE(4), ico.readUInt8(6), ico.readUInt8(22)]).toEqual([1, 2, 16, 0]);
    for (const entry of [6, 22]) expect(ico.subarray(ico.readUInt32LE(entry + 12), ico.readUInt32LE(entry + 12) + ico.readUInt32LE(entry + 8))).toEqual(png);
  });
  test('an .icns is a chain of chunks that fills it', () => {
    const icns = icnsOf([{ type: 'icp4', png }, { type: 'ic07', png }]);
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    expect(icns.toString('latin1', 8, 12)).toBe('icp4');
    expect(8 + 2 * icns.readUInt32BE(12)).toBe(icns.length);
  });
});
