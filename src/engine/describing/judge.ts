import type { Lexicon } from './lexicon.ts';
import { evidenceAtLeast } from './limits.ts';
import { companyEndings, mensTitles, organisationHeads, placeHeads, placeOpeners, titles, weakTitles, womensTitles } from './lists.ts';
import { plain } from './names.ts';
import type { NameFound } from './names.ts';
import type { Spelling } from './words.ts';

export type NameKind = 'person' | 'organisation' | 'place';

/** Where a name stands in the document's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** All that the document says with one and the same name, title included. */
export interface NamedThing {
  /** Without the title. */
  readonly words: readonly string[];
  readonly title: string;
  /** The ways it is written, with how often. */
  readonly forms: Map<string, number>;
  readonly spans: Span[];
  speaks: number;
  within: number;
  ofPlace: number;
  company: number;
  signs: number;
  article: number;
  readonly followedBy: Set<string>;
  /** The document writes its last word in small letters more often than not: "Wade Obligations". */
  readonly common: 'no' | 'mostly' | 'nearly always';
}

export function newThing(found: NameFound, spelling: Spelling): NamedThing {
  const last = found.words.at(-1) ?? '';
  const [lower, capital] = [spelling.lower(last), spelling.capital(last)];
  const common = lower >= 3 * Math.max(1, capital) ? 'nearly always' : lower > capital ? 'mostly' : 'no';
  return {
    common,
    words: found.words, title: found.title, forms: new Map(), spans: [], speaks: 0, within: 0, ofPlace: 0, company: 0, signs: 0, article: 0, followedBy: new Set(),
  };
}

export function addTo(thing: NamedThing, found: NameFound, form: string, span: Span): void {
  thing.forms.set(form, (thing.forms.get(form) ?? 0) + 1);
  thing.spans.push(span);
  if (found.speaks) thing.speaks++;
  if (found.within) thing.within++;
  if (found.ofPlace) thing.ofPlace++;
  if (found.company) thing.company++;
  if (found.signs) thing.signs++;
  if (found.article) thing.article++;
  if (found.followedBy !== '' && thing.followedBy.size < 8) thing.followedBy.add(found.followedBy);
}

const personTags = ['FemaleName', 'MaleName', 'FirstName', 'Person'];
const placeTags = ['City', 'Country', 'Region', 'Place'];
const organisationTags = ['Organization', 'SportsTeam'];

/** Evidence that the name is of each kind, in votes; a vote is worth what a known first name is worth alone. */
export function evidenceOf(thing: NamedThing, lexicon: Lexicon): Readonly<Record<NameKind, number>> {
  const words = thing.words.map(plain);
  const [first = '', last = ''] = [words[0], words.at(-1)];
  const several = words.length > 1;
  const count = thing.spans.length;
  const rate = (times: number): number => times / count;
  const tagged = (phrase: string, tags: readonly string[]): boolean => lexicon.tags(phrase).some((tag) => tags.includes(tag));
  const phrase = words.join(' ');
  const votes = { person: 0, organisation: 0, place: 0 };

  if (titles.has(thing.title)) votes.person += 3;
  else if (weakTitles.has(thing.title)) votes.person += 1.25;
  if (tagged(first, personTags)) votes.person += several ? 2 : 1;
  if (tagged(last, ['LastName'])) votes.person += several ? 0.75 : 0.5;
  if (several && thing.words.slice(0, -1).some((word) => /^\p{Lu}\.$/u.test(word))) votes.person += 1.5;
  if (thing.speaks > 0) votes.person += Math.min(2, 0.75 * thing.speaks) * (count >= 10 && rate(thing.speaks) < 0.02 ? 0.3 : 1);
  if (thing.signs > 0) votes.person += 2;
  if (rate(thing.article) >= 0.5) votes.person -= 2;
  if (thing.within >= 2 && rate(thing.within) >= 0.4) votes.person -= 1;

  if (tagged(phrase, placeTags)) votes.place += 2;
  if (several && (placeHeads.has(last) || placeOpeners.has(first))) votes.place += 2;
  if (thing.ofPlace > 0) votes.place += 2;
  if (thing.within >= 3 && rate(thing.within) >= 0.4) votes.place += 2;
  else if (thing.within >= 2 && rate(thing.within) >= 0.2) votes.place += 1.25;
  else if (thing.within >= 1 && rate(thing.within) >= 0.15) votes.place += 0.5;
  if ([...thing.followedBy].some((next) => tagged(next.toLowerCase(), placeTags))) votes.place += 1.5;
  if (thing.speaks >= 2 && rate(thing.speaks) > 0.02) votes.place -= 1.5;
  if (thing.title !== '') votes.place -= 3;

  if (several && companyEndings.has(last)) votes.organisation += 4;
  if (thing.company > 0) votes.organisation += 3;
  if (several && (organisationHeads.has(last) || (organisationHeads.has(first) && (words[1] === 'of' || words[1] === 'for')))) votes.organisation += 2.5;
  if (tagged(phrase, organisationTags)) votes.organisation += 2;
  if ([...thing.forms.keys()].some((form) => form.includes(' & '))) votes.organisation += 2;
  if (thing.title !== '') votes.organisation -= 2;
  if (words.slice(1).some((word) => organisationHeads.has(word) || placeHeads.has(word) || companyEndings.has(word))) votes.person -= 3;
  if (several && thing.common !== 'no') votes.person -= 2;
  if (several && thing.common === 'nearly always' && !companyEndings.has(last)) votes.organisation -= 1.5;
  // "European" and "Swiss" tell where somebody is from.
  return lexicon.tags(phrase).includes('Demonym') ? { person: 0, organisation: 0, place: 0 } : votes;
}

/** The kind with most evidence, if it is enough and clearly more than the next one's. */
export function kindOf(votes: Readonly<Record<NameKind, number>>): NameKind | null {
  const ranked = (['person', 'organisation', 'place'] as const).toSorted((a, b) => votes[b] - votes[a]);
  const [best, next] = ranked;
  if (best === undefined || next === undefined || votes[best] < evidenceAtLeast || votes[best] - votes[next] < 0.25) return null;
  return best;
}

/** What a name tells of whose it is: of a woman ('f'), of a man ('m'), or nothing. */
export function genderOf(thing: NamedThing, lexicon: Lexicon): 'f' | 'm' | null {
  if (womensTitles.has(thing.title)) return 'f';
  if (mensTitles.has(thing.title)) return 'm';
  if (thing.words.length < 2 && thing.title !== '') return null;
  const tags = lexicon.tags(plain(thing.words[0] ?? ''));
  return tags.includes('FemaleName') ? 'f' : tags.includes('MaleName') ? 'm' : null;
}
