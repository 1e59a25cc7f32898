/**
 * npm run bench:app -- [--quick] [--json] [--shell serve|desktop]
 *
 * The app in real Chromium over the real engine: first paint and a usable window after the start, milliseconds from a click
 * on a page chip to the lit words, frames while a file of 1,000 pages scrolls (quick: 300), and the renderer's heap on one
 * of 2,000 (quick: 600). Chromium draws without a GPU here, so that the figures of a user's machine are better.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openApp, shells } from '../test/e2e/app.ts';
import type { App, ShellName } from '../test/e2e/app.ts';
import { ask, lease, open, patience, row, until } from '../test/e2e/screens.ts';
import { heap, scroll, timeJump } from './app-figures.ts';
import type { Jump } from './app-figures.ts';
import { machine } from './machine.ts';
import { makePages } from './make-pages.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, shell: { type: 'string' } },
});

const jumps = values.quick ? 6 : 20;
const [scrolledPages, heldPages] = values.quick ? [300, 600] : [1_000, 2_000];
const scrollMs = values.quick ? 4_000 : 10_000;
const questions = ['Who is the Lessor?', 'Which law governs the lease?'];
const mib = (bytes: number): number => Math.round(bytes / 2 ** 20);
const round = (value: number): number => Math.round(value);

const folder = await mkdtemp(join(tmpdir(), 'infolio-bench-'));
try {
  const long = join(folder, 'long.pdf');
  const longer = join(folder, 'longer.pdf');
  await makePages(long, scrolledPages);
  await makePages(longer, heldPages);
  const results = [];
  for (const shell of shells.filter((one) => (values.shell ?? one) === one)) results.push(await measure(shell, long, longer));
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ bench: 'app', goal: { litMs: 150, framesPerSecond: 60 }, results, settings: { quick: values.quick, gpu: false }, load: loadavg()[0], machine: machine() })}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(shell: ShellName, long: string, longer: string) {
  const from = performance.now();
  const app = await openApp(shell);
  try {
    const { page } = app;
    await page.getByText('Open a document to begin').first().waitFor({ timeout: patience });
    const usableMs = performance.now() - from;
    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN);
    say(shell, `first paint ${round(paint)} ms after the page was asked for; a usable window ${round(usableMs)} ms after the start of server, browser and engine`);

    await open(app, [lease]);
    for (const question of questions) await ask(page, question);
    const times: Jump[] = [];
    for (let jump = 0; jump < jumps; jump++) {
      times.push(await timeJump(page, { card: questions[jump % questions.length] ?? '' }));
      await page.waitForTimeout(300);
    }
    const [lit, drawn] = [times.map(({ litMs }) => litMs), times.map(({ drawnMs }) => drawnMs)].map((all) => [...all].sort((a, b) => a - b)) as [number[], number[]];
    const click = { median: round(at(lit, 0.5)), p90: round(at(lit, 0.9)), drawnMedian: round(at(drawn, 0.5)), jumps };
    say(shell, `click to lit words: median ${click.median} ms, nine of ten within ${click.p90} ms; page drawn as well: median ${click.drawnMedian} ms`);

    await openUnread(app, long, `${scrolledPages} pages`);
    const scrolling = await scroll(page, scrollMs, 2_000);
    say(shell, `scrolling ${scrolledPages} pages: ${scrolling.framesPerSecond.toFixed(1)} frames a second, ${scrolling.dropped} dropped in ${scrolling.seconds.toFixed(1)} s, the longest ${round(scrolling.longestFrameMs)} ms`);

    await openUnread(app, longer, `${heldPages} pages`);
    const held = [await heap(page)];
    for (let part = 0; part < 3; part++) {
      await scroll(page, scrollMs / 2, 30_000);
      await page.waitForTimeout(1_000);
      held.push(await heap(page));
    }
    const most = Math.max(...held.map(({ bytes }) => bytes));
    say(shell, `heap on ${heldPages} pages: ${mib(held[0]?.bytes ?? 0)} MiB when opened, at most ${mib(most)} MiB while scrolling, ${Math.max(...held.map(({ drawnPages }) => drawnPages))} pages drawn at once`);
    return { shell, firstPaintMs: round(paint), usableMs: round(usableMs), clickToLitMs: click, scrolling: { pages: scrolledPages, ...scrolling }, heap: { pages: heldPages, held } };
  } finally {
    await app.close();
  }
}

/** Opens a file and stops its reading: the screens are measured, not the engine beside them. */
async function openUnread(app: App, file: string, title: string): Promise<void> {
  const { page } = app;
  await app.choose([file], () => page.getByTestId('open-files').click());
  await row(page, title).waitFor({ timeout: patience });
  await row(page, title).getByTestId('stop-reading').click({ timeout: patience });
  await row(page, title).getByRole('button').first().click();
  await until('its pages stand', async () => (await page.locator('.page[data-loaded="true"]').count()) > 0 && (await page.getByText(`of ${title.split(' ', 1)[0] ?? ''}`).count()) > 0, patience);
  await page.waitForTimeout(2_000);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function say(shell: ShellName, words: string): void {
  process.stdout.write(`${shell}: ${words}\n`);
}
