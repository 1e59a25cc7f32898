import { InfolioError } from '../../../contract/errors.ts';

/** What a font can show. */
export interface Glyphs {
  /** The text with a white square for each character that the font lacks. */
  known(text: string): string;
  /** The characters that were replaced so far, each once. */
  missing(): string[];
}

/** A stand-in that Liberation Sans has. */
const box = '\u25a1';

/** What the font in use has glyphs for. pdfkit's types do not show its font object (of fontkit), so it is looked at first. */
export function glyphsOf(page: PDFKit.PDFDocument): Glyphs {
  const font = fontOf(page);
  const lacking = new Set<string>();
  return {
    known: (text) =>
      Array.from(text, (character) => {
        if (font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)) return character;
        lacking.add(character);
        return box;
      }).join(''),
    missing: () => [...lacking],
  };
}

interface FontkitFont {
  hasGlyphForCodePoint(codePoint: number): boolean;
}

function fontOf(page: object): FontkitFont {
  const font = '_font' in page && page._font instanceof Object && 'font' in page._font ? page._font.font : undefined;
  if (font instanceof Object && 'hasGlyphForCodePoint' in font) return font as FontkitFont;
  throw new InfolioError('internal', 'The PDF library does not say which characters its font has; export as html or docx.');
}
