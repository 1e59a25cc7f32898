/**
 * Quarter turns of the writing direction on the displayed page: 0 to the right, 1 downwards, 2 to the left (upside
 * down), 3 upwards.
 */
export type Quarter = 0 | 1 | 2 | 3;

/**
 * A piece of one line in one font. Coordinates are points in the *frame* of its quarter turn, in which the writing
 * runs to the right and lines follow downwards; `frames.ts` maps them back to the displayed page.
 */
export interface Span {
  /** Normalised; no space at either end; never empty. */
  readonly text: string;
  /** For each UTF-16 unit of `text` the distance of its far edge from the span's start, in reading direction. */
  readonly edges: readonly number[];
  readonly quarter: Quarter;
  readonly x: number;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
  readonly baseline: number;
  /** Font size in points. */
  readonly size: number;
  readonly bold: boolean;
  readonly rtl: boolean;
  /** A space stood before or after it in the content stream. */
  readonly spaceBefore: boolean;
  readonly spaceAfter: boolean;
  /** Neither horizontal nor vertical on the page: a watermark, a label of a chart. */
  readonly slanted: boolean;
}

/** One page as extracted: its spans in content-stream order, before any layout. */
export interface RawPage {
  readonly page: number;
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly spans: readonly Span[];
}

export const right = (span: Pick<Span, 'x' | 'width'>): number => span.x + span.width;
