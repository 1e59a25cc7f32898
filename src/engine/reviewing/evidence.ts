import { placeOf } from '../asking/index.ts';
import type { Found } from '../asking/index.ts';
import type { Place } from '../../contract/answer.ts';
import type { DocumentReader, PassageRow } from '../library/index.ts';

/** "9.1 Assignment.", "Section 12 Notices", "(b) Insurance:": a number and a few words, which name a clause and say nothing. */
const title = /^(?:(?:article|section|clause|§)\s*)?\(?(?:\d+(?:\.\d+)*|[a-z]|[ivxlc]+)[.)]{0,2}(?:\s+\S+){0,7}$/i;

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * A hit as a place of the document. One in a clause's title alone becomes the title with the sentence that it names;
 * `whole` gives the whole sentence of any other.
 */
export function evidenceOf(document: DocumentReader, hit: Found, whole: boolean): Place {
  const { passage, score } = hit;
  const at = passage.sentences.findIndex((sentence) => sentence.start < hit.end && hit.start < sentence.end);
  const sentence = passage.sentences[at];
  if (sentence === undefined || hit.end > sentence.end || !title.test(slice(passage, sentence).trim())) return placeOf(document, hit, whole);
  const next = passage.sentences[at + 1];
  if (next !== undefined) return placeOf(document, { passage, start: sentence.start, end: next.end, score }, true);
  const following = passage.index + 1 < document.passageCount ? document.passage(passage.index + 1) : undefined;
  const [first] = following?.sentences ?? [];
  return following === undefined || first === undefined ? placeOf(document, hit, whole) : placeOf(document, { passage: following, ...first, score }, true);
}

function slice(passage: PassageRow, { start, end }: Range): string {
  return passage.text.slice(start - passage.start, end - passage.start);
}

/** Places that do not overlap, likeliest first; the same words again, as on a cover and in a heading, say nothing new. */
export function distinctPlaces(places: readonly Place[]): Place[] {
  const kept: Place[] = [];
  for (const place of places) {
    const known = kept.some((other) => (place.start < other.end && other.start < place.end) || (place.text === other.text && place.sentence === other.sentence));
    if (!known) kept.push(place);
  }
  return kept;
}
