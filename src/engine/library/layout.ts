import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Block, BlockKind, PageContent, TextRun } from '../../contract/page.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { edgeTolerance } from './limits.ts';

/*
 * Where a page's text stands, in some tenth of a byte a character. Numbers are written as differences to what came
 * before, field by field, so that deflate finds the same small numbers again and again. The edge of a character is
 * predicted from the last character of that kind and size: only what the prediction misses by more than the tolerance
 * is written, and it is always measured from the decoder's own edge, so that nothing adds up.
 */
const kinds: readonly BlockKind[] = ['heading', 'paragraph', 'list', 'footnote', 'table', 'caption'];
/** Runs come with two decimals. */
const unitsOfPoint = 100;
/** Longer than a page of anything; what is not as long is damaged. */
const mostBytes = 64 * 1024 * 1024;

export interface Layout {
  readonly blocks: readonly Block[];
  readonly runs: readonly TextRun[];
}

/** The blocks and runs of a page as bytes. */
export function encodeLayout(page: Pick<PageContent, 'text' | 'blocks' | 'runs'>): Uint8Array {
  const out = new ByteWriter();
  writeBlocks(out, page.blocks);
  writeRuns(out, page.runs);
  const widths = new Widths();
  for (const run of page.runs) if (run.advances !== undefined) writeEdges(out, run, run.advances, page.text, widths);
  return deflateRawSync(out.bytes(), { level: 9 });
}

/** What `encodeLayout` wrote; rectangles are exact to 1/100 point, edges inside a run to `edgeTolerance`. */
export function decodeLayout(bytes: Uint8Array, text: string): Layout {
  const input = new ByteReader(inflateRawSync(bytes, { maxOutputLength: mostBytes }));
  const blocks = readBlocks(input);
  const widths = new Widths();
  const runs = readRuns(input).map(({ hasEdges, run }) => (hasEdges ? { ...run, advances: readEdges(input, run, text, widths) } : run));
  return { blocks, runs };
}

function writeBlocks(out: ByteWriter, blocks: readonly Block[]): void {
  out.count(blocks.length);
  let at = 0;
  for (const block of blocks) {
    out.count(kinds.indexOf(block.kind) + kinds.length * block.level);
    out.signed(block.start - at);
    out.count(block.end - block.start);
    at = block.end;
  }
}

function readBlocks(input: ByteReader): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  for (let left = input.count(); left > 0; left--) {
    const code = input.count();
    const start = at + input.signed();
    const end = start + input.count();
    blocks.push({ kind: kinds[code % kinds.length] ?? 'paragraph', start, end, level: Math.floor(code / kinds.length) });
    at = end;
  }
  return blocks;
}

const fields = ['x', 'y', 'width', 'height'] as const;

function writeRuns(out: ByteWriter, runs: readonly TextRun[]): void {
  out.count(runs.length);
  let at = 0;
  for (const run of runs) {
    out.signed(run.start - at);
    out.count(2 * (run.end - run.start) + (run.advances === undefined ? 0 : 1));
    at = run.end;
  }
  for (const field of fields) {
    let before = 0;
    for (const run of runs) {
      const value = Math.round(run[field] * unitsOfPoint);
      out.signed(value - before);
      before = value;
    }
  }
}

function readRuns(input: ByteReader): { readonly hasEdges: boolean; readonly run: TextRun }[] {
  const count = input.count();
  const spans: { start: number; end: number; hasEdges: boolean }[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const start = at + input.signed();
    const code = input.count();
    at = start + Math.floor(code / 2);
    spans.push({ start, end: at, hasEdges: code % 2 === 1 });
  }
  const [x = [], y = [], width = [], height = []] = fields.map(() => {
    let value = 0;
    return spans.map(() => (value += input.signed()) / unitsOfPoint);
  });
  return spans.map(({ start, end, hasEdges }, i) => ({
    hasEdges,
    run: { start, end, x: x[i] ?? 0, y: y[i] ?? 0, width: width[i] ?? 0, height: height[i] ?? 0 },
  }));
}

/** The width in points that a character had last, by character and height of its line. */
class Widths {
  readonly #known = new Map<string, number>();

  of(character: string, height: number): number {
    return this.#known.get(`${character}${height}`) ?? 0.5 * height;
  }

  learn(character: string, height: number, width: number): void {
    this.#known.set(`${character}${height}`, width);
  }
}

/** Misses are written in half tolerances, so that what is written is off by a quarter at most. */
const missUnit = edgeTolerance / 2;

function writeEdges(out: ByteWriter, run: TextRun, advances: readonly number[], text: string, widths: Widths): void {
  const height = Math.round(run.height * unitsOfPoint) / unitsOfPoint;
  let edge = 0;
  for (let i = 0; i < run.end - run.start - 1; i++) {
    const character = text[run.start + i] ?? '';
    const predicted = edge + widths.of(character, height);
    const miss = (advances[i] ?? 0) * run.width - predicted;
    const units = Math.abs(miss) <= edgeTolerance ? 0 : Math.round(miss / missUnit);
    out.signed(units);
    if (units !== 0) widths.learn(character, height, predicted + units * missUnit - edge);
    edge = predicted + units * missUnit;
  }
}

function readEdges(input: ByteReader, run: TextRun, text: string, widths: Widths): number[] {
  const advances: number[] = [];
  let edge = 0;
  for (let i = 0; i < run.end - run.start - 1; i++) {
    const character = text[run.start + i] ?? '';
    const predicted = edge + widths.of(character, run.height);
    const units = input.signed();
    if (units !== 0) widths.learn(character, run.height, predicted + units * missUnit - edge);
    edge = predicted + units * missUnit;
    advances.push(run.width === 0 ? 0 : Math.min(1, Math.max(0, edge / run.width)));
  }
  advances.push(1);
  return advances;
}
