import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Box } from '../../../src/contract/geometry.ts';
import { boxesOf } from '../../../src/engine/pdf/index.ts';
import { chromiumPath, launchChromium } from '../chromium.ts';
import { standsStill } from '../positions.ts';
import { makeBook, phraseOf } from './documents.ts';
import { buildHarness, served, serveHarness, unread } from './harness.ts';
import type { HarnessServer, Served } from './harness.ts';

const fixture = (name: string): string => join(import.meta.dirname, '../../fixtures/documents', name);
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe.skipIf(chromiumPath === null)('the document viewer in a browser', () => {
  let folder: string;
  let browser: Browser | undefined;
  let server: HarnessServer;
  let page: Page;
  let documents: readonly Served[];
  const troubles: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'infolio-viewer-'));
    await Promise.all([
      buildHarness(join(folder, 'screens')),
      makeBook(join(folder, 'book.pdf'), 60),
      makeBook(join(folder, 'locked.pdf'), 3, { userPassword: 'lamp' }),
      writeFile(join(folder, 'broken.pdf'), '%PDF-1.7\nnothing of use'),
      writeFile(join(folder, 'words.txt'), Array.from({ length: 90 }, (_, index) => `Paragraph ${index + 1}. The café kept its ledger. ${'The lamp burned until dawn. '.repeat(9)}`).join('\n\n')),
    ]);
    const book = await served('book', join(folder, 'book.pdf'));
    documents = [
      book,
      await served('lease', fixture('lease.pdf')),
      { ...book, document: { ...book.document, id: 'moved' }, file: join(folder, 'nowhere.pdf') },
      { ...book, document: { ...book.document, id: 'broken' }, file: join(folder, 'broken.pdf') },
      unread('lost', join(folder, 'nowhere.pdf')),
      unread('locked', join(folder, 'locked.pdf')),
      await served('words', join(folder, 'words.txt')),
    ];
    server = await serveHarness(join(folder, 'screens'), documents);
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/u.test(message.text())) troubles.push(message.text());
    });
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(() => {
    expect(troubles.splice(0)).toEqual([]);
  });

  async function open(id: string, state: 'pdf' | 'text' | 'failed' | 'locked' = 'pdf', forget = true): Promise<void> {
    // The page that is left keeps its view when it goes.
    await page.goto('about:blank');
    if (forget) server.kept.clear();
    await page.goto(`${server.url}?document=${id}`);
    await page.waitForSelector(`[data-testid=viewer][data-state=${state}]`, { timeout: 60_000 });
  }

  const call = (name: string, ...values: unknown[]): Promise<unknown> =>
    page.evaluate(([method, given]) => (window as unknown as { harness: Record<string, (...all: unknown[]) => unknown> }).harness[method as string]?.(...(given as unknown[])), [name, values]);
  const heard = (what: string): Promise<unknown[]> =>
    page.evaluate((wanted) => (window as unknown as { harness: { heard: { what: string; value: unknown }[] } }).harness.heard.filter((one) => one.what === wanted).map((one) => one.value), what);
  const boxes = (): Promise<Rectangle[]> =>
    page.evaluate(() => [...document.querySelectorAll('[data-testid=answer-box]')].map((element) => element.getBoundingClientRect()).map(({ left, top, right, bottom }) => ({ left, top, right, bottom })));

  /** Where words of a page stand on the screen by the page's own text layer. */
  const wordsAt = (number: number, words: string): Promise<Rectangle | null> =>
    page.evaluate(
      ([wanted, text]) => {
        const walker = document.createTreeWalker(document.querySelector(`.page[data-page-number="${wanted}"] .textLayer`) ?? document.createElement('div'), NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const at = node.textContent?.indexOf(text) ?? -1;
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + text.length);
          const { left, top, right, bottom } = range.getBoundingClientRect();
          return { left, top, right, bottom };
        }
        return null;
      },
      [number, words] as const,
    );

  function placeOf(id: string, number: number, words: string): Box[] {
    const own = documents.find(({ document }) => document.id === id)?.pages.find((one) => one.page === number);
    const start = own?.text.indexOf(words) ?? -1;
    if (own === undefined || start < 0) throw new Error(`${words} is not on page ${number} of ${id}`);
    return boxesOf(own, start, start + words.length);
  }

  async function textLayer(number: number): Promise<void> {
    await page.waitForSelector(`.page[data-page-number="${number}"] .textLayer span`, { timeout: 60_000 });
    await standsStill(page);
  }

  test('lights up exactly the answer’s words, at every zoom and turn', async () => {
    await open('lease');
    await call('highlight', { key: 1, boxes: placeOf('lease', 3, 'Base Rent') });
    for (const [zoom, turns] of [['page-width', 0], ['0.75', 0], ['2', 0], ['1', 1], ['1', 2], ['1', 3]] as const) {
      await page.selectOption('[data-testid=zoom]', zoom);
      if (turns > 0) await call('run', 'rotate');
      await call('highlight', { key: turns * 10 + Number.parseFloat(zoom), boxes: placeOf('lease', 3, 'Base Rent') });
      await textLayer(3);
      const [box] = await boxes();
      const words = await wordsAt(3, 'Base Rent');
      expect(words).not.toBeNull();
      if (box === undefined || words === null) continue;
      const scale = (box.right - box.left + (box.bottom - box.top)) / (words.right - words.left + (words.bottom - words.top));
      expect(scale).toBeGreaterThan(0.75);
      expect(scale).toBeLessThan(1.25);
      const length = turns % 2 === 0 ? (['left', 'right'] as const) : (['top', 'bottom'] as const);
      for (const side of length) expect(Math.abs(box[side] - words[side]), `${side} at ${zoom}, ${turns} turns`).toBeLessThan(2.5);
      const inside = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
      expect(inside.x > words.left - 2 && inside.x < words.right + 2 && inside.y > words.top - 2 && inside.y < words.bottom + 2).toBe(true);
      expect(box.top > 40 && box.bottom < 800).toBe(true);
    }
  }, 180_000);

  test('knows the pages’ labels, and takes labels and numbers in the page box', async () => {
    await open('book');
    const box = page.getByTestId('page-box');
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>('[data-testid=page-box]')?.value === 'i');
    await box.fill('9');
    await box.press('Enter');
    await page.waitForFunction(() => (window as unknown as { harness: { page: () => number } }).harness.page() === 13);
    await box.fill('iv');
    await box.press('Enter');
    await page.waitForFunction(() => (window as unknown as { harness: { page: () => number } }).harness.page() === 4);
    await box.fill('xyz');
    await box.press('Enter');
    expect(await box.getAttribute('aria-invalid')).toBe('true');
    await call('goTo', 20);
    await page.waitForFunction(() => document.querySelector('[data-testid=viewer-announcements]')?.textContent === 'Page 16');
    expect((await heard('page')).at(-1)).toBe(20);
  });

  test('follows links inside the document and back; others are handed on', async () => {
    await open('book');
    await textLayer(1);
    await page.locator('.annotationLayer a[href^="#"]').click();
    await page.waitForFunction(() => (window as unknown as { harness: { page: () => number } }).harness.page() === 12);
    expect(await call('run', 'back')).toBe(true);
    await page.waitForFunction(() => (window as unknown as { harness: { page: () => number } }).harness.page() === 1);
    expect(await call('run', 'forward')).toBe(true);
    await page.waitForFunction(() => (window as unknown as { harness: { page: () => number } }).harness.page() === 12);
    await call('run', 'back');
    await page.locator('.annotationLayer a[href^="https"]').click();
    expect(await heard('external')).toEqual(['https://example.org/ledger']);
    expect(page.url()).toContain(server.url);
  });

  test('finds words, counts them and goes through them', async () => {
    await open('book');
    await call('run', 'find');
    await page.getByTestId('find-input').fill('entry 2');
    await page.waitForFunction(() => document.querySelector('[data-testid=find-status]')?.textContent === '1 of 11');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('[data-testid=find-status]')?.textContent === '2 of 11');
    await page.getByRole('button', { name: 'Whole words' }).click();
    await page.waitForFunction(() => document.querySelector('[data-testid=find-status]')?.textContent === '1 of 1');
    await page.getByTestId('find-input').fill('no such words');
    await page.waitForFunction(() => document.querySelector('[data-testid=find-status]')?.textContent === 'No matches');
    await page.keyboard.press('Escape');
    expect(await page.getByTestId('find-input').count()).toBe(0);
  });

  test('makes a highlight of the selected words, by keyboard too', async () => {
    await open('book');
    await textLayer(1);
    const at = await wordsAt(1, phraseOf(1));
    if (at === null) throw new Error('the phrase is not on the page');
    await page.mouse.move(at.left + 1, (at.top + at.bottom) / 2);
    await page.mouse.down();
    await page.mouse.move(at.right - 1, (at.top + at.bottom) / 2, { steps: 4 });
    await page.mouse.up();
    await page.getByTestId('selection-bar').waitFor();
    await page.getByTestId('pages').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const [draft] = (await heard('note')) as { readonly page: number; readonly quote: string; readonly colour: string; readonly boxes: readonly Box[] }[];
    expect(draft).toMatchObject({ page: 1, colour: 'green' });
    expect(phraseOf(1)).toContain(draft?.quote);
    expect(draft?.quote.length).toBeGreaterThan(phraseOf(1).length - 4);
    const [expected] = placeOf('book', 1, phraseOf(1));
    expect(draft?.boxes).toHaveLength(1);
    expect(Math.abs((draft?.boxes[0]?.x ?? 0) - (expected?.x ?? 0))).toBeLessThan(8);
    expect(Math.abs((draft?.boxes[0]?.y ?? 0) - (expected?.y ?? 0))).toBeLessThan(4);
    const note = await page.getByTestId('note-box').boundingBox();
    if (note === null) throw new Error('the highlight is not shown');
    await page.mouse.click(note.x + note.width / 2, note.y + note.height / 2);
    expect(await heard('noteselect')).toEqual([1]);
  });

  test('goes to a passage by the recall map, by mouse and by keyboard', async () => {
    await open('book');
    await call('recall', Array.from({ length: 60 }, (_, index) => ({ passage: index, page: index + 1, top: 0.2, bottom: 0.4, score: index === 39 ? 0.9 : index === 9 ? 0.7 : 0.05 })));
    const map = page.getByTestId('recall-map');
    const area = await map.boundingBox();
    if (area === null) throw new Error('no recall map');
    await map.click({ position: { x: 8, y: (area.height * 39.3) / 60 } });
    await page.waitForFunction(() => Math.abs((window as unknown as { harness: { page: () => number } }).harness.page() - 40) <= 1);
    await page.getByRole('button', { name: 'Next of the strongest places' }).press('Enter');
    await page.waitForFunction(() => Math.abs((window as unknown as { harness: { page: () => number } }).harness.page() - 10) <= 1);
    expect(await page.getByTestId('viewer-announcements').textContent()).toBe('Strong place 1 of 2, page 6');
  });

  test('remembers page, zoom and turn, and gives the library a picture once', async () => {
    await open('book');
    await page.selectOption('[data-testid=zoom]', '1.25');
    await call('run', 'rotate');
    await call('goTo', 30);
    await expect.poll(() => server.kept.get('view.book'), { timeout: 20_000 }).toMatchObject({ page: 30, zoom: 1.25, rotation: 90 });
    await expect.poll(() => String(server.kept.get('thumbnail.book')), { timeout: 20_000 }).toMatch(/^data:image\/jpeg;base64,/u);
    await open('book', 'pdf', false);
    await page.waitForFunction(() => (window as unknown as { harness: { page: () => number } }).harness.page() === 30);
    expect(await page.getByTestId('zoom').inputValue()).toBe('1.25');
  });

  test('asks for the password of a locked document', async () => {
    await open('locked', 'locked');
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('That is not the password.').waitFor();
    await page.getByLabel('Password').fill('lamp');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid=viewer][data-state=pdf]');
    await textLayer(1);
  });

  test.each([['moved', 'The file has moved'], ['broken', 'cannot be drawn']])('shows the text that was read where the file is %s', async (id, notice) => {
    await open(id, 'text');
    expect(await page.getByTestId('viewer-notice').textContent()).toContain(notice);
    await call('highlight', { key: 1, boxes: placeOf('moved', 25, 'entry 25') });
    await expect.poll(async () => (await boxes()).length, { timeout: 20_000 }).toBe(1);
    const lit = await page.evaluate(() => {
      const box = document.querySelector('[data-testid=answer-box]')?.getBoundingClientRect();
      const walker = document.createTreeWalker(document.querySelector('[data-page-number="25"]') ?? document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null && box !== undefined; node = walker.nextNode()) {
        const at = node.textContent?.indexOf('entry 25') ?? -1;
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 8);
        const words = range.getBoundingClientRect();
        return Math.max(Math.abs(words.left - box.left), Math.abs(words.right - box.right), Math.abs(words.top - box.top), Math.abs(words.bottom - box.bottom));
      }
      return Infinity;
    });
    expect(lit).toBeLessThan(1.5);
  });

  test('says so where nothing was read and the file is gone', async () => {
    await open('lost', 'failed');
    expect(await page.getByTestId('viewer-failed').textContent()).toContain('nothing of it has been read yet');
  });

  test('shows a text file, finds in it and marks it', async () => {
    await open('words', 'text');
    await call('run', 'find');
    await page.getByTestId('find-input').fill('cafe kept');
    await page.waitForFunction(() => document.querySelector('[data-testid=find-status]')?.textContent === '1 of 90');
    await page.getByRole('button', { name: 'Match accents' }).click();
    await page.waitForFunction(() => document.querySelector('[data-testid=find-status]')?.textContent === 'No matches');
    await page.keyboard.press('Escape');
    await call('highlight', { key: 1, boxes: placeOf('words', 5, 'The lamp burned until dawn.') });
    await expect.poll(async () => (await boxes()).length, { timeout: 20_000 }).toBeGreaterThan(0);
    await page.evaluate(() => {
      const node = document.querySelector('[data-page-number="5"] [data-start]')?.firstChild;
      const range = document.createRange();
      if (!(node instanceof Text)) return;
      range.setStart(node, 0);
      range.setEnd(node, 12);
      document.getSelection()?.removeAllRanges();
      document.getSelection()?.addRange(range);
    });
    await page.getByRole('button', { name: 'Highlight in pink' }).click();
    const [draft] = (await heard('note')) as { readonly page: number; readonly quote: string; readonly boxes: readonly Box[] }[];
    expect(draft?.page).toBe(5);
    const own = documents.find(({ document }) => document.id === 'words')?.pages[4];
    expect(own?.text.startsWith(draft?.quote ?? '-')).toBe(true);
    expect(draft?.boxes).toEqual(own === undefined ? [] : boxesOf(own, 0, 12));
  });

  test('shows another document in its place, and keeps the page of the first', async () => {
    await open('words', 'text');
    await call('goTo', 5);
    await page.waitForFunction(() => (window as unknown as { harness: { page: () => number } }).harness.page() === 5);
    await call('show', documents.find(({ document }) => document.id === 'lease')?.document);
    await page.waitForSelector('[data-testid=viewer][data-state=pdf]', { timeout: 60_000 });
    await textLayer(1);
    await expect.poll(() => server.kept.get('view.words'), { timeout: 20_000 }).toMatchObject({ page: 5 });
    await call('show', documents.find(({ document }) => document.id === 'words')?.document);
    await page.waitForSelector('[data-testid=viewer][data-state=text]', { timeout: 60_000 });
    await page.waitForFunction(() => (window as unknown as { harness: { page: () => number } }).harness.page() === 5);
  });

  test.each(['light', 'dark'])('has nothing that axe finds, %s', async (theme) => {
    for (const [id, state] of [['book', 'pdf'], ['moved', 'text'], ['lost', 'failed'], ['locked', 'locked']] as const) {
      await open(id, state);
      await page.evaluate((wanted) => { document.documentElement.dataset['theme'] = wanted; }, theme);
      if (state === 'pdf' || state === 'text') {
        await call('highlight', { key: 1, boxes: placeOf('moved', 1, 'the ledger') });
        await call('recall', [{ passage: 0, page: 2, top: 0, bottom: 1, score: 0.8 }]);
        await call('notes', [{ id: 1, document: id, page: 1, boxes: placeOf('moved', 1, 'keeper'), quote: 'keeper', comment: '', colour: 'blue', madeAt: 0 }]);
        await call('run', 'toggleOutline');
        await call('run', 'find');
        if (state === 'pdf') await textLayer(1);
      }
      await page.waitForTimeout(500);
      // Not as a script of the page: its own policy would refuse that.
      await page.evaluate(axeSource);
      const found = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: { run: (options: object) => Promise<{ violations: Violation[] }> } };
        return (await axe.run({ resultTypes: ['violations'] })).violations.map(({ id: rule, nodes }) => `${rule}: ${nodes[0]?.html ?? ''}`);
      });
      expect(found, `${id}, ${theme}`).toEqual([]);
    }
  }, 180_000);
});
