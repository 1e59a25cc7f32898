import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { PDFPageProxy, PageViewport } from 'pdfjs-dist';
import { frameSize, toFrame } from '../frames.ts';
import { joinAccents } from './accents.ts';
import { formFields } from './form-fields.ts';
import { edgesOf, normalisePieces, softHyphen } from './normalise.ts';
import type { Piece } from './normalise.ts';
import type { Quarter, RawPage, Span } from './span.ts';
import { isBoldName, shareWidth } from './widths.ts';
import type { FontFacts } from './widths.ts';

interface Item {
  readonly str: string;
  readonly dir: string;
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly fontName: string;
}

interface Style {
  readonly ascent: number;
  readonly descent: number;
  readonly vertical: boolean;
}

/** Facts about fonts by pdf.js' name for them. Good until the document's caches are cleared. */
export type FontBook = Map<string, FontFacts>;

/** The spans of one page. Throws what pdf.js throws when the page cannot be read. */
export async function extractPage(pdfPage: PDFPageProxy, page: number, label: string, fonts: FontBook): Promise<RawPage> {
  const viewport = pdfPage.getViewport({ scale: 1 });
  const content = await pdfPage.getTextContent({ disableNormalization: true });
  const items = content.items.filter((item): item is typeof item & Item => 'str' in item);
  const broken = await learnFonts(pdfPage, fonts);
  const size = { width: viewport.width, height: viewport.height };
  const spans: Span[] = [];
  let spaceBefore = false;
  for (const item of items) {
    if (item.str.trim() === '') {
      const last = spans.at(-1);
      if (last !== undefined && item.str !== '') spans[spans.length - 1] = { ...last, spaceAfter: true };
      spaceBefore = item.str !== '';
      continue;
    }
    const text = endsBroken(item.str, broken) ? item.str + softHyphen : item.str;
    const made = spansOf({ ...item, str: text }, content.styles[item.fontName], fonts.get(item.fontName), viewport, size, spaceBefore);
    spans.push(...made);
    spaceBefore = false;
  }
  spans.push(...(await formFields(pdfPage, viewport, size)));
  return { page, label, ...size, spans: withoutDoubles(joinAccents(spans)) };
}

/** What stands before each soft hyphen of a page, without spaces. */
type BrokenWords = ReadonlySet<string>;

const contextLength = 8;

/**
 * Reads the glyph widths, the font names and the soft hyphens from the page's operators: the text content has none of
 * them. Done for every page, not only for new fonts, so that a page comes out the same wherever reading began. A page
 * whose operators cannot be read keeps guessed widths.
 */
async function learnFonts(pdfPage: PDFPageProxy, fonts: FontBook): Promise<BrokenWords> {
  const broken = new Set<string>();
  try {
    const { fnArray, argsArray } = (await pdfPage.getOperatorList({ annotationMode: 0 })) as { readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[] };
    let current: FontFacts | undefined;
    let context = '';
    for (const [index, operator] of fnArray.entries()) {
      const operands = argsArray[index];
      if (!Array.isArray(operands)) continue;
      if (operator === OPS.setFont) current = factsOf(pdfPage, operands[0], fonts);
      if (operator !== OPS.showText || !Array.isArray(operands[0])) continue;
      for (const glyph of operands[0] as unknown[]) {
        const unicode = learnGlyph(glyph, current?.widths);
        if (unicode === softHyphen) broken.add(context);
        else context = (context + unicode.trim()).slice(-contextLength);
      }
    }
  } catch {
    // The text is there already; only the sharing of its width becomes a guess.
  }
  return broken;
}

/** True if the item's end is where the page's operators have a soft hyphen, which pdf.js leaves out of its text. */
function endsBroken(text: string, broken: BrokenWords): boolean {
  if (broken.size === 0) return false;
  const end = text.replace(/\s+/gu, '').slice(-contextLength);
  if (end.length === contextLength) return broken.has(end);
  return end.length >= 3 && [...broken].some((context) => context.endsWith(end));
}

function factsOf(pdfPage: PDFPageProxy, name: unknown, fonts: FontBook): FontFacts | undefined {
  if (typeof name !== 'string') return undefined;
  const known = fonts.get(name);
  if (known !== undefined) return known;
  const objects = pdfPage.commonObjs as { has(id: string): boolean; get(id: string): unknown };
  const font = objects.has(name) ? (objects.get(name) as { readonly name?: unknown; readonly bold?: unknown; readonly black?: unknown } | null) : null;
  const facts: FontFacts = {
    bold: font?.bold === true || font?.black === true || (typeof font?.name === 'string' && isBoldName(font.name)),
    widths: new Map(),
  };
  fonts.set(name, facts);
  return facts;
}

/** Notes a glyph's width and gives its text; '' for what is no glyph. */
function learnGlyph(glyph: unknown, widths: Map<string, number> | undefined): string {
  if (typeof glyph !== 'object' || glyph === null || !('unicode' in glyph) || !('width' in glyph)) return '';
  const { unicode, width } = glyph;
  if (typeof unicode !== 'string') return '';
  if (typeof width !== 'number' || widths === undefined) return unicode;
  // A glyph that stands for several letters gives each of them an equal share, unless a letter has its own glyph.
  const letters = Array.from(unicode);
  for (const letter of letters) {
    if (letters.length === 1 || !widths.has(letter)) widths.set(letter, Math.abs(width) / letters.length);
  }
  return unicode;
}

function spansOf(item: Item, style: Style | undefined, facts: FontFacts | undefined, viewport: PageViewport, page: { readonly width: number; readonly height: number }, spaceBefore: boolean): Span[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = item.transform;
  const [va = 1, vb = 0, vc = 0, vd = -1, ve = 0, vf = 0]: readonly number[] = viewport.transform;
  const scale = Math.hypot(va, vb);
  const origin = [va * e + vc * f + ve, vb * e + vd * f + vf] as const;
  const vertical = style?.vertical === true || item.dir === 'ttb';
  const direction = vertical ? ([-c, -d] as const) : ([a, b] as const);
  const angle = Math.atan2(vb * direction[0] + vd * direction[1], va * direction[0] + vc * direction[1]);
  const turns = angle / (Math.PI / 2);
  const quarter = ((Math.round(turns) + 4) % 4) as Quarter;
  const slanted = Math.abs(turns - Math.round(turns)) > 0.1;
  const size = Math.hypot(c, d) * scale || Math.hypot(a, b) * scale;
  const length = (vertical ? item.height : item.width) * scale;
  const [x, y] = toFrame(quarter, page, origin[0], origin[1]);
  const ascent = vertical ? 0.5 : clamp(style?.ascent ?? 0.8, 0.7, 1);
  const descent = vertical ? 0.5 : clamp(-(style?.descent ?? -0.2), 0.15, 0.35);
  if (!(size > 0) || !Number.isFinite(x + y + length)) return [];
  const shared = vertical
    ? Array.from(item.str).map((text, _, all): Piece => ({ text, width: length / all.length }))
    : shareWidth(item.str, length, size, facts);
  const frame = frameSize(quarter, page.width, page.height);
  const common = {
    quarter,
    top: clamp(y - ascent * size, -size, frame.height),
    bottom: clamp(y + descent * size, 0, frame.height + size),
    baseline: y,
    size,
    bold: facts?.bold ?? false,
    slanted,
  };
  const rtl = item.dir === 'rtl';
  let start = 0;
  const spans: Span[] = [];
  for (const part of splitAtLeaders(shared)) {
    const width = part.reduce((total, piece) => total + piece.width, 0);
    const normal = normalisePieces(part);
    const { text, edges } = edgesOf(normal.pieces);
    const end = edges.at(-1) ?? 0;
    const offset = start + normal.lead;
    if (text !== '' && text !== ' ') {
      spans.push({ ...common, text, edges, x: rtl ? x + length - offset - end : x + offset, width: end, rtl, spaceBefore: normal.spaceBefore || (spans.length === 0 && spaceBefore), spaceAfter: normal.spaceAfter });
    }
    start += width;
  }
  return spans;
}

/** Dot leaders and blanks to fill in hold no words; leaving them out lets the gap speak, as between table cells. */
function splitAtLeaders(pieces: readonly Piece[]): Piece[][] {
  const text = pieces.map((piece) => (/^[.·…_‥․]$/u.test(piece.text) ? '.' : piece.text === ' ' ? ' ' : 'x')).join('');
  const parts: Piece[][] = [];
  let from = 0;
  for (const leader of text.matchAll(/(?:\. ?){6,}| {4,}/gu)) {
    parts.push(pieces.slice(from, leader.index), pieces.slice(leader.index, leader.index + leader[0].length).map((piece) => ({ text: '', width: piece.width })));
    from = leader.index + leader[0].length;
  }
  parts.push(pieces.slice(from));
  return parts;
}

/** Imitated bold type draws the same words twice, a hair apart. */
function withoutDoubles(spans: readonly Span[]): Span[] {
  const seen = new Map<string, Span[]>();
  return spans.filter((span) => {
    const same = seen.get(span.text) ?? [];
    if (same.some((other) => Math.abs(other.x - span.x) < 0.12 * span.size && Math.abs(other.baseline - span.baseline) < 0.12 * span.size && other.quarter === span.quarter)) return false;
    seen.set(span.text, [...same, span]);
    return true;
  });
}

function clamp(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : low;
}
