import type { RecallLine } from '../../contract/protocol.ts';

/** A line of the recall map: shares (0..1) of the map's height, and how opaque it is. */
export interface MapLine {
  readonly line: RecallLine;
  readonly top: number;
  readonly bottom: number;
  readonly opacity: number;
}

/** Below this the strongest passage counts as weak, and the map stays pale: it must not make something of nothing. */
const leastStrongest = 0.25;
const faintest = 0.04;

/** Where each page begins in the document and how high it is, as shares of all the pages' heights. */
export function pageSpans(heights: readonly number[]): { readonly top: number; readonly height: number }[] {
  const total = heights.reduce((sum, height) => sum + height, 0);
  let above = 0;
  return heights.map((height) => {
    const span = { top: total === 0 ? 0 : above / total, height: total === 0 ? 0 : height / total };
    above += height;
    return span;
  });
}

/** The lines of the map over the whole document. Passages of pages that it does not have are left out. */
export function layOutRecall(lines: readonly RecallLine[], heights: readonly number[]): MapLine[] {
  const spans = pageSpans(heights);
  const strongest = lines.reduce((most, line) => Math.max(most, line.score), leastStrongest);
  return lines.flatMap((line) => {
    const span = spans[line.page - 1];
    if (span === undefined) return [];
    return [
      {
        line,
        top: span.top + line.top * span.height,
        bottom: span.top + Math.max(line.top, line.bottom) * span.height,
        opacity: faintest + (1 - faintest) * (line.score / strongest) ** 1.5,
      },
    ];
  });
}

/** The map's line at a height (share), or the one nearest to it. */
export function lineAt(lines: readonly MapLine[], share: number): MapLine | null {
  let best: MapLine | null = null;
  let distance = Infinity;
  for (const line of lines) {
    const away = share < line.top ? line.top - share : share > line.bottom ? share - line.bottom : 0;
    if (away > distance || (away === distance && best !== null && best.opacity >= line.opacity)) continue;
    best = line;
    distance = away;
  }
  return best;
}

/** The strongest passages, at most `count` and none weaker than half the strongest, in the document's order. */
export function strongestPlaces(lines: readonly RecallLine[], count: number): RecallLine[] {
  const strongest = lines.reduce((most, line) => Math.max(most, line.score), 0);
  if (strongest === 0) return [];
  return lines
    .filter((line) => line.score >= strongest / 2)
    .sort((a, b) => b.score - a.score)
    .slice(0, count)
    .sort((a, b) => a.passage - b.passage);
}
