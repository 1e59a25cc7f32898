import type { Place } from '../../contract/answer.ts';

/** Hits in the document's order; of hits that overlap the likelier one stays. */
export function mergeHits(hits: readonly Place[]): Place[] {
  const kept: Place[] = [];
  for (const hit of [...hits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || hit.start >= last.end) kept.push(hit);
    else if (hit.score > last.score) kept[kept.length - 1] = hit;
  }
  return kept;
}
