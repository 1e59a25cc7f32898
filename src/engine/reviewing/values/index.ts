import type { Place } from '../../../contract/answer.ts';
import type { PlaybookItem, ReviewValue } from '../../../contract/review.ts';
import { amountIn } from './amounts.ts';
import { dateIn } from './dates.ts';
import { looksLikeName, partiesIn } from './parties.ts';
import { periodIn } from './periods.ts';

export { amountIn } from './amounts.ts';
export { dateIn } from './dates.ts';
export { partiesIn } from './parties.ts';
export { periodIn } from './periods.ts';

/** What the places found, best first, come to as the item is to be shown; null where they give no value. */
export function valueOf(item: PlaybookItem, places: readonly Place[]): ReviewValue | null {
  switch (item.show) {
    case 'clause':
      return null;
    case 'date':
      return firstIn(places, dateIn);
    case 'amount':
      return firstIn(places, amountIn);
    case 'period':
      return firstIn(places, periodIn);
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

/** The best place decides: its exact words, else its sentence. A value from another place would have another page's authority. */
function firstIn<T>([best]: readonly Place[], read: (words: string) => T | null): T | null {
  return best === undefined ? null : (read(best.text) ?? read(best.sentence));
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
