import { accented } from './accents.ts';

/** One piece of normalised text and the share of the line it takes. */
export interface Piece {
  readonly text: string;
  readonly width: number;
}

// Latin and Armenian ligatures and the Arabic presentation forms stand for plain letters. Other compatibility forms
// (superscripts, full-width punctuation) mean something of their own and stay.
const presentationForm = /[\uFB00-\uFB06\uFB13-\uFB17\uFB50-\uFDFF\uFE70-\uFEFC]/u;
const dropped = /[\p{Cc}\p{Co}\p{Cn}\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFFD]/u;
const combining = /^\p{M}$/u;
// The bullets of the Symbol and Wingdings fonts, as old word processors write them.
const symbolBullets = new Map([['\uF0B7', '•'], ['\uF0A7', '▪'], ['\uF0D8', '➢'], ['\uF0FC', '✓'], ['\uF06E', '■']]);

export const softHyphen = '\u00AD';

/** The text of one code point: '' to drop it, ' ' for any space, plain letters for a ligature. */
export function normaliseCodePoint(codePoint: string): string {
  if (/\s/u.test(codePoint)) return ' ';
  const bullet = symbolBullets.get(codePoint);
  if (bullet !== undefined) return bullet;
  if (dropped.test(codePoint)) return '';
  if (presentationForm.test(codePoint)) return codePoint.normalize('NFKC').trim();
  return codePoint;
}

/**
 * Normalises pieces in order: ligatures become letters that share the ligature's width, letters and their combining
 * marks one character, soft hyphens vanish except at the end (where they say that the word goes on), runs of spaces
 * become one space as wide as all of them, and no space is left at either end.
 */
export function normalisePieces(pieces: readonly Piece[]): { readonly lead: number; readonly pieces: Piece[]; readonly spaceBefore: boolean; readonly spaceAfter: boolean } {
  const result: Piece[] = [];
  let lead = 0;
  let spaceBefore = false;
  for (const piece of pieces) {
    const text = normaliseCodePoint(piece.text);
    const last = result.at(-1);
    if (last === undefined && (text === ' ' || text === '')) {
      lead += piece.width;
      spaceBefore ||= text === ' ';
    } else if (last !== undefined && (text === '' || (text === ' ' && last.text === ' '))) {
      result[result.length - 1] = { text: last.text, width: last.width + piece.width };
    } else if (last !== undefined && accented(last.text, text) !== null) {
      result[result.length - 1] = { text: accented(last.text, text) ?? text, width: last.width + piece.width };
    } else if (last !== undefined && combining.test(text) && (last.text + text).normalize('NFC').length <= last.text.length) {
      result[result.length - 1] = { text: (last.text + text).normalize('NFC'), width: last.width + piece.width };
    } else {
      result.push({ text, width: piece.width });
    }
  }
  let spaceAfter = false;
  while (result.at(-1)?.text === ' ') {
    result.pop();
    spaceAfter = true;
  }
  const kept: Piece[] = [];
  for (const [index, piece] of result.entries()) {
    const last = kept.at(-1);
    if (piece.text === softHyphen && index < result.length - 1) {
      if (last !== undefined) kept[kept.length - 1] = { text: last.text, width: last.width + piece.width };
      else lead += piece.width;
    } else {
      kept.push(piece);
    }
  }
  return { lead, pieces: kept, spaceBefore, spaceAfter };
}

/** The text of pieces and the far edge of each of its UTF-16 units. */
export function edgesOf(pieces: readonly Piece[]): { readonly text: string; readonly edges: number[] } {
  const edges: number[] = [];
  let text = '';
  let at = 0;
  for (const piece of pieces) {
    const units = piece.text.length;
    for (let unit = 1; unit <= units; unit++) edges.push(at + (piece.width * unit) / units);
    at += piece.width;
    text += piece.text;
  }
  return { text, edges };
}
