import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchApp } from '../electron/launch.ts';
import type { LaunchedApp } from '../electron/launch.ts';
import { chromiumPath, noChromium } from '../e2e/chromium.ts';
import { request, sendRaw } from './page-client.ts';

/** What happens outside of the page takes a while on a busy machine. */
const soon = { timeout: 30_000 };

describe.skipIf(chromiumPath === null)(chromiumPath === null ? `the window (skipped: ${noChromium})` : 'the window is closed to the outside', () => {
  const userData = mkdtempSync(join(tmpdir(), 'infolio-hardening-'));
  let app: LaunchedApp;

  beforeAll(async () => {
    app = await launchApp({ userData });
  });
  afterAll(async () => {
    await app.close();
    rmSync(userData, { recursive: true, force: true });
  });

  test('the page has the bridge, and nothing else of Electron or Node', async () => {
    const seen = await app.page.evaluate(() => {
      const here = window as unknown as Record<string, unknown>;
      return { bridge: Object.keys(here['infolio'] ?? {}).toSorted(), others: ['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in here) };
    });
    expect(seen).toEqual({ bridge: ['onMessage', 'pathForFile', 'send'], others: [] });
  });

  test('every answer carries a policy without unsafe-inline and unsafe-eval', async () => {
    const answers = await app.page.evaluate(async () => {
      const paths = ['index.html', 'documents/none/file', 'nothing-here.js'];
      return Promise.all(paths.map(async (path) => (await fetch(path)).headers.get('content-security-policy') ?? ''));
    });
    for (const policy of answers) {
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/u);
    }
  });

  test('the policy is in force: no inline script, no eval, no inline style', async () => {
    // In a task of the page's own: what a debugger evaluates is exempt from the policy.
    const ran = await app.page.evaluate(async () => {
      await new Promise((task) => setTimeout(task, 0));
      const here = window as unknown as Record<string, unknown>;
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.head.append(script);
      const style = document.createElement('style');
      style.textContent = 'body { outline: 7px solid rgb(1, 2, 3) }';
      document.head.append(style);
      let evaluated = true;
      try {
        // Through a name, so that no tool takes it for a mistake of ours.
        (here['eval'] as (code: string) => unknown)('1');
      } catch {
        evaluated = false;
      }
      const outline = getComputedStyle(document.body).outlineWidth;
      script.remove();
      style.remove();
      return { inline: 'inlineRan' in here, evaluated, styled: outline === '7px' };
    });
    expect(ran).toEqual({ inline: false, evaluated: false, styled: false });
  });

  test.each(['../../package.json', '%2e%2e/%2e%2e/package.json', '..%2f..%2fpackage.json', '..%5c..%5cpackage.json', '.git/config', 'assets/..%2f..%2f..%2fpackage.json', '%00', '%zz', 'assets', 'documents/..%2f..%2fpackage.json/file'])(
    'app://infolio/%s gives nothing',
    async (path) => {
      const status = await app.page.evaluate(async (address) => (await fetch(address)).status, path);
      expect(status).toBe(404);
    },
  );

  test('nothing but reading: other methods are refused', async () => {
    expect(await app.page.evaluate(async () => (await fetch('index.html', { method: 'POST', body: 'x' })).status)).toBe(405);
    expect(await app.page.evaluate(async () => (await fetch('index.html', { method: 'HEAD' })).status)).toBe(200);
  });

  test('a link to elsewhere leads nowhere', async () => {
    const before = app.page.url();
    await app.page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'https://example.com/';
      link.id = 'elsewhere';
      link.textContent = 'elsewhere';
      document.body.append(link);
    });
    await app.page.locator('#elsewhere').evaluate((link: HTMLElement) => {
      link.click();
    });
    await expect.poll(() => app.control.calls('navigation'), soon).toEqual([{ name: 'navigation', args: ['https://example.com/', true] }]);
    expect(app.page.url()).toBe(before);
    await app.page.locator('#elsewhere').evaluate((link) => {
      link.remove();
    });
  });

  test('no new window opens', async () => {
    await app.page.evaluate(() => void window.open('https://example.com/popup'));
    await expect.poll(async () => (await app.control.calls('window.open')).map(({ args }) => args[1]), soon).toEqual(['deny']);
    await expect.poll(() => app.page.context().pages().filter((page) => page.url().includes('popup')).length, soon).toBe(0);
  });

  test('a frame of another address stays empty, and the network is not there', async () => {
    const reached = await app.page.evaluate(async () => {
      const tries = ['https://example.com/', 'http://127.0.0.1:9/', 'file:///etc/passwd'].map((address) => fetch(address, { mode: 'no-cors' }).then(() => true, () => false));
      return Promise.all(tries);
    });
    expect(reached).toEqual([false, false, false]);
    await app.page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.src = 'https://example.com/';
      document.body.append(frame);
      setTimeout(() => {
        frame.remove();
      }, 1_000);
    });
    expect(app.page.frames().some((frame) => frame.url().includes('example.com'))).toBe(false);
  });

  test('a download is refused', async () => {
    await app.page.evaluate(() => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['x']));
      link.download = 'x.txt';
      link.click();
    });
    await expect.poll(async () => (await app.control.calls('download')).map(({ args }) => args[1]), soon).toEqual([true]);
  });

  test.each(['geolocation', 'notifications', 'media', 'clipboard-read', 'midi', 'usb', 'display-capture', 'fullscreen'])('the permission %s is refused', async (permission) => {
    expect(await app.control.requestPermission(permission)).toBe(false);
  });

  test('copying is allowed', async () => {
    expect(await app.control.requestPermission('clipboard-sanitized-write')).toBe(true);
  });

  test("the window's page is sandboxed", async () => {
    expect(await app.control.webPreferences()).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true, webviewTag: false });
    expect((await app.control.calls('app.enableSandbox')).length).toBe(1);
  });

  test.each([
    { url: 'https://example.com/', mainFrame: true },
    { url: 'app://elsewhere/index.html', mainFrame: true },
    { url: 'app://infolio.example/index.html', mainFrame: true },
    { url: 'file:///index.html', mainFrame: true },
    { url: 'app://infolio/index.html', mainFrame: false },
  ])('a message from $url (main frame: $mainFrame) is not heard', async (sender) => {
    const message = { kind: 'request', id: 5, method: 'app.showInFolder', params: { document: 'none' } };
    const opened = { kind: 'request', id: 6, method: 'app.pickFiles', params: {} };
    await app.control.sendAs(sender, message);
    await app.control.sendAs(sender, opened);
    // The same from the page itself is heard: so the silence above means something.
    const own = await request(app.page, 'app.info');
    expect(own).toMatchObject({ kind: 'result', value: { shell: 'desktop' } });
    expect(await app.control.calls('dialog.showOpenDialog')).toEqual([]);
  });

  test('messages that break their schema are refused, and the app goes on', async () => {
    const bad = async (id: number, message: unknown): Promise<unknown> => (await sendRaw(app.page, id, message)).kind === 'error';
    expect(await bad(1, { kind: 'request', id: 1, method: 'app.destroy', params: {} })).toBe(true);
    expect(await bad(2, { kind: 'request', id: 2, method: 'settings.set', params: { threads: -4 } })).toBe(true);
    expect(await bad(3, { kind: 'request', id: 3, method: 'documents.get', params: { document: '' } })).toBe(true);
    expect(await bad(4, { kind: 'request', id: 4, method: 'constructor', params: {} })).toBe(true);
    await app.page.evaluate(() => {
      const { infolio } = window as unknown as { infolio: { send(message: unknown): void } };
      for (const message of [null, 7, 'x', [], { kind: 'cancel' }, { kind: 'request' }, { kind: 'result', id: 1, value: {} }]) infolio.send(message);
    });
    expect(await request(app.page, 'settings.get')).toMatchObject({ kind: 'result' });
  });

  test.each(['javascript:alert(1)', 'file:///etc/passwd', 'ms-settings:privacy', 'not an address', 'https:'])('%s is not handed to the system', async (url) => {
    expect(await request(app.page, 'app.openExternal', { url })).toMatchObject({ kind: 'error', error: { code: 'not_allowed' } });
    expect(await app.control.calls('shell.openExternal')).toEqual([]);
  });

  test('an address is opened outside once the user agreed, and not before', async () => {
    expect(await request(app.page, 'app.openExternal', { url: 'https://example.com/a b' })).toMatchObject({ kind: 'error', error: { code: 'cancelled' } });
    expect(await app.control.calls('shell.openExternal')).toEqual([]);
    await app.control.answerMessageBox(0);
    expect(await request(app.page, 'app.openExternal', { url: 'https://example.com/a b' })).toMatchObject({ kind: 'result' });
    expect(await app.control.calls('shell.openExternal')).toEqual([{ name: 'shell.openExternal', args: ['https://example.com/a%20b'] }]);
  });

  test("a document's bytes come whole and in parts, by its id only", async () => {
    const file = join(userData, 'rules.txt');
    writeFileSync(file, 'The quiet room closes at nine in the evening. Nobody eats there.\n');
    const whole = readFileSync(file);
    const opened = await request(app.page, 'documents.open', { path: file });
    const { id } = (opened as unknown as { readonly value: { readonly id: string } }).value;
    const got = await app.page.evaluate(async (address) => {
      const all = await fetch(address);
      const part = await fetch(address, { headers: { range: 'bytes=10-19' } });
      const beyond = await fetch(address, { headers: { range: 'bytes=99999999-' } });
      return {
        length: (await all.arrayBuffer()).byteLength,
        type: all.headers.get('content-type'),
        part: { status: part.status, range: part.headers.get('content-range'), bytes: [...new Uint8Array(await part.arrayBuffer())] },
        beyond: beyond.status,
      };
    }, `documents/${id}/file`);
    expect(got).toEqual({
      length: whole.length,
      type: 'text/plain; charset=utf-8',
      part: { status: 206, range: `bytes 10-19/${whole.length}`, bytes: [...whole.subarray(10, 20)] },
      beyond: 416,
    });
    expect(await app.page.evaluate(async () => (await fetch('documents/no-such-document/file')).status)).toBe(404);
  });
});
