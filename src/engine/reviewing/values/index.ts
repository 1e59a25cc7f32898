import type { Place } from '../../../contract/answer.ts';
import type { PlaybookItem, ReviewValue } from '../../../contract/review.ts';
import { amountsIn } from './amounts.ts';
import { datesIn } from './dates.ts';
import { looksLikeName, partiesIn } from './parties.ts';
import { periodsIn } from './periods.ts';

export { amountsIn, amountsWithin } from './amounts.ts';
export { datesIn, datesWithin } from './dates.ts';
export type { Written } from './dates.ts';
export { partiesIn } from './parties.ts';
export { periodsIn } from './periods.ts';

/** What the places found, best first, come to as the item is to be shown; null where they give no value. */
export function valueOf(item: PlaybookItem, places: readonly Place[]): ReviewValue | null {
  switch (item.show) {
    case 'clause':
      return null;
    case 'date':
      return firstIn(places, datesIn);
    case 'amount':
      return firstIn(places, amountsIn);
    case 'period':
      return firstIn(places, periodsIn);
    case 'party':
      return partiesIn(places.map((place) => place.text));
    case 'yesno':
      return yesOrNo(item, places);
  }
}

/** Whether a place gives a value of the kind that the item is shown as. */
export function givesValue(item: PlaybookItem, place: Place): boolean {
  return item.show === 'party' ? looksLikeName(place.text) : item.show === 'clause' || valueOf(item, [place]) !== null;
}

/**
 * The best place decides: the first value in its exact words, else the one in its sentence if there is only one. A value
 * from another place would have another page's authority, and one of several would be a guess.
 */
function firstIn<T extends ReviewValue>([best]: readonly Place[], read: (words: string) => readonly T[]): T | null {
  if (best === undefined) return null;
  const [said] = read(best.text);
  const around = read(best.sentence);
  return said ?? (new Set(around.map((value) => value.text)).size === 1 ? (around[0] ?? null) : null);
}

function yesOrNo(item: PlaybookItem, [best]: readonly Place[]): ReviewValue | null {
  if (best === undefined) return null;
  const yes = !says(best.sentence, item.denied);
  return { kind: 'yesno', text: yes ? 'Yes' : 'No', yes };
}

/** True if the text holds any of the words as whole words, whatever their case. */
export function says(text: string, words: readonly string[]): boolean {
  const flat = ` ${flattened(text)} `;
  return words.some((word) => flat.includes(` ${flattened(word)} `));
}

function flattened(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}%]+/gu, ' ').trim();
}
