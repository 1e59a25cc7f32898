import type { Block, Line, Page, Word } from 'tesseract.js';
import { edgesOf, normalisePieces } from '../extract/normalise.ts';
import type { Piece } from '../extract/normalise.ts';
import type { Quarter, Span } from '../extract/span.ts';
import { shareWidth } from '../extract/widths.ts';
import { median } from '../layout/columns.ts';
import { leastConfidence, leastConfidenceAmong } from './limits.ts';
import { strokeOf } from './picture.ts';
import type { Picture } from './picture.ts';

/** What was recognised on a picture. */
export interface Recognised {
  readonly spans: readonly Span[];
  /** Mean of all words by their characters, 0 to 100; noise counts. */
  readonly confidence: number;
  readonly characters: number;
  /** The words run up or down the picture: it is to be turned. */
  readonly sideways: boolean;
}

/** Height of an x in shares of the font size: 0.45 in Times, 0.52 in Helvetica. */
const xHeight = 0.47;
/** Ascent and descent of a span's box, in shares of the font size. */
const ascent = 0.7;
const descent = 0.2;
/** Sizes this close are one size: Tesseract's are right to a pixel or two. */
const alike = 0.12;
/** Strokes this much wider than the page's usual ones are those of bold type; in most fonts they are half as wide again. */
const boldStrokes = 1.3;
/** Lines of a page that tell what its usual strokes are. */
const leastLines = 4;

/** What Tesseract found on a picture that was turned by `quarter`. */
export function spansOfRecognition(page: Pick<Page, 'blocks'>, picture: Picture, quarter: Quarter): Recognised {
  const lines = (page.blocks ?? []).flatMap((block: Block) => block.paragraphs.flatMap((paragraph) => paragraph.lines));
  const words = lines.flatMap((line) => line.words);
  const characters = words.reduce((sum, word) => sum + word.text.length, 0);
  const confidence = words.reduce((sum, word) => sum + word.confidence * word.text.length, 0) / Math.max(1, characters);
  const kept = lines.map((line) => ({ line, words: wordsOf(line) })).filter(({ words }) => isText(words));
  const sizes = sizesOf(kept.map(({ line }) => line), picture.scale);
  const segments = kept.flatMap(({ line, words }, index) => {
    const size = sizes[index] ?? 1;
    return segmentsOf(words, size * picture.scale).map((segment) => ({ segment, line, size, stroke: strokeOf(picture, segment.map((word) => word.bbox)) / size }));
  });
  const usual = median(segments.map((each) => each.stroke));
  const spans = segments.flatMap(({ segment, line, size, stroke }) => {
    const bold = segments.length >= leastLines && stroke > boldStrokes * usual;
    const span = spanOf(segment, line, { size, bold, scale: picture.scale, quarter });
    return span === null ? [] : [span];
  });
  return { spans, confidence, characters, sideways: runSideways(words) };
}

/** True if most of the longer words are taller than wide. */
function runSideways(words: readonly Word[]): boolean {
  const long = words.filter((word) => word.text.length >= 4);
  return long.filter(({ bbox }) => bbox.y1 - bbox.y0 > bbox.x1 - bbox.x0).length * 2 > long.length;
}

/**
 * The words of a line that are no noise: specks, and rules taken for strokes. Among words that are certain, a longer one
 * that is not is still a word: it is better read with a wrong letter than left out.
 */
function wordsOf(line: Line): Word[] {
  const among = meanConfidence(line.words) >= leastConfidenceAmong;
  return line.words.filter(({ text, confidence }) => {
    const letters = text.replace(/[^\p{L}\p{N}]/gu, '').length;
    if (text.trim() === '' || /^[|_~\\/¦]+$/u.test(text)) return false;
    if (confidence < leastConfidence) return among && letters > 2;
    return letters > 0 || text.length > 2 || confidence >= 70;
  });
}

function meanConfidence(words: readonly Word[]): number {
  return words.reduce((sum, word) => sum + word.confidence, 0) / Math.max(1, words.length);
}

/** A line has letters or digits; a letter or two alone must be certain. */
function isText(words: readonly Word[]): boolean {
  const letters = words.map((word) => word.text).join('').replace(/[^\p{L}\p{N}]/gu, '').length;
  return letters > 2 || (letters > 0 && meanConfidence(words) >= 75);
}

/** The font sizes of the lines in points; those near the page's most frequent one are exactly that. */
function sizesOf(lines: readonly Line[], scale: number): number[] {
  const sizes = lines.map(({ rowAttributes: { rowHeight, ascenders, descenders }, bbox }) => {
    const x = rowHeight - ascenders - descenders;
    return (x > 2 ? x / xHeight : bbox.y1 - bbox.y0) / scale;
  });
  const usual = median(lines.flatMap((line, index) => Array.from({ length: line.text.length }, () => sizes[index] ?? 0)));
  return sizes.map((size) => Math.round(2 * (Math.abs(size - usual) < alike * usual ? usual : size)) / 2 || 1);
}

/** The words of a line, parted where the gap between them is wider than any space: cells, and columns set level. */
function segmentsOf(words: readonly Word[], size: number): Word[][] {
  const segments: Word[][] = [];
  for (const word of [...words].sort((a, b) => a.bbox.x0 - b.bbox.x0)) {
    const segment = segments.at(-1);
    const before = segment?.at(-1);
    if (segment === undefined || before === undefined || word.bbox.x0 - before.bbox.x1 > 0.9 * size) segments.push([word]);
    else segment.push(word);
  }
  return segments;
}

function spanOf(words: readonly Word[], line: Line, { size, bold, scale, quarter }: { readonly size: number; readonly bold: boolean; readonly scale: number; readonly quarter: Quarter }): Span | null {
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return null;
  const pieces: Piece[] = [];
  let at = first.bbox.x0;
  for (const { text, bbox } of words) {
    const from = Math.max(at, bbox.x0);
    if (pieces.length > 0) pieces.push({ text: ' ', width: (from - at) / scale });
    at = Math.max(from, bbox.x1);
    // Tesseract knows where its words are; of their letters it has but an idea.
    pieces.push(...shareWidth(withoutSlips(text), (at - from) / scale, size, undefined));
  }
  const { lead, pieces: normal } = normalisePieces(pieces);
  const { text, edges } = edgesOf(normal);
  const width = edges.at(-1) ?? 0;
  if (text === '' || !(width > 0)) return null;
  const x = first.bbox.x0 / scale + lead;
  const baseline = baselineAt(line, (first.bbox.x0 + last.bbox.x1) / 2) / scale;
  return {
    text, edges, quarter, x, width, baseline, size,
    top: baseline - ascent * size, bottom: baseline + descent * size,
    bold, rtl: false, slanted: false, spaceBefore: true, spaceAfter: true,
  };
}

/** A cent alone in brackets is the c of a list. */
function withoutSlips(text: string): string {
  return text === '(¢)' ? '(c)' : text;
}

/** Where a line that may run askew stands at `x`. */
function baselineAt({ baseline: { x0, y0, x1, y1 } }: Line, x: number): number {
  return x1 === x0 ? y0 : y0 + ((y1 - y0) * (Math.min(Math.max(x, x0), x1) - x0)) / (x1 - x0);
}
