import type { Block, Line, Page, Word } from 'tesseract.js';
import { edgesOf, normalisePieces } from '../extract/normalise.ts';
import type { Piece } from '../extract/normalise.ts';
import type { Quarter, Span } from '../extract/span.ts';
import { median } from '../layout/columns.ts';
import { leastConfidence } from './limits.ts';

/** What was recognised on a picture. */
export interface Recognised {
  readonly spans: readonly Span[];
  /** Mean of all words by their characters, 0 to 100; noise counts. */
  readonly confidence: number;
  readonly characters: number;
}

/** Height of an x in shares of the font size: 0.45 in Times, 0.52 in Helvetica. */
const xHeight = 0.47;
/** Ascent and descent of a span's box, in shares of the font size. */
const ascent = 0.75;
const descent = 0.22;
/** Sizes this close are one size: Tesseract's are right to a pixel or two. */
const alike = 0.12;

/** Spans of what Tesseract found on a picture of `scale` pixels a point that was turned by `quarter`. */
export function spansOfRecognition(page: Pick<Page, 'blocks'>, scale: number, quarter: Quarter): Recognised {
  const lines = (page.blocks ?? []).flatMap((block: Block) => block.paragraphs.flatMap((paragraph) => paragraph.lines));
  const words = lines.flatMap((line) => line.words);
  const characters = words.reduce((sum, word) => sum + word.text.length, 0);
  const confidence = words.reduce((sum, word) => sum + word.confidence * word.text.length, 0) / Math.max(1, characters);
  const kept = lines.map((line) => ({ line, words: wordsOf(line) })).filter(({ words }) => isText(words));
  const sizes = sizesOf(kept.map(({ line }) => line), scale);
  const spans = kept.flatMap(({ line, words }, index) => segmentsOf(words, (sizes[index] ?? 0) * scale).map((segment) => spanOf(segment, line, sizes[index] ?? 0, scale, quarter)));
  return { spans: spans.filter((span): span is Span => span !== null), confidence, characters };
}

/** The words of a line that are no noise: specks, and rules taken for strokes. */
function wordsOf(line: Line): Word[] {
  return line.words.filter((word) => {
    if (word.text.trim() === '' || word.confidence < leastConfidence || /^[|_~\\/¦]+$/u.test(word.text)) return false;
    return word.text.length > 2 || /[\p{L}\p{N}]/u.test(word.text) || word.confidence >= 70;
  });
}

/** A line has letters or digits; a letter or two alone must be certain. */
function isText(words: readonly Word[]): boolean {
  const letters = words.map((word) => word.text).join('').replace(/[^\p{L}\p{N}]/gu, '').length;
  const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / Math.max(1, words.length);
  return letters > 2 || (letters > 0 && confidence >= 75);
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

function spanOf(words: readonly Word[], line: Line, size: number, scale: number, quarter: Quarter): Span | null {
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return null;
  const pieces: Piece[] = [];
  let at = first.bbox.x0;
  for (const word of words) {
    if (word !== first) {
      const to = Math.max(at, word.bbox.x0);
      pieces.push({ text: ' ', width: (to - at) / scale });
      at = to;
    }
    for (const { text, to } of charactersOf(word)) {
      const edge = Math.max(at, to);
      pieces.push({ text, width: (edge - at) / scale });
      at = edge;
    }
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
    bold: false, rtl: false, slanted: false, spaceBefore: true, spaceAfter: true,
  };
}

/** The characters of a word and where each ends; shared out evenly where Tesseract's symbols do not make up its text. */
function charactersOf({ text, symbols, bbox }: Word): { readonly text: string; readonly to: number }[] {
  if (symbols.map((symbol) => symbol.text).join('') === text) {
    // A cent alone in brackets is the c of a list.
    const ends = symbols.map((symbol) => ({ text: text === '(¢)' && symbol.text === '¢' ? 'c' : symbol.text, to: symbol.bbox.x1 }));
    return ends.map((each, index) => ({ text: each.text, to: index === ends.length - 1 ? bbox.x1 : Math.min(each.to, bbox.x1) }));
  }
  const characters = Array.from(text);
  return characters.map((character, index) => ({ text: character, to: bbox.x0 + ((bbox.x1 - bbox.x0) * (index + 1)) / characters.length }));
}

/** Where a line that may run askew stands at `x`. */
function baselineAt({ baseline: { x0, y0, x1, y1 } }: Line, x: number): number {
  return x1 === x0 ? y0 : y0 + ((y1 - y0) * (Math.min(Math.max(x, x0), x1) - x0)) / (x1 - x0);
}
