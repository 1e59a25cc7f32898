import type { Box } from '../../contract/geometry.ts';
import type { PageContent, TextRun } from '../../contract/page.ts';

/** A stretch of a page's text, UTF-16 offsets. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

type Words = Pick<PageContent, 'page' | 'runs'>;

/**
 * The characters that stand in boxes of a page, for pages set anew from their text: what lies in the boxes on the
 * printed page is lit up wherever it stands now.
 */
export function stretchesIn(content: Words, boxes: readonly Box[]): Stretch[] {
  const found: Stretch[] = [];
  for (const box of boxes) {
    if (box.page !== content.page) continue;
    for (const run of content.runs) {
      const middle = run.y + run.height / 2;
      if (middle < box.y || middle > box.y + box.height || run.x > box.x + box.width || run.x + run.width < box.x) continue;
      const stretch = charactersBetween(run, box.x, box.x + box.width);
      if (stretch !== null) found.push(stretch);
    }
  }
  return joined(found);
}

/** Boxes of the characters [start, end): one for each line touched. */
export function boxesOfStretch(content: Words, { start, end }: Stretch): Box[] {
  const boxes: Box[] = [];
  for (const run of content.runs) {
    if (run.end <= start || run.start >= end) continue;
    const left = run.x + edge(run, Math.max(start, run.start)) * run.width;
    const right = run.x + edge(run, Math.min(end, run.end)) * run.width;
    const last = boxes.at(-1);
    if (last !== undefined && Math.abs(last.y - run.y) < 0.5 * run.height && left >= last.x) {
      boxes[boxes.length - 1] = { ...last, width: Math.max(last.width, right - last.x), height: Math.max(last.height, run.height) };
    } else {
      boxes.push({ page: content.page, x: left, y: run.y, width: right - left, height: run.height });
    }
  }
  return boxes;
}

/** How far along its run a character's left edge stands, 0..1. */
function edge(run: TextRun, offset: number): number {
  const characters = offset - run.start;
  return characters <= 0 ? 0 : (run.advances?.[characters - 1] ?? characters / (run.end - run.start));
}

/** The characters of a run whose middle lies between two places across the page. */
function charactersBetween(run: TextRun, left: number, right: number): Stretch | null {
  let start = -1;
  let end = -1;
  for (let offset = run.start; offset < run.end; offset++) {
    const middle = run.x + ((edge(run, offset) + edge(run, offset + 1)) / 2) * run.width;
    if (middle < left || middle > right) continue;
    if (start < 0) start = offset;
    end = offset + 1;
  }
  return start < 0 ? null : { start, end };
}

/** Stretches in order; those with at most a space or a line end between them become one. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = [];
  for (const stretch of [...stretches].sort((a, b) => a.start - b.start)) {
    const last = all.at(-1);
    if (last !== undefined && stretch.start <= last.end + 1) all[all.length - 1] = { start: last.start, end: Math.max(last.end, stretch.end) };
    else all.push(stretch);
  }
  return all;
}
