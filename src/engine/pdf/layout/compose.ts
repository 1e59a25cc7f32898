import type { Block, BlockKind, TextRun } from '../../../contract/page.ts';
import { fromFrame } from '../frames.ts';
import type { Span } from '../extract/span.ts';
import { softHyphen } from '../extract/normalise.ts';
import { hyphenEnding } from './hyphens.ts';
import { cellsOf, joinsWithoutSpace, needsSpace } from './line.ts';
import type { Line } from './line.ts';

/** Lines to be written out as one block. */
export interface Draft {
  readonly kind: BlockKind;
  readonly level: number;
  readonly lines: readonly Line[];
  /** The edges of the column it stands in. */
  readonly left: number;
  readonly right: number;
}

export interface Composed {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly runs: readonly TextRun[];
}

interface Writer {
  text: string;
  readonly runs: TextRun[];
  readonly page: { readonly width: number; readonly height: number };
}

/** Writes the blocks out: the text, where each block stands in it, and where each character stands on the page. */
export function compose(drafts: readonly Draft[], page: { readonly width: number; readonly height: number }, words: ReadonlySet<string>): Composed {
  const writer: Writer = { text: '', runs: [], page };
  const blocks: Block[] = [];
  for (const draft of drafts) {
    const before = writer.text;
    if (before !== '') writer.text += '\n\n';
    const start = writer.text.length;
    if (draft.kind === 'table') writeTable(writer, draft.lines);
    else writeParagraph(writer, draft.lines, words, start);
    if (writer.text.length === start) writer.text = before;
    else blocks.push({ kind: draft.kind, level: draft.level, start, end: writer.text.length });
  }
  return { text: writer.text, blocks, runs: writer.runs };
}

function writeTable(writer: Writer, lines: readonly Line[]): void {
  for (const [index, line] of lines.entries()) {
    if (index > 0) writer.text += '\n';
    for (const [cell, spans] of cellsOf(line).entries()) {
      if (cell > 0) writer.text += ' | ';
      writeSpans(writer, spans, line);
    }
  }
}

function writeParagraph(writer: Writer, lines: readonly Line[], words: ReadonlySet<string>, start: number): void {
  for (const [index, line] of lines.entries()) {
    const next = line.spans[0]?.text ?? '';
    if (index > 0) {
      const block = writer.text.slice(start);
      const ending = hyphenEnding(block, next, words);
      if (ending === 'undo' || block.endsWith(softHyphen)) dropLast(writer);
      if (ending === 'none' && !joinsWithoutSpace(block, next)) writer.text += ' ';
    }
    writeSpans(writer, line.spans, line);
  }
  if (writer.text.endsWith(softHyphen)) dropLast(writer);
}

function writeSpans(writer: Writer, spans: readonly Span[], line: Line): void {
  let previous: Span | undefined;
  for (const span of spans) {
    if (previous !== undefined) writer.text += separator(previous, span, line);
    writeSpan(writer, span);
    previous = span;
  }
}

/** A raised number is a note's marker after a word ("word 1") and a power after a number or a single letter ("10^6"). */
function separator(previous: Span, span: Span, line: Line): string {
  if (needsSpace(previous, span, line.rtl)) return ' ';
  const raised = span.size < 0.85 * previous.size && previous.baseline - span.baseline > 0.15 * previous.size;
  if (!raised || !/^[\p{N}*∗†‡§¶]/u.test(span.text)) return isAfterMarker(previous, span) ? ' ' : '';
  return /(?:^|[^\p{L}])(?:\p{L}|\p{N}+)$/u.test(previous.text) && /^[\p{N}]/u.test(span.text) ? '^' : ' ';
}

/** A footnote begins with its raised number: keep it apart from the first word. */
function isAfterMarker(previous: Span, span: Span): boolean {
  return previous.size < 0.85 * span.size && span.baseline - previous.baseline > 0.15 * span.size && /^[\p{N}*∗†‡§¶]+$/u.test(previous.text) && /^\p{L}/u.test(span.text);
}

function writeSpan(writer: Writer, span: Span): void {
  const start = writer.text.length;
  writer.text += span.text;
  if (span.slanted) {
    push(writer, span, start, 0, span.text.length, 0, span.width);
  } else if (span.quarter === 0 && !span.rtl) {
    push(writer, span, start, 0, span.text.length, 0, span.width, span.edges.map((edge) => round(edge / (span.width || 1), 4)));
  } else {
    // A run's advances go from left to right. Elsewhere each character (or, in joined scripts, each word) has a run.
    const pieces = span.rtl ? span.text.matchAll(/\S+\s?|\s/gu) : span.text.matchAll(/\P{M}\p{M}*|\p{M}/gu);
    for (const { 0: piece, index } of pieces) {
      push(writer, span, start, index, index + piece.length, span.edges[index - 1] ?? 0, span.edges[index + piece.length - 1] ?? span.width);
    }
  }
}

function push(writer: Writer, span: Span, offset: number, from: number, to: number, near: number, far: number, advances?: readonly number[]): void {
  const x = span.rtl ? span.x + span.width - far : span.x + near;
  const box = fromFrame(span.quarter, writer.page, { x, y: span.top, width: far - near, height: span.bottom - span.top });
  writer.runs.push({
    start: offset + from,
    end: offset + to,
    x: round(box.x, 2),
    y: round(box.y, 2),
    width: round(box.width, 2),
    height: round(box.height, 2),
    ...(advances === undefined ? {} : { advances }),
  });
}

/** Takes the last character back, from the text and from its run. */
function dropLast(writer: Writer): void {
  writer.text = writer.text.slice(0, -1);
  const run = writer.runs.pop();
  if (run === undefined || run.end - run.start <= 1) return;
  const share = run.advances?.at(-2) ?? 1;
  const kept = { start: run.start, end: run.end - 1, x: run.x, y: run.y, width: round(run.width * share, 2), height: run.height };
  writer.runs.push(run.advances === undefined ? kept : { ...kept, advances: run.advances.slice(0, -1).map((edge) => round(edge / (share || 1), 4)) });
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
