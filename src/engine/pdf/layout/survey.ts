import type { RawPage } from '../extract/span.ts';
import { linesOf, plainText } from './line.ts';
import type { Line } from './line.ts';

/** What a page tells its neighbours, worked out once. */
export interface Survey {
  readonly raw: RawPage;
  /** Upright lines across the whole width, from top to bottom. */
  readonly rows: readonly Line[];
  /** Characters by font size, to half a point. */
  readonly sizes: ReadonlyMap<number, number>;
  /** Words seen whole, in lower case; compounds with their hyphens. */
  readonly words: ReadonlySet<string>;
}

/**
 * Pages looked at on each side of a page. Nothing else decides how it is laid out, so that a page comes out the same
 * wherever reading began; two, because books have one running header on left pages and another on right ones.
 */
export const reach = 2;

export function surveyOf(raw: RawPage): Survey {
  const sizes = new Map<number, number>();
  const words = new Set<string>();
  for (const span of raw.spans) {
    const size = Math.round(span.size * 2) / 2;
    sizes.set(size, (sizes.get(size) ?? 0) + span.text.length);
  }
  const rows = linesOf(raw.spans.filter((span) => span.quarter === 0));
  const turned = ([1, 2, 3] as const).flatMap((quarter) => linesOf(raw.spans.filter((span) => span.quarter === quarter)));
  for (const line of [...rows, ...turned]) {
    for (const [word] of plainText(line).matchAll(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*(?![-\u00AD\p{L}\p{M}])/gu)) words.add(word.toLowerCase());
  }
  return { raw, rows, sizes, words };
}

/** The font size most characters of these pages have. */
export function bodySizeOf(surveys: readonly Survey[]): number {
  const sizes = new Map<number, number>();
  for (const survey of surveys) {
    for (const [size, characters] of survey.sizes) sizes.set(size, (sizes.get(size) ?? 0) + characters);
  }
  return [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 10;
}

export function wordsOf(surveys: readonly Survey[]): ReadonlySet<string> {
  return new Set(surveys.flatMap((survey) => [...survey.words]));
}
