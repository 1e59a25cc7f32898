import type { ResultOf } from '../../contract/protocol.ts';

type SearchHit = ResultOf<'search'>[number];

export interface HitGroup {
  readonly document: string;
  readonly title: string;
  /** In the document's order. */
  readonly hits: readonly SearchHit[];
}

/** Hits by document, the document of the best hit first. */
export function byDocument(hits: readonly SearchHit[]): HitGroup[] {
  const groups = Map.groupBy(hits, (hit) => hit.document);
  return [...groups].map(([document, of]) => ({
    document,
    title: of[0]?.title ?? '',
    hits: of.toSorted((a, b) => a.place.start - b.place.start).filter((hit, index, all) => hit.place.start !== all[index - 1]?.place.start),
  }));
}
