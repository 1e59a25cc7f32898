import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentFile, expandPaths, openSettings, samplesIn } from '../../../src/engine/hosting/index.ts';
import type { FileRequest } from '../../../src/engine/hosting/index.ts';
import { throttled } from '../../../src/engine/hosting/throttle.ts';
import { documents, temporaryFolder } from './given.ts';

let place: ReturnType<typeof temporaryFolder>;
beforeEach(() => { place = temporaryFolder(); });
afterEach(() => { place[Symbol.dispose](); });

describe('Paths', () => {
  it('are expanded to the readable files in their folders, hidden ones left out', async () => {
    const at = (...parts: string[]): string => join(place.path, ...parts);
    for (const folder of ['a/b', '.hidden', 'c']) mkdirSync(at(folder), { recursive: true });
    for (const file of ['a/2.pdf', 'a/10.PDF', 'a/b/notes.md', 'a/b/x.markdown', 'a/picture.png', 'a/.secret.pdf', '.hidden/h.pdf', 'c/t.txt', 'c/u.text', 'c/v.docx', 'c/w.EPUB', 'c/x.html', 'odd.odt']) writeFileSync(at(file), 'x');
    symlinkSync(at('c/t.txt'), at('a/link.txt'));
    symlinkSync(place.path, at('a/b/loop'));
    expect(await expandPaths([at('odd.odt'), at('a'), at('a/2.pdf'), at('c')])).toEqual(
      [at('odd.odt'), at('a/2.pdf'), at('a/10.PDF'), at('a/b/notes.md'), at('a/b/x.markdown'), at('a/link.txt'), at('c/t.txt'), at('c/u.text'), at('c/v.docx'), at('c/w.EPUB'), at('c/x.html')],
    );
    await expect(expandPaths([at('nothing')])).rejects.toMatchObject({ code: 'not_found' });
    await expect(expandPaths([place.path], AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(await samplesIn(at('none'))).toEqual([]);
    expect((await samplesIn(documents)).length).toBeGreaterThanOrEqual(3);
  });
});

describe('A document\'s file', () => {
  const read = async (name: string, request: Partial<FileRequest> = {}) => {
    const { status, headers, stream } = await documentFile(join(place.path, name), { method: 'GET', ...request });
    return { status, headers, body: stream === null ? null : (await buffer(stream)).toString() };
  };
  beforeEach(() => {
    writeFileSync(join(place.path, 'a.pdf'), '0123456789');
    writeFileSync(join(place.path, 'a.md'), '# A');
    writeFileSync(join(place.path, 'page.html'), '<script>');
    writeFileSync(join(place.path, 'empty.pdf'), '');
  });

  it('is given whole, or as the range that was asked for', async () => {
    expect(await read('a.pdf')).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf', 'content-length': '10', 'accept-ranges': 'bytes' }, body: '0123456789' });
    expect(await read('a.pdf', { range: 'bytes=2-4' })).toMatchObject({ status: 206, headers: { 'content-range': 'bytes 2-4/10', 'content-length': '3' }, body: '234' });
    expect(await read('a.pdf', { range: 'bytes=7-' })).toMatchObject({ status: 206, headers: { 'content-range': 'bytes 7-9/10' }, body: '789' });
    expect(await read('a.pdf', { range: 'bytes=-3' })).toMatchObject({ status: 206, body: '789' });
    expect(await read('a.pdf', { range: 'bytes=-30' })).toMatchObject({ status: 206, headers: { 'content-range': 'bytes 0-9/10' } });
    expect(await read('a.pdf', { range: 'bytes=8-99' })).toMatchObject({ status: 206, body: '89' });
    expect(await read('a.pdf', { method: 'HEAD', range: 'bytes=2-4' })).toMatchObject({ status: 206, headers: { 'content-length': '3' }, body: null });
    expect(await read('empty.pdf')).toMatchObject({ status: 200, headers: { 'content-length': '0' }, body: null });
  });

  it('is refused where there is none, and ranges that make no sense are left out of account', async () => {
    expect(await read('b.pdf')).toMatchObject({ status: 404, body: null });
    expect((await documentFile(place.path, { method: 'GET' })).status).toBe(404);
    for (const range of ['bytes=10-', 'bytes=-0']) expect(await read('a.pdf', { range }), range).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */10' }, body: null });
    for (const range of ['bytes=4-2', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=-', '']) expect((await read('a.pdf', { range })).status, range).toBe(200);
  });

  it('has a type of its own, never one that a browser runs', async () => {
    expect((await read('a.md')).headers).toMatchObject({ 'content-type': 'text/markdown; charset=utf-8', 'x-content-type-options': 'nosniff' });
    expect((await read('page.html')).headers['content-type']).toBe('application/octet-stream');
  });
});

describe('Settings', () => {
  it('are the defaults at first, and kept from then on', () => {
    const folder = join(place.path, 'deep', 'config');
    const settings = openSettings(folder);
    expect(settings.current).toEqual({ theme: 'system', language: 'system', device: 'auto', precision: 'auto', threads: null, ocr: true, libraryFolder: null });
    settings.change({ theme: 'dark' });
    settings.change({ threads: 2 });
    expect(openSettings(folder).current).toMatchObject({ theme: 'dark', threads: 2 });
    expect(readdirSync(folder)).toEqual(['settings.json']);
    expect(() => settings.change({ threads: -1 })).toThrow();
    expect(settings.current.threads).toBe(2);
  });

  it('that are damaged give the defaults and are kept aside', () => {
    const file = join(place.path, 'settings.json');
    for (const damage of ['{"theme": "da', '[]', 'null', '\u0000\u0001']) {
      writeFileSync(file, damage);
      const settings = openSettings(place.path);
      expect(settings.current.theme, damage).toBe('system');
      expect(readFileSync(join(place.path, 'settings.damaged.json'), 'utf8')).toBe(damage);
      settings.change({ theme: 'light' });
      expect(openSettings(place.path).current.theme).toBe('light');
    }
  });

  it('lose only what makes no sense', () => {
    writeFileSync(join(place.path, 'settings.json'), JSON.stringify({ theme: 'dark', device: 'quantum', threads: 'many', later: true }));
    expect(openSettings(place.path).current).toMatchObject({ theme: 'dark', device: 'auto', threads: null });
  });

  it('that cannot be written stay as they are', () => {
    writeFileSync(join(place.path, 'config'), 'a file where the folder should be');
    const settings = openSettings(join(place.path, 'config'));
    expect(() => settings.change({ theme: 'dark' })).toThrow(expect.objectContaining({ code: 'unreadable' }) as Error);
    expect(settings.current.theme).toBe('system');
  });
});

describe('Progress', () => {
  it('comes no more often than it may, and nothing of it is lost', () => {
    let now = 0;
    const passed: string[] = [];
    const throttle = throttled<string>(100, (before, value) => before + value, (value) => passed.push(value), () => now);
    for (const letter of 'abcdefgh') {
      throttle.give(letter);
      now += 30;
    }
    throttle.flush();
    throttle.flush();
    expect(passed).toEqual(['a', 'bcde', 'fgh']);
  });
});
