import type { PDFPageProxy, PageViewport } from 'pdfjs-dist';
import { edgesOf, normalisePieces } from './normalise.ts';
import type { Span } from './span.ts';
import { shareWidth } from './widths.ts';

interface Annotation {
  readonly subtype?: unknown;
  readonly rect?: unknown;
  readonly hidden?: unknown;
  readonly fieldType?: unknown;
  readonly fieldValue?: unknown;
  readonly checkBox?: unknown;
  readonly radioButton?: unknown;
  readonly buttonValue?: unknown;
  readonly exportValue?: unknown;
  readonly contentsObj?: { readonly str?: unknown };
  readonly defaultAppearanceData?: { readonly fontSize?: unknown };
}

/** What was filled into a form or typed onto the page, as spans in the place of the field: a reader sees it as text. */
export async function formFields(pdfPage: PDFPageProxy, viewport: PageViewport, page: { readonly height: number }): Promise<Span[]> {
  let annotations: readonly Annotation[];
  try {
    annotations = (await pdfPage.getAnnotations({ intent: 'display' })) as readonly Annotation[];
  } catch {
    return [];
  }
  return annotations.flatMap((annotation) => spansOfField(annotation, viewport, page));
}

function spansOfField(annotation: Annotation, viewport: PageViewport, page: { readonly height: number }): Span[] {
  const lines = valueOf(annotation).split(/\r\n?|\n/u).filter((line) => line.trim() !== '');
  if (lines.length === 0 || annotation.hidden === true || !isRectangle(annotation.rect)) return [];
  const [left = 0, bottom = 0, right = 0, top = 0] = annotation.rect;
  const [x0 = 0, y0 = 0] = viewport.convertToViewportPoint(left, bottom) as number[];
  const [x1 = 0, y1 = 0] = viewport.convertToViewportPoint(right, top) as number[];
  const box = { x: Math.min(x0, x1), y: Math.min(y0, y1), width: Math.abs(x1 - x0), height: Math.abs(y1 - y0) };
  if (box.width === 0 || box.height === 0 || box.y > page.height) return [];
  const asked = annotation.defaultAppearanceData?.fontSize;
  const size = Math.min(typeof asked === 'number' && asked > 0 ? asked : 10, (0.8 * box.height) / lines.length);
  return lines.flatMap((line, index): Span[] => {
    const baseline = box.y + box.height / 2 + size * (0.35 + 1.2 * (index - (lines.length - 1) / 2));
    const natural = shareWidth(line, line.length * size * 0.5, size, undefined);
    const width = natural.reduce((total, piece) => total + piece.width, 0);
    const scale = Math.min(1, Math.max(1, box.width - 4) / width);
    const { pieces } = normalisePieces(natural.map((piece) => ({ text: piece.text, width: piece.width * scale })));
    const { text, edges } = edgesOf(pieces);
    if (text === '') return [];
    return [{
      text, edges, quarter: 0, x: box.x + Math.min(2, box.width / 4), width: edges.at(-1) ?? 0,
      top: baseline - 0.8 * size, bottom: baseline + 0.2 * size, baseline, size,
      bold: false, rtl: false, spaceBefore: true, spaceAfter: true, slanted: false,
    }];
  });
}

function valueOf(annotation: Annotation): string {
  const value = annotation.fieldValue;
  if (annotation.subtype === 'FreeText') return typeof annotation.contentsObj?.str === 'string' ? annotation.contentsObj.str : '';
  if (annotation.subtype !== 'Widget') return '';
  if (annotation.fieldType === 'Tx' || annotation.fieldType === 'Ch') {
    if (typeof value === 'string') return value;
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string').join(', ') : '';
  }
  const marked = typeof value === 'string' && value !== '' && value !== 'Off';
  if (annotation.checkBox === true && marked && value === annotation.exportValue) return '☒';
  if (annotation.radioButton === true && marked && value === annotation.buttonValue) return '☒';
  return '';
}

function isRectangle(value: unknown): value is number[] {
  return Array.isArray(value) && value.length === 4 && value.every((entry) => typeof entry === 'number');
}
