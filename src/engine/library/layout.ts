import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Block, BlockKind, PageContent, TextRun } from '../../contract/page.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { readEdges, writeEdges } from './edges.ts';
import type { BareRun } from './edges.ts';

/*
 * Where a page's text stands, in about a tenth of a byte a character. Numbers are written as differences to what came
 * before, field by field, so that deflate finds the same small numbers again and again. The edges of the characters are
 * told by edges.ts.
 */
const kinds: readonly BlockKind[] = ['heading', 'paragraph', 'list', 'footnote', 'table', 'caption'];
/** Rectangles are kept to a twentieth of a point: a fifth of the thinnest line a screen can show. */
const unitsOfPoint = 20;
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
  const runs = page.runs.map(rounded);
  writeRuns(out, runs);
  writeEdges(out, runs, page.text);
  return deflateRawSync(out.bytes(), { level: 9 });
}

/** What `encodeLayout` wrote; rectangles are off by 1/40 point at most, edges inside a run to `edgeTolerance`. */
export function decodeLayout(bytes: Uint8Array, text: string): Layout {
  const input = new ByteReader(inflateRawSync(bytes, { maxOutputLength: mostBytes }));
  const blocks = readBlocks(input);
  const runs = readEdges(input, readRuns(input), text);
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

function rounded(run: TextRun): TextRun {
  const round = (value: number): number => Math.round(value * unitsOfPoint) / unitsOfPoint;
  return { ...run, x: round(run.x), y: round(run.y), width: round(run.width), height: round(run.height) };
}

function readRuns(input: ByteReader): BareRun[] {
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
