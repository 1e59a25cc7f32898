import type { TextRun } from '../../contract/page.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { edgeTolerance } from './limits.ts';

/*
 * Where each character of a run ends. A page's fonts tell nearly all of it: so the width of each character is written
 * once a page for each height of line; what a run has more than its characters is shared by its spaces (justified lines
 * stretch them). What that misses by more than the tolerance is written for the character, measured from the decoder's
 * own edge, so that nothing adds up.
 */

/** A run whose edges are still to be read. */
export interface BareRun {
  readonly hasEdges: boolean;
  readonly run: TextRun;
}

/** Points. A line's hundred characters add up to a tenth of the tolerance. */
const widthUnit = 1 / 256;
/** Points. */
const missUnit = edgeTolerance / 2;

/** The runs must be as the decoder will see them: `width` and `height` rounded. */
export function writeEdges(out: ByteWriter, runs: readonly TextRun[], text: string): void {
  const edgesOf = (run: TextRun): number[] => (run.advances ?? []).map((advance) => advance * run.width);
  const kept = runs.filter((run) => run.advances !== undefined).map((run) => ({ run, edges: edgesOf(run) }));
  const seen = new Map<string, number[]>();
  for (const { run, edges } of kept) {
    eachLetter(run, text, (key, i) => {
      const all = seen.get(key);
      if (all === undefined) seen.set(key, [widthAt(edges, i)]);
      else all.push(widthAt(edges, i));
    });
  }
  const widths = new Map([...seen].map(([key, all]) => [key, Math.max(0, Math.round(usual(all) / widthUnit))]));
  for (const width of widths.values()) out.count(width);
  for (const { run, edges } of kept) {
    walk(run, text, widths, (predicted, i) => {
      const miss = (edges[i] ?? 0) - predicted;
      const units = Math.abs(miss) <= edgeTolerance ? 0 : Math.round(miss / missUnit);
      out.signed(units);
      return units;
    });
  }
}

export function readEdges(input: ByteReader, runs: readonly BareRun[], text: string): TextRun[] {
  const widths = new Map<string, number>();
  for (const { hasEdges, run } of runs) if (hasEdges) eachLetter(run, text, (key) => widths.set(key, 0));
  for (const key of widths.keys()) widths.set(key, input.count());
  return runs.map(({ hasEdges, run }) => {
    if (!hasEdges) return run;
    const edges = walk(run, text, widths, () => input.signed());
    return { ...run, advances: [...edges.map((edge) => (run.width === 0 ? 0 : Math.min(1, Math.max(0, edge / run.width)))), 1] };
  });
}

/** The edges of all characters but the last, in points from the run's start; `miss` gives what to add to each prediction. */
function walk(run: TextRun, text: string, widths: ReadonlyMap<string, number>, miss: (predicted: number, i: number) => number): number[] {
  const characters = text.slice(run.start, run.end);
  let letters = 0;
  eachLetter(run, text, (key) => { letters += (widths.get(key) ?? 0) * widthUnit; });
  const spaces = characters.split(space).length - 1;
  const spaceWidth = spaces === 0 ? 0 : Math.max(0, run.width - letters) / spaces;
  const edges: number[] = [];
  let edge = 0;
  for (let i = 0; i < characters.length - 1; i++) {
    const character = characters[i] ?? '';
    const predicted = edge + (space.test(character) ? spaceWidth : (widths.get(keyOf(character, run)) ?? 0) * widthUnit);
    edge = predicted + miss(predicted, i) * missUnit;
    edges.push(edge);
  }
  return edges;
}

const space = /\s/u;

/** Calls back for every character of the run that is no space. */
function eachLetter(run: TextRun, text: string, visit: (key: string, i: number) => void): void {
  for (let i = 0; i < run.end - run.start; i++) {
    const character = text[run.start + i] ?? '';
    if (!space.test(character)) visit(keyOf(character, run), i);
  }
}

function keyOf(character: string, run: TextRun): string {
  return `${character}${run.height}`;
}

function widthAt(edges: readonly number[], i: number): number {
  return (edges[i] ?? 0) - (edges[i - 1] ?? 0);
}

/** The mean of those near the median: another font of the same height must not blur it. */
function usual(all: readonly number[]): number {
  const sorted = [...all].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const near = sorted.filter((each) => Math.abs(each - median) <= edgeTolerance);
  return near.reduce((sum, each) => sum + each, 0) / Math.max(1, near.length);
}
