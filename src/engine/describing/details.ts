import type { Details } from '../../contract/details.ts';
import type { DocumentReader } from '../library/index.ts';
import { definitionsIn } from './definitions.ts';
import type { Defined } from './definitions.ts';
import { figuresIn } from './figures.ts';
import { Finder } from './finder.ts';
import { addTo, newThing } from './judge.ts';
import type { NamedThing, Span } from './judge.ts';
import { loadLexicon } from './lexicon.ts';
import { companyEndings, nameless } from './lists.ts';
import { frontPassages, mentionsAtMost } from './limits.ts';
import { detailsOf } from './mentions.ts';
import type { Named } from './mentions.ts';
import { entitiesOf } from './merge.ts';
import type { Entity } from './merge.ts';
import { authorsIn, namesIn, plain } from './names.ts';
import { eachSentence, turn } from './passages.ts';
import type { Sentence, WorkOptions } from './passages.ts';
import { Phrases } from './terms.ts';
import { isTitled, isUnspaced, opensSentence, Spelling, unspacedWords, wordsOf } from './words.ts';
import type { Word } from './words.ts';

/**
 * What a document names: key terms, defined terms, people, organisations, places, dates and amounts, each with its places. The text
 * is gone through twice, passage by passage: first it is counted (how words are written, which phrases there are, what is
 * defined), then what was learnt is found everywhere.
 *
 * @throws InfolioError `cancelled` when the signal aborts, within a few passages.
 */
export async function describe(document: DocumentReader, options: WorkOptions = {}): Promise<Details> {
  const { signal } = options;
  const { passageCount } = document;
  const report = (pass: number) => (done: number) => options.onProgress?.(pass * passageCount + done, 2 * passageCount);
  const lexicon = await loadLexicon();
  const counted = new Counted();
  await eachSentence(document, signal, (sentence) => { counted.take(sentence); }, report(0));
  const definitions = counted.definitions();
  const roles = new Set(definitions.flatMap(({ key }) => [key.toLowerCase(), `${key.toLowerCase()}s`, key.toLowerCase().replace(/s$/, '')]));

  const things = new Map<string, NamedThing>();
  const weak: { readonly key: string; readonly span: Span }[] = [];
  const used = new Map<string, Span[]>();
  const finder = new Finder<string>(true);
  for (const { key, words } of definitions) for (const form of [words, plural(words)]) finder.add(form, key);
  await eachSentence(
    document,
    signal,
    (sentence) => {
      const words = splitWords(sentence.text);
      const titled = isTitled(sentence.text, words);
      const authors = titled && sentence.passage < frontPassages ? authorsIn(sentence.text) : [];
      for (const found of authors.length > 0 ? authors : namesIn(sentence.text, words, titled, counted.spelling)) {
        if (found.title === '' && isRole(found.words, roles)) continue;
        const key = [found.title, ...found.words.map(plain)].join(' ');
        const span = { start: sentence.start + found.start, end: sentence.start + found.end };
        if (found.weak) {
          weak.push({ key, span });
          continue;
        }
        const thing = things.get(key) ?? newThing(found, counted.spelling);
        things.set(key, thing);
        addTo(thing, found, sentence.text.slice(found.start, found.end), span);
      }
      for (const { value, start, end } of finder.find(words)) {
        const spans = used.get(value) ?? [];
        used.set(value, spans);
        spans.push({ start: sentence.start + start, end: sentence.start + end });
      }
    },
    report(1),
  );
  for (const { key, span } of weak) things.get(key)?.spans.push(span);
  await turn(signal);
  const entities = entitiesOf([...things.values()], lexicon);
  const isDefined = (key: string): boolean => roles.has(key);
  const terms = await counted.phrases.best(mentionsAtMost.terms, passageCount, lexicon, () => turn(signal), nameTest(things, entities, roles, counted.phrases), isDefined);
  const termSpans = await spansOfTerms(document, signal, terms.map((term) => ({ key: term.key, forms: counted.phrases.formsOf(term.key) })));

  return detailsOf(
    document,
    {
      terms: terms.flatMap(({ key, weight }): Named[] => {
        const found = termSpans.get(key);
        return found === undefined ? [] : [{ kind: 'term', text: found.shown, value: null, weight, spans: found.spans }];
      }),
      definitions: byCount(
        definitions
          .filter(({ key, defined }) => !defined.unsure || (used.get(key)?.length ?? 0) > 1)
          .map(({ key, defined, span }): Named => ({ kind: 'definition', text: key, value: defined.long, weight: 0, spans: used.get(key) ?? [span], defined: span })),
      ),
      people: namedOf(entities, 'person'),
      organisations: namedOf(entities, 'organisation'),
      locations: namedOf(entities, 'place'),
      dates: counted.figures('date').sort((a, b) => (a.value ?? '').localeCompare(b.value ?? '')),
      amounts: byCount(counted.figures('amount')),
    },
    signal,
  );
}

/** Whether a phrase in small letters is a name or a part of one. */
function nameTest(things: ReadonlyMap<string, NamedThing>, entities: readonly Entity[], roles: ReadonlySet<string>, phrases: Phrases): (key: string) => boolean {
  const parts = new Set<string>();
  const take = (words: readonly string[]): void => {
    for (let from = 0; from < words.length; from++) for (let to = from + 1; to <= words.length; to++) parts.add(words.slice(from, to).join(' '));
  };
  for (const entity of entities) take(entity.name.split(/[\s,]+/).map(plain));
  // What is hardly ever written without capitals is no key term either, though nobody's name for sure.
  for (const { words, spans } of things.values()) {
    const key = words.map(plain).join(' ');
    if (words.length > 1 && 2 * spans.length > phrases.countOf(key)) parts.add(key);
  }
  const persons = new Set(entities.filter((entity) => entity.kind === 'person' && entity.spans.length > 2).flatMap((entity) => entity.name.split(' ').map(plain)));
  return (key) => !roles.has(key) && (parts.has(key) || key.split(' ').some((word) => persons.has(word)));
}

interface Definition {
  readonly key: string;
  readonly words: readonly string[];
  readonly defined: Defined;
  readonly span: Span;
}

/** What the first going through brings. */
class Counted {
  readonly spelling = new Spelling();
  readonly phrases = new Phrases();
  readonly #definitions = new Map<string, Definition>();
  readonly #figures = new Map<string, { readonly kind: 'date' | 'amount'; readonly value: string; readonly forms: Map<string, number>; readonly spans: Span[] }>();

  take(sentence: Sentence): void {
    const { text, start, passage } = sentence;
    const words = splitWords(text);
    this.spelling.count(words, isTitled(text, words), (at) => opensSentence(text, words[at]?.start ?? 0));
    this.phrases.count(words, passage, (before, next) => text.slice(before.end, next.start));
    for (const defined of definitionsIn(text)) {
      const span = { start: start + defined.start, end: start + defined.end };
      const known = this.#definitions.get(defined.term);
      // A term that is first used in brackets and later told to mean something is defined there.
      if (known === undefined || (known.defined.unsure && !defined.unsure)) this.#definitions.set(defined.term, { key: defined.term, words: wordsOf(defined.term).map((word) => word.text), defined, span });
    }
    for (const figure of figuresIn(text)) {
      const key = `${figure.kind} ${figure.value}`;
      const known = this.#figures.get(key) ?? { kind: figure.kind, value: figure.value, forms: new Map<string, number>(), spans: [] };
      this.#figures.set(key, known);
      const form = text.slice(figure.start, figure.end);
      known.forms.set(form, (known.forms.get(form) ?? 0) + 1);
      known.spans.push({ start: start + figure.start, end: start + figure.end });
    }
  }

  definitions(): Definition[] {
    // “Party” and “Parties” are one term; the finder knows the plural of each.
    const plurals = new Set([...this.#definitions.values()].map(({ words }) => plural(words).join(' ')));
    return [...this.#definitions.values()].filter(({ words }) => words.length > 0 && !plurals.has(words.join(' ')));
  }

  figures(kind: 'date' | 'amount'): Named[] {
    const those = [...this.#figures.values()].filter((one) => one.kind === kind);
    const most = Math.max(1, ...those.map((one) => one.spans.length));
    return those.map(({ value, forms, spans }) => ({ kind, text: longest(forms), value, weight: weightOf(spans.length, most), spans }));
  }
}

function splitWords(text: string): Word[] {
  return isUnspaced(text) ? unspacedWords(text) : wordsOf(text);
}

function plural(words: readonly string[]): string[] {
  const last = words.at(-1) ?? '';
  return [...words.slice(0, -1), /[^aeiou]y$/.test(last) ? `${last.slice(0, -1)}ies` : `${last}s`];
}

/** "Lessor", "Effective Date", "Initial Term": words of the contract, not names; a company's name is one all the same. */
function isRole(words: readonly string[], roles: ReadonlySet<string>): boolean {
  const keys = words.map(plain);
  if (companyEndings.has(keys.at(-1) ?? '') && keys.length > 1) return false;
  return roles.has(keys.join(' ')) || keys.every((key) => roles.has(key) || nameless.has(key));
}

function weightOf(count: number, most: number): number {
  return Math.log(1 + count) / Math.log(1 + Math.max(1, most));
}

function byCount(named: readonly Named[]): Named[] {
  const most = Math.max(1, ...named.map((one) => one.spans.length));
  return named.map((one) => ({ ...one, weight: weightOf(one.spans.length, most) })).sort((a, b) => b.spans.length - a.spans.length || (a.spans[0]?.start ?? 0) - (b.spans[0]?.start ?? 0));
}

function namedOf(entities: readonly Entity[], kind: Entity['kind']): Named[] {
  return byCount(entities.filter((entity) => entity.kind === kind).map(({ name, spans }) => ({ kind, text: name, value: null, weight: 0, spans })));
}

function longest(forms: ReadonlyMap<string, number>): string {
  return [...forms.keys()].reduce((best, form) => (form.length > best.length ? form : best), '').replaceAll(/\s+/g, ' ');
}

/** Where the key terms stand, and how each is written most. */
async function spansOfTerms(
  document: DocumentReader,
  signal: AbortSignal | undefined,
  terms: readonly { readonly key: string; readonly forms: readonly string[] }[],
): Promise<Map<string, { readonly spans: readonly Span[]; readonly shown: string }>> {
  const finder = new Finder<string>(false);
  for (const { key, forms } of terms) for (const form of forms) finder.add(form.split(' '), key);
  const found = new Map<string, { spans: Span[]; forms: Map<string, number> }>();
  await eachSentence(
    document,
    signal,
    ({ text, start }) => {
      for (const hit of finder.find(splitWords(text))) {
        const known = found.get(hit.value) ?? { spans: [], forms: new Map<string, number>() };
        found.set(hit.value, known);
        known.spans.push({ start: start + hit.start, end: start + hit.end });
        const form = text.slice(hit.start, hit.end);
        if (form.toLowerCase() === hit.value) known.forms.set(form, (known.forms.get(form) ?? 0) + 1);
      }
    },
    () => undefined,
  );
  return new Map([...found].map(([key, { spans, forms }]) => [key, { spans, shown: shownAs(key, forms) }]));
}

/** In small letters where it is written so now and then, else as it is written most. */
function shownAs(key: string, forms: ReadonlyMap<string, number>): string {
  const [most] = [...forms].sort((a, b) => b[1] - a[1]);
  if (most !== undefined && key.includes(' ') && most[0] === most[0].toUpperCase()) return key;
  return most === undefined || (forms.get(key) ?? 0) >= most[1] / 4 ? key : most[0];
}
