import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Box } from '../../../src/contract/geometry.ts';
import { boxesOf } from '../../../src/engine/pdf/index.ts';
import { chromiumPath, launchChromium } from '../chromium.ts';
import { buildHarness, serveHarness, served } from './harness.ts';
import type { HarnessServer, Served } from './harness.ts';

const fixture = (name: string): string => join(import.meta.dirname, '../../fixtures/formats/files', name);

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

describe.skipIf(chromiumPath === null)('documents of other formats than PDF, set from what was read', () => {
  let folder: string;
  let browser: Browser | undefined;
  let server: HarnessServer;
  let page: Page;
  let documents: readonly Served[];
  const troubles: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'infolio-formats-'));
    const hostile = join(folder, 'hostile.html');
    await writeFile(hostile, '<p>A mark: &lt;img src=x onerror="document.title=1"&gt; and <img src="https://example.org/x.png"><a href="javascript:alert(1)" onclick="alert(1)">a link</a>.');
    documents = [await served('handbook', fixture('handbook.docx')), await served('road', fixture('salt-road.epub')), await served('ferry', fixture('ferry.html')), await served('hostile', hostile)];
    await buildHarness(join(folder, 'screens'));
    server = await serveHarness(join(folder, 'screens'), documents);
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url)) troubles.push(request.url());
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

  async function open(id: string): Promise<void> {
    await page.goto('about:blank');
    server.kept.clear();
    await page.goto(`${server.url}?document=${id}`);
    await page.waitForSelector('[data-testid=viewer][data-state=text]', { timeout: 60_000 });
    await page.waitForSelector('[data-page-number="1"] [data-start]');
  }

  const call = (name: string, ...values: unknown[]): Promise<unknown> =>
    page.evaluate(([method, given]) => (window as unknown as { harness: Record<string, (...all: unknown[]) => unknown> }).harness[method as string]?.(...(given as unknown[])), [name, values]);
  const rectangles = (selector: string): Promise<Rectangle[]> =>
    page.evaluate((wanted) => [...document.querySelectorAll(wanted)].map((element) => element.getBoundingClientRect()).map(({ left, top, right, bottom }) => ({ left, top, right, bottom })), selector);

  /** How far each side of the marks is from the words that it should stand on, in the same moment; null where words are missing. */
  const distances = (selector: string, number: number, parts: readonly string[]): Promise<(number | null)[]> =>
    page.evaluate(
      ([marks, wanted, texts]) => {
        const boxes = [...document.querySelectorAll(marks)].map((element) => element.getBoundingClientRect());
        return texts.map((text, index) => {
          for (const element of document.querySelectorAll(`[data-page-number="${wanted}"] [data-start]`)) {
            const node = element.firstChild;
            const at = node?.textContent?.indexOf(text) ?? -1;
            const box = boxes[index];
            if (node === null || at < 0 || box === undefined) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + text.length);
            const words = range.getBoundingClientRect();
            return Math.max(...(['left', 'top', 'right', 'bottom'] as const).map((side) => Math.abs(box[side] - words[side])));
          }
          return null;
        });
      },
      [selector, number, parts] as const,
    );

  function placeOf(id: string, number: number, words: string): Box[] {
    const own = documents.find(({ document }) => document.id === id)?.pages.find((one) => one.page === number);
    const start = own?.text.indexOf(words) ?? -1;
    if (own === undefined || start < 0) throw new Error(`${words} is not on page ${number} of ${id}`);
    return boxesOf(own, start, start + words.length);
  }

  const isNear = (found: readonly (number | null)[]): boolean => found.every((distance) => distance !== null && distance < 3.5);

  test('have headings, lists, cells and notes', async () => {
    await open('handbook');
    expect(await page.locator('[data-page-number="1"] [role=heading]').allTextContents()).toEqual(['Handbook of the Quarry Lane Allotment Society', 'Rule 1. Plots and tenants']);
    expect(await page.locator('[data-page-number="1"] ul > li').count()).toBe(6);
    expect(await page.locator('[data-page-number="1"] p.footnote').count()).toBe(2);
    await call('goTo', 2);
    await page.waitForSelector('[data-page-number="2"] table');
    expect(await page.locator('[data-page-number="2"] tr').nth(2).locator('td').allTextContents()).toEqual(['Half plot', '£31.50', '£40.00']);
    const [item, inner] = await rectangles('[data-page-number="1"] li:nth-child(3), [data-page-number="1"] li:nth-child(4)');
    expect((inner?.left ?? 0) - (item?.left ?? 0)).toBeGreaterThan(10);
  });

  test.each([
    ['handbook', 1, 'a second letter gives three weeks more', ['a second letter gives three weeks more']],
    ['handbook', 2, 'Half plot | £31.50', ['Half plot', '£31.50']],
    ['handbook', 1, 'Ottilie', ['Ottilie']],
    ['road', 3, 'Oberholt', ['Oberholt']],
    ['ferry', 1, 'Weather and delays', ['Weather and delays']],
  ])('light up exactly the answer’s words at every zoom: %s, page %i, %s', async (id, number, words, parts) => {
    await open(id);
    for (const [key, zoom] of ['page-width', '0.75', '2'].entries()) {
      await page.selectOption('[data-testid=zoom]', zoom);
      await call('highlight', { key, boxes: placeOf(id, number, words) });
      await expect.poll(async () => (await rectangles('[data-testid=answer-box]')).length, { timeout: 20_000 }).toBe(parts.length);
      await expect.poll(() => distances('[data-testid=answer-box]', number, parts), { timeout: 20_000 }).toSatisfy(isNear);
      await expect.poll(async () => (await rectangles('[data-testid=answer-box]')).every((box) => box.top > 40 && box.bottom < 700), { timeout: 20_000 }).toBe(true);
    }
  });

  test('are searched through, cells and all', async () => {
    await open('ferry');
    await call('run', 'find');
    for (const [words, status] of [['bicycle', '1 of 1'], ['crowns', '1 of 2'], ['deckhands', 'No matches']] as const) {
      await page.getByTestId('find-input').fill(words);
      await page.waitForFunction((wanted) => document.querySelector('[data-testid=find-status]')?.textContent === wanted, status);
    }
    await page.getByTestId('find-input').fill('child under twelve');
    await expect.poll(() => page.evaluate(() => [...(CSS.highlights.get('infolio-find-current') ?? [])].map(String)), { timeout: 20_000 }).toEqual(['Child under twelve']);
  });

  test('take highlights over items and cells, which stand there again', async () => {
    await open('handbook');
    await call('goTo', 2);
    await page.waitForSelector('[data-page-number="2"] table');
    await page.evaluate(() => {
      const cells = document.querySelectorAll('[data-page-number="2"] tr:nth-child(2) td');
      const range = document.createRange();
      const [first, last] = [cells[0]?.firstChild, cells[1]?.firstChild];
      if (!(first instanceof Text) || !(last instanceof Text)) return;
      range.setStart(first, 5);
      range.setEnd(last, last.length);
      document.getSelection()?.removeAllRanges();
      document.getSelection()?.addRange(range);
    });
    await page.getByRole('button', { name: 'Highlight in pink' }).click();
    const heard = await page.evaluate(() => (window as unknown as { harness: { heard: { what: string; value: unknown }[] } }).harness.heard.filter((one) => one.what === 'note').map((one) => one.value));
    expect(heard).toMatchObject([{ page: 2, quote: 'plot £58.00' }]);
    await expect.poll(async () => (await rectangles('[data-testid=note-box]')).length, { timeout: 20_000 }).toBe(2);
    expect(await distances('[data-testid=note-box]', 2, ['plot', '£58.00'])).toSatisfy(([, second]: readonly (number | null)[]) => isNear([second ?? null]));
  });

  test('never bring elements of their own into the page', async () => {
    await open('hostile');
    const sheet = page.locator('[data-page-number="1"]');
    expect(await sheet.locator('p').textContent()).toBe('A mark: <img src=x onerror="document.title=1"> and a link.');
    expect(await sheet.locator('img, a, script').count()).toBe(0);
  });
});
