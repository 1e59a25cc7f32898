import type { Place } from '../../contract/answer.ts';
import type { PlaybookItem, ReviewValue, Risk } from '../../contract/review.ts';
import { says } from './values/index.ts';

/** The risk notes of an item that apply to what was found, in the playbook's order. */
export function notesOf(item: PlaybookItem, places: readonly Place[], value: ReviewValue | null): string[] {
  return item.risks.filter((risk) => applies(risk, places, value)).map((risk) => risk.note);
}

function applies(risk: Risk, places: readonly Place[], value: ReviewValue | null): boolean {
  switch (risk.when) {
    case 'found':
      return places.length > 0;
    case 'missing':
      return places.length === 0;
    case 'yes':
      return value?.kind === 'yesno' && value.yes;
    case 'no':
      return value?.kind === 'yesno' && !value.yes;
    case 'says':
      return places.some((place) => says(place.sentence, risk.words));
  }
}
