import type { Box } from '../../contract/geometry.ts';
import type { PageContent, TextRun } from '../../contract/page.ts';

/**
 * The boxes of the characters [start, end) of one page's text: one for each line touched, the union of the parts of
 * the runs on it. Empty for an empty range and for one that holds only inserted spaces.
 */
export function boxesOf(page: Pick<PageContent, 'page' | 'text' | 'runs'>, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  if (end <= start) return boxes;
  for (const run of page.runs) {
    if (run.end <= start || run.start >= end) continue;
    const part = partOf(run, Math.max(start, run.start), Math.min(end, run.end));
    const last = boxes.at(-1);
    if (last !== undefined && onOneLine(last, part)) boxes[boxes.length - 1] = union(last, part, page.page);
    else boxes.push({ page: page.page, ...part });
  }
  return boxes;
}

type Part = Omit<Box, 'page'>;

function partOf(run: TextRun, start: number, end: number): Part {
  const length = run.end - run.start;
  const edge = (characters: number): number => (characters === 0 ? 0 : (run.advances?.[characters - 1] ?? characters / length));
  const from = edge(start - run.start);
  const to = edge(end - run.start);
  return { x: run.x + from * run.width, y: run.y, width: (to - from) * run.width, height: run.height };
}

function onOneLine(a: Part, b: Part): boolean {
  const shared = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return shared > 0.5 * Math.min(a.height, b.height);
}

function union(a: Part, b: Part, page: number): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { page, x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}
