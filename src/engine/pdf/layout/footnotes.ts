import { plainText } from './line.ts';
import type { Group } from './paragraphs.ts';

const marker = /^(?:\d{1,3}|[*∗†‡§¶]+|[a-z])[.)]?\s?\S/u;

/**
 * How many groups at the end of a column are footnotes: small type in the lower part of the page, below all of the
 * body, a minor part of the column, begun by a marker or standing apart by a gap.
 */
export function footnoteCount(groups: readonly Group[], bodySize: number, pageHeight: number): number {
  let count = 0;
  for (const group of [...groups].reverse()) {
    const first = group.lines[0];
    if (first === undefined || group.table || first.size > 0.93 * bodySize || first.baseline < 0.45 * pageHeight) break;
    if (/^(?:fig|table|tab\b)/iu.test(plainText(first))) break;
    count++;
  }
  if (count === 0 || count === groups.length) return 0;
  const notes = groups.slice(groups.length - count);
  const lines = (some: readonly Group[]): number => some.reduce((sum, group) => sum + group.lines.length, 0);
  if (lines(notes) > 0.6 * lines(groups)) return 0;
  const first = notes[0]?.lines[0];
  const above = groups[groups.length - count - 1]?.lines.at(-1);
  if (first === undefined || above === undefined) return 0;
  const apart = first.baseline - above.baseline > 1.6 * bodySize;
  return apart || marker.test(plainText(first)) ? count : 0;
}
