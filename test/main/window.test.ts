import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchApp } from '../electron/launch.ts';
import type { LaunchedApp, MenuEntry } from '../electron/launch.ts';
import { chromiumPath, noChromium } from '../e2e/chromium.ts';
import { listen, request } from './page-client.ts';

/** What happens outside of the page takes a while on a busy machine. */
const soon = { timeout: 60_000 };
const reading = { timeout: 150_000 };

const withChromium = describe.skipIf(chromiumPath === null);
const said = chromiumPath === null ? ` (skipped: ${noChromium})` : '';

function document(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, `${text}\n`);
  return file;
}

async function files(app: LaunchedApp): Promise<readonly string[]> {
  const answer = (await request(app.page, 'documents.list')) as { readonly value?: readonly { readonly file: string }[] };
  return (answer.value ?? []).map(({ file }) => file);
}

function labels(menu: readonly MenuEntry[]): readonly (string | null)[] {
  return menu.flatMap(({ label, items }) => [label, ...labels(items)]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

withChromium(`the desktop around the window${said}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'infolio-window-'));
  const userData = join(folder, 'data');
  let app: LaunchedApp;

  beforeAll(async () => {
    app = await launchApp({ userData, args: [document(folder, 'first.txt', 'The first file came with the command line.')] });
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a file of the command line is opened', reading, async () => {
    await expect.poll(() => files(app), { timeout: 120_000 }).toContain(join(folder, 'first.txt'));
  });

  test('a second start hands its files over, shows the window and ends', reading, async () => {
    const file = document(folder, 'second.txt', 'The second file came with a second start.');
    const focused = async (): Promise<number> => (await app.control.calls('window.focus')).length;
    const before = await focused();
    await app.control.secondInstance([file]);
    await expect.poll(focused, soon).toBeGreaterThan(before);
    await expect.poll(() => files(app), { timeout: 120_000 }).toContain(file);
  });

  test('a file that the system hands over is opened', reading, async () => {
    const file = document(folder, 'third.txt', 'The third file came from the desktop.');
    await app.control.openFile(file);
    await expect.poll(() => files(app), { timeout: 120_000 }).toContain(file);
  });

  test('opened documents are recent ones, for the system and in the menu', async () => {
    await expect.poll(async () => (await app.control.calls('app.addRecentDocument')).flatMap(({ args }) => args), soon).toContain(join(folder, 'third.txt'));
    const recent = async (): Promise<readonly (string | null)[]> => labels((await app.control.menu()).flatMap(({ items }) => items.filter(({ id }) => id === 'openRecent')));
    await expect.poll(async () => (await recent()).length, soon).toBeGreaterThanOrEqual(4);
  });

  test('a menu item reaches the screens as a command', async () => {
    const heard = await listen(app.page);
    await app.control.clickMenu('zoomIn');
    await expect.poll(async () => (await heard()).filter(({ name }) => name === 'command'), soon).toEqual([{ kind: 'event', name: 'command', value: { command: 'zoomIn' } }]);
  });

  test('theme and language follow the settings at once', async () => {
    expect(await app.control.themeSource()).toBe('system');
    await request(app.page, 'settings.set', { theme: 'dark', language: 'zh-CN' });
    expect(await app.control.themeSource()).toBe('dark');
    await expect.poll(() => app.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches), soon).toBe(true);
    expect(labels(await app.control.menu())).toContain('打开…');
    await request(app.page, 'settings.set', { theme: 'system', language: 'en' });
    expect(await app.control.themeSource()).toBe('system');
    await app.control.setSystemDark(true);
    await expect.poll(() => app.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches), soon).toBe(true);
    await app.control.setSystemDark(false);
    await expect.poll(() => app.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches), soon).toBe(false);
  });

  test('a file dialog gives what was picked, and nothing if it was cancelled', async () => {
    expect(await request(app.page, 'app.pickFiles')).toMatchObject({ value: { paths: [] } });
    await app.control.answerOpenDialog(['/a.pdf', '/b.pdf']);
    expect(await request(app.page, 'app.pickFiles', { folders: true })).toMatchObject({ value: { paths: ['/a.pdf', '/b.pdf'] } });
    const [forFiles, forFolders] = (await app.control.calls('dialog.showOpenDialog')).map(({ args }) => args[0]);
    expect(forFiles).toMatchObject({ properties: ['openFile', 'multiSelections'] });
    expect(forFolders).toMatchObject({ properties: ['openDirectory', 'multiSelections'] });
  });

  test('a document is shown in its folder, and the page printed', async () => {
    const { value } = (await request(app.page, 'documents.list')) as unknown as { readonly value: readonly { readonly id: string; readonly file: string }[] };
    const [first] = value;
    await request(app.page, 'app.showInFolder', { document: first?.id });
    expect((await app.control.calls('shell.showItemInFolder')).flatMap(({ args }) => args)).toEqual([first?.file]);
    expect(await request(app.page, 'app.showInFolder', { document: 'none' })).toMatchObject({ kind: 'error', error: { code: 'not_found' } });
    expect(await request(app.page, 'app.print')).toMatchObject({ kind: 'result' });
    expect((await app.control.calls('webContents.print')).length).toBe(1);
  });

  test('an export goes to where the dialog says, over a file that the dialog asked about, and nowhere if it is called off', reading, async () => {
    const { value } = (await request(app.page, 'documents.list')) as unknown as { readonly value: readonly { readonly id: string }[] };
    const params = { request: { documents: [value[0]?.id], parts: ['notes'], format: 'md' }, name: 'Notes on a/b: "c"' };
    expect(await request(app.page, 'app.export', params)).toMatchObject({ value: { path: null, url: null } });
    const [options] = (await app.control.calls('dialog.showSaveDialog')).map(({ args }) => args[0]);
    expect(options).toMatchObject({ defaultPath: 'Notes on a-b_ _c_.md', filters: [{ name: 'Markdown', extensions: ['md'] }], properties: ['createDirectory', 'showOverwriteConfirmation'] });

    const path = join(folder, 'notes.md');
    writeFileSync(path, 'old');
    await app.control.answerSaveDialog(path);
    expect(await request(app.page, 'app.export', params)).toMatchObject({ value: { path, url: null, entries: 0, warnings: [] } });
    expect(readFileSync(path, 'utf8')).toContain('There are no notes on this document.');
    // The dialog knew nothing of the file that an added ending leads to.
    await app.control.answerSaveDialog(join(folder, 'notes'));
    expect(await request(app.page, 'app.export', params)).toMatchObject({ kind: 'error', error: { code: 'exists' } });
    expect(await request(app.page, 'export.write', { request: params.request, path })).toMatchObject({ kind: 'error', error: { code: 'not_allowed' } });
    expect(await app.control.calls('download')).toEqual([]);
  });

  test('an engine that is killed is started again, and the screens are told', async () => {
    const heard = await listen(app.page);
    const pid = await app.control.enginePid();
    expect(pid).not.toBeNull();
    // A request in flight, so that somebody waits for the next process.
    if (pid !== null) process.kill(pid, 'SIGKILL');
    await expect.poll(async () => (await files(app)).length, soon).toBe(3);
    await expect.poll(async () => (await heard()).map(({ value }) => (value as { readonly state?: string }).state), soon).toContain('restarted');
    expect(await app.control.enginePid()).not.toBe(pid);
  });

  test('a page that crashes is loaded again and the user told', async () => {
    await app.control.crashPage();
    const page = await app.nextPage();
    await page.waitForLoadState('load');
    expect((await files(app)).length).toBe(3);
    const messages = (await app.control.calls('dialog.showMessageBox')).map(({ args }) => args[0]);
    expect(messages).toEqual([expect.objectContaining({ type: 'warning', message: 'The window was loaded again.' })]);
  });

  test('quitting ends the engine', async () => {
    const pid = await app.control.enginePid();
    await app.close();
    expect(pid === null || isAlive(pid)).toBe(false);
    app = await launchApp({ userData });
  });
});

withChromium(`the place of the window${said}`, () => {
  const userData = mkdtempSync(join(tmpdir(), 'infolio-place-'));
  afterAll(() => {
    rmSync(userData, { recursive: true, force: true });
  });

  test('is the same after a restart, maximised too', { timeout: 300_000 }, async () => {
    const bounds = { x: 111, y: 77, width: 1_100, height: 740 };
    let app = await launchApp({ userData });
    await app.control.setBounds(bounds);
    await app.close();

    app = await launchApp({ userData });
    expect(await app.control.bounds()).toEqual(bounds);
    expect(await app.control.isMaximized()).toBe(false);
    await app.control.maximize();
    await app.close();

    app = await launchApp({ userData });
    expect(await app.control.isMaximized()).toBe(true);
    await app.close();
  });
});
