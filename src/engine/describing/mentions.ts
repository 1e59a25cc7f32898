import type { Details, Mention, MentionKind } from '../../contract/details.ts';
import type { DocumentReader } from '../library/index.ts';
import type { Span } from './judge.ts';
import { mentionsAtMost, placesAtMost } from './limits.ts';
import { placesOf } from './places.ts';
import type { Wanted } from './places.ts';

/** Something named, before its places are looked up. Spans are in the text's order. */
export interface Named {
  readonly kind: MentionKind;
  readonly text: string;
  readonly value: string | null;
  /** 0..1 among those of its kind. */
  readonly weight: number;
  readonly spans: readonly Span[];
  /** The words that define it; their sentence comes first among the places. */
  readonly defined?: Span;
}

export type NamedLists = Readonly<Record<keyof Details, readonly Named[]>>;

/**
 * Looks up the places of all that is named.
 *
 * @throws InfolioError `cancelled`
 */
export async function detailsOf(document: DocumentReader, lists: NamedLists, signal?: AbortSignal): Promise<Details> {
  const chosen = mapLists(lists, (list, name) => list.slice(0, mentionsAtMost[name]).map((named) => ({ named, wanted: wantedOf(named) })));
  const places = await placesOf(document, Object.values(chosen).flatMap((list) => list.flatMap((one) => one.wanted)), signal);
  return mapLists(chosen, (list) =>
    list.map(({ named, wanted }): Mention => ({
      kind: named.kind,
      text: named.text,
      value: named.value,
      count: named.spans.length,
      weight: Math.round(named.weight * 1e3) / 1e3,
      places: wanted.flatMap((range) => places.get(range) ?? []),
    })),
  );
}

function wantedOf({ spans, defined }: Named): Wanted[] {
  const others = spans.filter((span) => span.start !== defined?.start).slice(0, defined === undefined ? placesAtMost : placesAtMost - 1);
  return [...(defined === undefined ? [] : [{ start: defined.start, end: defined.end, whole: true }]), ...others.map(({ start, end }) => ({ start, end, whole: false }))];
}

function mapLists<T, U>(lists: Readonly<Record<keyof Details, readonly T[]>>, map: (list: readonly T[], name: keyof Details) => U[]): Record<keyof Details, U[]> {
  return {
    terms: map(lists.terms, 'terms'),
    definitions: map(lists.definitions, 'definitions'),
    people: map(lists.people, 'people'),
    organisations: map(lists.organisations, 'organisations'),
    locations: map(lists.locations, 'locations'),
    dates: map(lists.dates, 'dates'),
    amounts: map(lists.amounts, 'amounts'),
  };
}
