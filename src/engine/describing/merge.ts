import { evidenceOf, genderOf, kindOf } from './judge.ts';
import type { NamedThing, NameKind, Span } from './judge.ts';
import type { Lexicon } from './lexicon.ts';
import { companyEndings } from './lists.ts';
import { plain } from './names.ts';

/** One person, organisation or place under all of its names. */
export interface Entity {
  readonly kind: NameKind;
  /** The fullest of its names. */
  readonly name: string;
  /** In the text's order. */
  readonly spans: readonly Span[];
}

interface Group {
  readonly members: NamedThing[];
  /** Names without the title. */
  readonly full: readonly string[];
  readonly gender: 'f' | 'm' | null;
}

/** How many times more often one of two namesakes must be named for a name that fits both to be his. */
const dominance = 3;

/** Names that are of one and the same: "Mr. Smith", "John Smith" and "Smith"; "Tidewater Bindery" and "TIDEWATER BINDERY, INC.". */
export function entitiesOf(things: readonly NamedThing[], lexicon: Lexicon): Entity[] {
  const judged = things.map((thing) => ({ thing, votes: evidenceOf(thing, lexicon) }));
  const kinds = judged.map(({ thing, votes }) => ({ thing, kind: kindOf(votes), person: votes.person }));
  const people = kinds.filter((one) => one.kind === 'person').map((one) => one.thing);
  // "Philips" makes lamps elsewhere; where Mrs. Philips is spoken of, it is she.
  const surnames = new Map<string, number>();
  for (const { words, title, spans } of people) if (words.length > 1 || title !== '') surnames.set(plain(words.at(-1) ?? ''), (surnames.get(plain(words.at(-1) ?? '')) ?? 0) + spans.length);
  const isSurname = (thing: NamedThing): boolean => thing.words.length === 1 && 2 * (surnames.get(plain(thing.words[0] ?? '')) ?? 0) >= thing.spans.length;
  const others = kinds.filter((one) => (one.kind === 'organisation' || one.kind === 'place') && !isSurname(one.thing));
  // A surname alone may tell nothing: it is taken in where somebody of that name is known.
  const undecided = kinds.filter((one) => one.thing.words.length === 1 && (one.kind === null ? one.person > -1 : one.kind !== 'person' && isSurname(one.thing))).map((one) => one.thing);
  return [...personsOf(people, undecided, lexicon), ...namesakes(others.map(({ thing, kind }) => ({ thing, kind: kind === 'organisation' ? 'organisation' : 'place' })))];
}

function personsOf(people: readonly NamedThing[], undecided: readonly NamedThing[], lexicon: Lexicon): Entity[] {
  const byCount = (a: NamedThing, b: NamedThing): number => b.spans.length - a.spans.length;
  const groups: Group[] = [];
  const join = (thing: NamedThing, group: Group): void => {
    group.members.push(thing);
  };
  const found = (thing: NamedThing): void => {
    groups.push({ members: [thing], full: thing.words.map(plain), gender: genderOf(thing, lexicon) });
  };
  for (const thing of people.filter((one) => one.words.length > 1).toSorted(byCount)) {
    const group = likeliest(groups.filter((one) => sameFull(one.full, thing.words.map(plain)) && fits(one, genderOf(thing, lexicon))));
    if (group === null) found(thing);
    else join(thing, group);
  }
  // A title tells whose name it is only where nobody else fits: "Captain Tregarrick" may be Daniel or Amos.
  const single = people.filter((one) => one.words.length === 1);
  for (const thing of single.filter((one) => one.title !== '').toSorted(byCount)) {
    const [group, ...more] = groups.filter((one) => isShortFor(thing, one) && fits(one, genderOf(thing, lexicon)));
    if (group === undefined || more.length > 0) found(thing);
    else join(thing, group);
  }
  for (const thing of single.filter((one) => one.title === '').toSorted(byCount)) {
    const fitting = groups.filter((one) => isShortFor(thing, one) && fits(one, genderOf(thing, lexicon)));
    // In a book "Bingley" is Mr. Bingley, even where there is a Miss Caroline Bingley.
    const titled = fitting.filter((one) => one.full.length === 1 && sizeOf(one) === Math.max(...fitting.map(sizeOf)));
    const group = titled[0] ?? likeliest(fitting);
    if (group === null) found(thing);
    else join(thing, group);
  }
  for (const thing of undecided) {
    const group = likeliest(groups.filter((one) => isShortFor(thing, one)));
    if (group !== null) join(thing, group);
  }
  return groups.map((group) => ({ kind: 'person', name: fullestName(group.members), spans: spansOf(group.members) }));
}

function fits(group: Group, gender: 'f' | 'm' | null): boolean {
  return gender === null || group.gender === null || group.gender === gender;
}

/** "Hester Quayle" and "Hester A. Quayle"; "H. Quayle" stands for both. */
function sameFull(one: readonly string[], other: readonly string[]): boolean {
  if (one.at(-1) !== other.at(-1)) return false;
  const [a = '', b = ''] = [one[0], other[0]];
  return a === b || ((a.length === 1 || b.length === 1) && a[0] === b[0]);
}

function isShortFor(thing: NamedThing, { full }: Group): boolean {
  const word = plain(thing.words[0] ?? '');
  if (full.length === 1) return full[0] === word;
  return full.at(-1) === word || full[0] === word;
}

function sizeOf(group: Group): number {
  return group.members.reduce((sum, one) => sum + one.spans.length, 0);
}

/** The only group, or the one that is named far more often than the others. */
function likeliest(groups: readonly Group[]): Group | null {
  const sizes = groups.map((group) => ({ group, size: sizeOf(group) })).toSorted((a, b) => b.size - a.size);
  const [first, second] = sizes;
  if (first === undefined) return null;
  return second === undefined || first.size >= dominance * second.size ? first.group : null;
}

/** Organisations and places: the same words whatever their case, with "Inc." or without, are one. */
function namesakes(things: readonly { readonly thing: NamedThing; readonly kind: NameKind }[]): Entity[] {
  const groups = new Map<string, { readonly kind: NameKind; readonly members: NamedThing[] }>();
  for (const { thing, kind } of things.toSorted((a, b) => b.thing.words.length - a.thing.words.length)) {
    const key = coreOf(thing.words);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { kind, members: [thing] });
    else group.members.push(thing);
  }
  foldShort(groups);
  return [...groups.values()].map(({ kind, members }) => ({ kind, name: fullestName(members), spans: spansOf(members) }));
}

/** "Benevolent Society" is the one longer name that ends so: "Skerrin Benevolent Society". */
function foldShort(groups: Map<string, { readonly kind: NameKind; readonly members: NamedThing[] }>): void {
  for (const [key, { kind, members }] of [...groups]) {
    if (kind !== 'organisation' || !key.includes(' ')) continue;
    const longer = [...groups].filter(([other, group]) => group.kind === kind && other !== key && (other.endsWith(` ${key}`) || other.startsWith(`${key} `)));
    const [only] = longer;
    if (only === undefined || longer.length > 1) continue;
    only[1].members.push(...members);
    groups.delete(key);
  }
}

function coreOf(words: readonly string[]): string {
  const core = words.map(plain).filter((word) => word !== '&' && word !== 'and');
  while (core.length > 1 && companyEndings.has(core.at(-1) ?? '')) core.pop();
  return core.join(' ');
}

/** The form with most words, of those the most frequent; in capitals only where it is never written otherwise. */
function fullestName(members: readonly NamedThing[]): string {
  const forms = members.flatMap((member) => [...member.forms].map(([form, count]) => ({ form, count, words: member.words.length, full: member.words.every((word) => !/^\p{Lu}\.?$/u.test(word)) })));
  const shouting = (form: string): boolean => /\p{Lu}{4}/u.test(form) && !/\p{Ll}{3}/u.test(form);
  const [best] = forms.toSorted((a, b) => Number(shouting(a.form)) - Number(shouting(b.form)) || b.words - a.words || Number(b.full) - Number(a.full) || b.count - a.count || b.form.length - a.form.length);
  return (best?.form ?? '').replaceAll(/\s+/g, ' ');
}

function spansOf(members: readonly NamedThing[]): Span[] {
  return members.flatMap((member) => member.spans).sort((a, b) => a.start - b.start);
}
