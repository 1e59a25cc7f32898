import type { Page } from 'playwright-core';

/** Edges in CSS pixels of the window. */
export interface Edges {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Waits until the pages, their text and what is laid over them have kept their places for twenty frames: a page that still
 * scrolls, or is drawn anew, has moved between two measurements.
 */
export function standsStill(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let last = '';
        let frames = 0;
        const look = (): void => {
          const parts = document.querySelectorAll('[data-page-number], .textLayer > span:first-of-type, [data-testid="answer-box"], [data-testid="note-box"]');
          const now = [...parts].map((part) => Object.values(part.getBoundingClientRect().toJSON() as object).join()).join(';');
          frames = now === last ? frames + 1 : 0;
          last = now;
          if (frames >= 20) resolve();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

/** The rectangles that light up an answer on a page, from top to bottom. */
export function litBoxes(page: Page, number: number): Promise<Edges[]> {
  return page.evaluate((wanted) => {
    const boxes = [...document.querySelectorAll(`.page[data-page-number="${wanted}"] [data-testid="answer-box"]`)].map((box) => box.getBoundingClientRect());
    return boxes.map(({ left, right, top, bottom }) => ({ left, right, top, bottom }));
  }, number);
}

export interface Line extends Edges {
  /** Width of a hyphen at its end that the words themselves do not have, else 0. */
  readonly hyphen: number;
}

/**
 * Where the words of a page stand according to pdf.js' own text layer, one rectangle a line: the layer's text is searched
 * for the words, whatever spaces and hyphens line ends have put between them. Null if they are not on the page, or more
 * than once.
 */
export function wordsOnPage(page: Page, number: number, words: string): Promise<Line[] | null> {
  return page.evaluate(
    ({ wanted, text }) => {
      const layer = document.querySelector(`.page[data-page-number="${wanted}"] .textLayer`);
      if (layer === null) return null;
      const characters: { readonly node: Text; readonly at: number }[] = [];
      let all = '';
      const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const value = node.nodeValue ?? '';
        for (let at = 0; at < value.length; at++) {
          if (/\s/u.test(value[at] ?? '')) continue;
          all += value[at] ?? '';
          characters.push({ node: node as Text, at });
        }
      }
      const own = Array.from(text.replace(/\s+/gu, ''));
      const sought = own.map((character) => character.replace(/[$()*+./?[\\\]^{|}]/u, '\\$&'));
      const found = [...all.matchAll(new RegExp(sought.join('[-\u00ad]?'), 'gu'))];
      const [only] = found;
      if (only === undefined || found.length > 1) return null;
      const lines: { left: number; right: number; top: number; bottom: number; hyphen: number }[] = [];
      let next = 0;
      for (const [offset, { node, at }] of characters.slice(only.index, only.index + only[0].length).entries()) {
        const isOwn = only[0][offset] === own[next];
        if (isOwn) next++;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        const line = lines.at(-1);
        if (!isOwn) {
          if (line !== undefined) line.hyphen = right - left;
        } else if (line !== undefined && Math.abs(line.top - top) < 3) {
          line.left = Math.min(line.left, left);
          line.right = Math.max(line.right, right);
          line.bottom = Math.max(line.bottom, bottom);
        } else {
          lines.push({ left, right, top, bottom, hyphen: 0 });
        }
      }
      return lines;
    },
    { wanted: number, text: words },
  );
}
