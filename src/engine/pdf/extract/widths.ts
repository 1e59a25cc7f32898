import type { Piece } from './normalise.ts';

/** What we know of one font: its name tells the weight, its glyphs tell how a line's width is shared. */
export interface FontFacts {
  readonly bold: boolean;
  /** Advance by character, in thousandths of the size; relative widths are all that counts. */
  readonly widths: Map<string, number>;
}

const boldName = /bold|black|heavy|demi|[-_,]?medi(?!um)|[-,]bd\b|cmbx|cmssbx|sfbx|lmroman.*bold/iu;

export function isBoldName(name: string): boolean {
  return boldName.test(name);
}

const narrow = /[iljtfrI.,:;'’‘!|()[\]\-/]/u;
const wide = /[mwMW@%—…]/u;
const upper = /\p{Lu}/u;
const fullWidth = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303F\uFF00-\uFFEF]/u;

/** A guess by the kind of character, in thousandths of the size, for glyphs whose width is unknown. */
export function guessedWidth(character: string): number {
  if (/[\p{M}\u00AD]/u.test(character)) return 0;
  if (/\s/u.test(character)) return 250;
  if (fullWidth.test(character)) return 1000;
  if (narrow.test(character)) return 300;
  if (wide.test(character)) return 850;
  return upper.test(character) ? 680 : 500;
}

/**
 * Shares a line's width among its characters by their glyphs' widths. What justification added goes to the spaces
 * where there are any that can take it, else to every character alike.
 */
export function shareWidth(text: string, width: number, size: number, font: FontFacts | undefined): Piece[] {
  const characters = Array.from(text);
  const own = characters.map((character) => ((font?.widths.get(character) ?? guessedWidth(character)) * size) / 1000);
  const sum = own.reduce((total, each) => total + each, 0);
  const spaces = characters.filter((character) => /\s/u.test(character)).length;
  const stretch = spaces === 0 ? 0 : (width - sum) / spaces;
  if (spaces > 0 && stretch > -0.15 * size && stretch < 0.9 * size) {
    return characters.map((character, index) => ({ text: character, width: (own[index] ?? 0) + (/\s/u.test(character) ? stretch : 0) }));
  }
  const scale = sum > 0 ? width / sum : 0;
  return characters.map((character, index) => ({ text: character, width: sum > 0 ? (own[index] ?? 0) * scale : width / characters.length }));
}
