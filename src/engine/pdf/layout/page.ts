import type { PageContent } from '../../../contract/page.ts';
import { frameSize } from '../frames.ts';
import { right } from '../extract/span.ts';
import type { Quarter, Span } from '../extract/span.ts';
import { columnsOf } from './columns.ts';
import { compose } from './compose.ts';
import type { Draft } from './compose.ts';
import { footnoteCount } from './footnotes.ts';
import { furnitureOf } from './furniture.ts';
import { kindOf } from './kinds.ts';
import { linesOf } from './line.ts';
import { paragraphsOf } from './paragraphs.ts';
import { rejoined } from './rejoin.ts';
import { bodySizeOf, wordsOf } from './survey.ts';
import type { Survey } from './survey.ts';

/**
 * Lays out one page: reading order, paragraphs, kinds, text and boxes. `others` are the pages around it as far as they
 * could be read; the result depends on nothing else. `continues` is left false: it takes the next page's text.
 */
export function layOut(page: Survey, others: readonly Survey[]): PageContent {
  const { raw } = page;
  const bodySize = bodySizeOf([page, ...others]);
  const words = wordsOf([page, ...others]);
  const furniture = furnitureOf(page, others);
  const spans = raw.spans.filter((span) => !furniture.has(span));
  const body: Draft[] = [];
  const notes: Draft[] = [];
  for (const quarter of quartersByWeight(spans)) {
    const { height } = frameSize(quarter, raw.width, raw.height);
    const inFrame = spans.filter((span) => span.quarter === quarter && !span.slanted);
    for (const column of columnsOf(inFrame, bodySize)) {
      const groups = paragraphsOf(linesOf(column));
      const firstNote = groups.length - footnoteCount(groups, bodySize, height);
      for (const [index, group] of groups.entries()) {
        if (index >= firstNote) notes.push({ kind: 'footnote', level: 0, ...group });
        else body.push({ ...kindOf(group, bodySize), ...group });
      }
    }
  }
  const slanted = spans.filter((span) => span.slanted).map((span): Draft => ({ kind: 'caption', level: 0, lines: linesOf([span]), left: span.x, right: right(span) }));
  const { text, blocks, runs } = compose([...rejoined(body, bodySize), ...slanted, ...notes], raw, words);
  return { page: raw.page, label: raw.label, width: raw.width, height: raw.height, text, blocks, runs, continues: false };
}

/** The writing directions on the page, the one with most text first. */
function quartersByWeight(spans: readonly Span[]): Quarter[] {
  const weights = new Map<Quarter, number>();
  for (const span of spans) weights.set(span.quarter, (weights.get(span.quarter) ?? 0) + span.text.length);
  return [...weights].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([quarter]) => quarter);
}
