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
  const centre = (cut.gap.from + cut.gap.to) / 2;
  const start = startOf(cut, bands, bodySize, centre);
  const middle = bands.slice(start, cut.last + 1).flatMap((band) => band.spans);
  const sides = [middle.filter((span) => span.x < centre), middle.filter((span) => span.x >= centre)];
  if (isMostlyRtl(middle)) sides.reverse();
  return [
    ...columnsOf(bands.slice(0, start).flatMap((band) => band.spans), bodySize, depth + 1),
    ...sides.flatMap((side) => columnsOf(side, bodySize, depth + 1)),
    ...columnsOf(bands.slice(cut.last + 1).flatMap((band) => band.spans), bodySize, depth + 1),
  ];
}

/** The last short line of a paragraph across all columns lies beside none of them: it stays with its paragraph. */
function startOf(cut: Cut, bands: readonly Band[], bodySize: number, centre: number): number {
  let start = cut.first;
  for (; start > 0 && start < cut.last; start++) {
    const band = bands[start];
    const above = bands[start - 1];
    if (band === undefined || above === undefined) break;
    if (band.spans.some((span) => right(span) > centre) || band.top - above.bottom > 0.9 * bodySize) break;
  }
  return start;
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
  const [few, many] = left.length < rest.length ? [left, rest] : [rest, left];
  const level = few.filter((line) => many.some((other) => Math.abs(other.baseline - line.baseline) < 0.2 * line.size)).length / few.length;
  if (readsAsText(left, 18) && readsAsText(rest, 18)) return 2 * lines;
  const apart = gap.to - gap.from > 3 * bodySize || lines >= 5;
  const columns = (level <= 0.5 && apart) || (hasHeadings(left) && hasHeadings(rest)) || isAside(left, rest) || isAside(rest, left);
  return columns ? lines : 0;
}

/** True if lines fill their column and hold several words each, as paragraphs do and cells of figures do not. */
function readsAsText(lines: readonly Line[], leastLetters: number, leastFilled = 0.55): boolean {
  const from = Math.min(...lines.map((line) => line.x));
  const width = Math.max(...lines.map((line) => line.right)) - from;
  const filled = median(lines.map((line) => (line.right - line.x) / width));
  const letters = median(lines.map((line) => plainText(line).length));
  return filled > leastFilled && letters >= leastLetters;
}

/** Larger lines among the others: two tables side by side, each under its own headings, are columns too. */
function hasHeadings(lines: readonly Line[]): boolean {
  const size = median(lines.map((line) => line.size));
  return lines.length >= 8 && lines.filter((line) => line.size > 1.12 * size).length >= 2;
}

/** A note in the margin: lines that follow closely on each other, beside full lines of text. */
function isAside(narrow: readonly Line[], wide: readonly Line[]): boolean {
  const pitches = narrow.slice(1).map((line, index) => line.baseline - (narrow[index]?.baseline ?? 0));
  const close = pitches.every((pitch, index) => pitch < 1.45 * (narrow[index]?.size ?? 0));
  return close && wide.length >= 3 && readsAsText(wide, 30, 0.8);
}

function isMostlyRtl(spans: readonly Span[]): boolean {
  const all = spans.reduce((sum, span) => sum + span.text.length, 0);
  return spans.reduce((sum, span) => sum + (span.rtl ? span.text.length : 0), 0) * 2 > all;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
