import { right } from '../extract/span.ts';
import type { Span } from '../extract/span.ts';
import { linesOf, plainText } from './line.ts';
import type { Line } from './line.ts';

interface Band {
  readonly spans: readonly Span[];
  readonly top: number;
  readonly bottom: number;
}

interface Gap {
  readonly from: number;
  readonly to: number;
}

interface Cut {
  readonly first: number;
  readonly last: number;
  readonly gap: Gap;
  readonly score: number;
}

/**
 * The columns of a page in reading order: a recursive cut along the white strips between them (after Nagy's X-Y cut),
 * where a strip counts only if what lies on both sides reads like running text; the cells of a table stay together.
 */
export function columnsOf(spans: readonly Span[], bodySize: number, depth = 0): Span[][] {
  if (spans.length === 0) return [];
  const bands = bandsOf(spans);
  const cut = depth < 6 ? bestCut(bands, bodySize) : null;
  if (cut === null) return [[...spans]];
  const middle = bands.slice(cut.first, cut.last + 1).flatMap((band) => band.spans);
  const centre = (cut.gap.from + cut.gap.to) / 2;
  const sides = [middle.filter((span) => span.x < centre), middle.filter((span) => span.x >= centre)];
  if (isMostlyRtl(middle)) sides.reverse();
  return [
    ...columnsOf(bands.slice(0, cut.first).flatMap((band) => band.spans), bodySize, depth + 1),
    ...sides.flatMap((side) => columnsOf(side, bodySize, depth + 1)),
    ...columnsOf(bands.slice(cut.last + 1).flatMap((band) => band.spans), bodySize, depth + 1),
  ];
}

/** Groups of spans that overlap vertically: a line, or several where the columns' lines are not level. */
function bandsOf(spans: readonly Span[]): Band[] {
  const bands: { spans: Span[]; top: number; bottom: number }[] = [];
  for (const span of [...spans].sort((a, b) => a.top - b.top)) {
    // Boxes shrink by a sixth each way, so that tightly set lines do not touch.
    const inset = (span.bottom - span.top) / 6;
    const last = bands.at(-1);
    if (last !== undefined && span.top + inset < last.bottom) {
      last.spans.push(span);
      last.bottom = Math.max(last.bottom, span.bottom - inset);
    } else {
      bands.push({ spans: [span], top: span.top + inset, bottom: span.bottom - inset });
    }
  }
  return bands;
}

function gapsOf(band: Band): Gap[] {
  const gaps: Gap[] = [];
  let reached = -Infinity;
  for (const span of [...band.spans].sort((a, b) => a.x - b.x)) {
    if (span.x > reached) gaps.push({ from: reached, to: span.x });
    reached = Math.max(reached, right(span));
  }
  gaps.push({ from: reached, to: Infinity });
  return gaps;
}

function bestCut(bands: readonly Band[], bodySize: number): Cut | null {
  const least = Math.max(5, 0.9 * bodySize);
  const gaps = bands.map(gapsOf);
  const cuts: Cut[] = [];
  const finished = new Set<string>();
  for (let first = 0; first < bands.length; first++) {
    let open: Gap[] = [{ from: -Infinity, to: Infinity }];
    for (let last = first; last <= bands.length && open.length > 0; last++) {
      const next = last < bands.length ? intersect(open, gaps[last] ?? [], least) : [];
      for (const gap of open) {
        const goesOn = next.some((other) => other.from >= gap.from && other.to <= gap.to);
        const key = `${last}:${gap.from}:${gap.to}`;
        if (goesOn || last === first || !Number.isFinite(gap.from + gap.to) || finished.has(key)) continue;
        // The same strip begun one band lower is a part of this one.
        finished.add(key);
        const score = scoreOf(bands.slice(first, last).flatMap((band) => band.spans), gap, bodySize);
        if (score > 0) cuts.push({ first, last: last - 1, gap, score });
      }
      open = next;
    }
  }
  return cuts.sort((a, b) => b.score - a.score || a.first - b.first || a.gap.from - b.gap.from)[0] ?? null;
}

function intersect(some: readonly Gap[], others: readonly Gap[], least: number): Gap[] {
  return some.flatMap((a) => others.flatMap((b) => {
    const gap = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
    return gap.to - gap.from >= least ? [gap] : [];
  }));
}

/** The number of lines a cut would set side by side, or 0 if the two sides do not read like columns of text. */
function scoreOf(spans: readonly Span[], gap: Gap, bodySize: number): number {
  const centre = (gap.from + gap.to) / 2;
  const left = linesOf(spans.filter((span) => span.x < centre));
  const rest = linesOf(spans.filter((span) => span.x >= centre));
  const lines = Math.min(left.length, rest.length);
  if (lines < 3) return 0;
  const baselines = left.map((line) => line.baseline);
  const level = rest.filter((line) => baselines.some((baseline) => Math.abs(baseline - line.baseline) < 1.5)).length / rest.length;
  const running = readsAsText(left) && readsAsText(rest);
  const apart = gap.to - gap.from > 3 * bodySize;
  if (!running && (level > 0.5 || (!apart && lines < 5))) return 0;
  return lines * (running ? 2 : 1);
}

/** True if lines fill their column and hold several words each, as paragraphs do and cells of figures do not. */
function readsAsText(lines: readonly Line[]): boolean {
  const from = Math.min(...lines.map((line) => line.x));
  const width = Math.max(...lines.map((line) => line.right)) - from;
  const filled = median(lines.map((line) => (line.right - line.x) / width));
  const letters = median(lines.map((line) => plainText(line).length));
  return filled > 0.55 && letters >= 18;
}

function isMostlyRtl(spans: readonly Span[]): boolean {
  const all = spans.reduce((sum, span) => sum + span.text.length, 0);
  return spans.reduce((sum, span) => sum + (span.rtl ? span.text.length : 0), 0) * 2 > all;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
