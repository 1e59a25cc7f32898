import type { Page } from 'playwright-core';

/** Milliseconds since a click until the words it leads to are lit in sight, and until their page is drawn too. */
export interface Jump {
  readonly litMs: number;
  readonly drawnMs: number;
}

/** Clicks and waits, all inside the page, so that no message between processes is counted. */
export function timeJump(page: Page, chip: { readonly card: string }): Promise<Jump> {
  return page.evaluate(async ({ card }) => {
    const cards = [...document.querySelectorAll('[data-testid="answer-card"]')];
    const button = cards.find((one) => one.textContent.includes(card))?.querySelector<HTMLElement>('[data-testid="page-chip"]');
    if (button === null || button === undefined) throw new Error(`No answer to ${card}.`);
    const wanted = button.dataset['page'] ?? '';
    const inSight = (): Element | null => {
      const box = document.querySelector(`.page[data-page-number="${wanted}"] [data-testid="answer-box"]`);
      const { top = -1, bottom = -1 } = box?.getBoundingClientRect() ?? {};
      return box !== null && top > 0 && bottom < innerHeight && bottom > top ? box : null;
    };
    const from = performance.now();
    const ends = from + 20_000;
    const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(() => { done(performance.now()); }));
    button.click();
    let now = await frame();
    while (inSight() === null && now < ends) now = await frame();
    // One more: what is in the document now is on the screen then.
    const lit = await frame();
    now = lit;
    while (inSight()?.closest('.page[data-loaded="true"]') == null && now < ends) now = await frame();
    return { litMs: lit - from, drawnMs: now - from };
  }, chip);
}

export interface Scroll {
  readonly seconds: number;
  readonly framesPerSecond: number;
  /** Frames of 60 a second that were not shown. */
  readonly dropped: number;
  readonly longestFrameMs: number;
  readonly pagesPassed: number;
}

/** Scrolls the open document evenly from where it is, and counts frames. */
export function scroll(page: Page, milliseconds: number, pixelsPerSecond: number): Promise<Scroll> {
  return page.evaluate(
    async ({ duration, speed }) => {
      let area: HTMLElement | null = document.querySelector<HTMLElement>('.page[data-page-number]');
      while (area !== null && !(area.scrollHeight > area.clientHeight + 100 && /auto|scroll/u.test(getComputedStyle(area).overflowY))) area = area.parentElement;
      if (area === null) throw new Error('Nothing scrolls.');
      const pageHeight = document.querySelector('.page[data-page-number]')?.getBoundingClientRect().height ?? 1;
      const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
      const first = await frame();
      const begun = area.scrollTop;
      let [last, frames, dropped, longest] = [first, 0, 0, 0];
      while (last - first < duration) {
        const now = await frame();
        const took = now - last;
        frames++;
        dropped += Math.max(0, Math.round(took / (1000 / 60)) - 1);
        longest = Math.max(longest, took);
        area.scrollTop = begun + ((now - first) / 1000) * speed;
        last = now;
      }
      const seconds = (last - first) / 1000;
      return { seconds, framesPerSecond: frames / seconds, dropped, longestFrameMs: longest, pagesPassed: Math.round((area.scrollTop - begun) / pageHeight) };
    },
    { duration: milliseconds, speed: pixelsPerSecond },
  );
}

/** Bytes of the page's JavaScript heap after a collection, and how many pages of the document are drawn. */
export async function heap(page: Page): Promise<{ readonly bytes: number; readonly drawnPages: number; readonly elements: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  await session.detach();
  const drawnPages = await page.locator('.page canvas').count();
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  return { bytes: metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0, drawnPages, elements };
}
