import { letters, roman } from './marks.ts';
import { attribute, childrenOf, elementsIn, isElement, localName, named, parseXml, withEnds } from './tree.ts';
import type { Element, Node } from './tree.ts';

/*
 * Word does not write down the numbers of clauses and items: they follow from the numbering definitions, the styles and
 * the order of the paragraphs. They are words that people quote ("clause 4.2"), so they are worked out here.
 */

/** How one level of a numbering counts: `text` is its pattern, "%1.%2" for "4.2". */
interface Level {
  readonly start: number;
  readonly format: string;
  readonly text: string;
  /** Legal style: the numbers of the levels above are always digits. */
  readonly legal: boolean;
}

interface Numbering {
  /** Which counters it shares: numberings of one abstract definition count together. */
  readonly shared: string;
  readonly levels: ReadonlyMap<number, Level>;
  /** Levels that begin anew where this numbering is first used. */
  readonly restarts: ReadonlyMap<number, number>;
}

interface Numbered {
  readonly numbering: string;
  readonly level: number;
}

/** The main part of a document with the number of each numbered paragraph written before its words. */
export function withNumbers(document: string, numberingPart: string, stylesPart: string): string {
  const numberings = numberingsOf(parseXml(numberingPart));
  if (numberings.size === 0) return document;
  const text = withEnds(document);
  const styles = stylesOf(parseXml(stylesPart));
  const counters = new Map<string, number[]>();
  const used = new Set<string>();
  let [result, copied] = ['', 0];
  for (const paragraph of named(parseXml(document, true), 'p')) {
    if (!paragraph.tagName.startsWith('w:')) continue;
    const properties = child(paragraph, 'ppr');
    const numbered = properties === null ? null : numberOf(properties, styles);
    const numbering = numbered === null ? undefined : numberings.get(numbered.numbering);
    if (properties === null || numbered === null || numbering === undefined) continue;
    const mark = count(numbering, numbered, counters, used);
    const at = properties.sourceCodeLocation?.endOffset;
    if (mark === '' || at === undefined || !hasText(paragraph)) continue;
    result += `${text.slice(copied, at)}<w:r><w:t xml:space="preserve">${escaped(mark)} </w:t></w:r>`;
    copied = at;
  }
  return result + text.slice(copied);
}

/** Counts on by one and gives the mark; empty for bullets and for what shows no number. */
function count(numbering: Numbering, { numbering: id, level }: Numbered, counters: Map<string, number[]>, used: Set<string>): string {
  const own = numbering.levels.get(level);
  if (own === undefined) return '';
  const counts = counters.get(numbering.shared) ?? [];
  counters.set(numbering.shared, counts);
  if (!used.has(id)) {
    used.add(id);
    for (const at of numbering.restarts.keys()) counts.length = Math.min(counts.length, at);
  }
  const startOf = (at: number): number => numbering.restarts.get(at) ?? numbering.levels.get(at)?.start ?? 1;
  for (let at = 0; at < level; at++) counts[at] ??= startOf(at);
  counts[level] = (counts[level] ?? startOf(level) - 1) + 1;
  counts.length = level + 1;
  if (own.format === 'bullet' || own.format === 'none') return '';
  return own.text
    .replace(/%([1-9])/gu, (_, digit: string) => {
      const at = Number(digit) - 1;
      const format = own.legal ? 'decimal' : (numbering.levels.get(at)?.format ?? 'decimal');
      return written(counts[at] ?? startOf(at), format);
    })
    .trim();
}

function written(number: number, format: string): string {
  switch (format) {
    case 'lowerLetter':
      return letters(number);
    case 'upperLetter':
      return letters(number).toUpperCase();
    case 'lowerRoman':
      return roman(number);
    case 'upperRoman':
      return roman(number).toUpperCase();
    case 'decimalZero':
      return String(number).padStart(2, '0');
    case 'bullet':
    case 'none':
      return '';
    default:
      return String(number);
  }
}

function numberingsOf(part: Node): Map<string, Numbering> {
  const abstracts = new Map<string, ReadonlyMap<number, Level>>();
  const links = new Map<string, string>();
  for (const abstract of named(part, 'abstractnum')) {
    const id = attribute(abstract, 'w:abstractnumid') ?? '';
    abstracts.set(id, levelsOf(abstract));
    const [own, link] = [valueOf(child(abstract, 'stylelink')), valueOf(child(abstract, 'numstylelink'))];
    if (own !== null) links.set(own, id);
    if (link !== null) links.set(`#${id}`, link);
  }
  const numberings = new Map<string, Numbering>();
  for (const num of named(part, 'num')) {
    const id = attribute(num, 'w:numid');
    const named0 = valueOf(child(num, 'abstractnumid'));
    if (id === null || named0 === null) continue;
    // A definition may only name the style that holds it.
    const shared = links.get(links.get(`#${named0}`) ?? '') ?? named0;
    const levels = new Map(abstracts.get(shared) ?? []);
    const restarts = new Map<number, number>();
    for (const override of childrenOf(num).filter(isElement).filter((each) => localName(each) === 'lvloverride')) {
      const level = Number(attribute(override, 'w:ilvl') ?? 0);
      for (const [at, own] of levelsOf(override)) levels.set(at, own);
      const start = valueOf(child(override, 'startoverride'));
      if (start !== null) restarts.set(level, Number(start));
    }
    numberings.set(id, { shared, levels, restarts });
  }
  return numberings;
}

function levelsOf(element: Element): Map<number, Level> {
  return new Map(
    childrenOf(element).filter(isElement).filter((each) => localName(each) === 'lvl').map((level) => [
      Number(attribute(level, 'w:ilvl') ?? 0),
      {
        start: Number(valueOf(child(level, 'start')) ?? 1),
        format: valueOf(child(level, 'numfmt')) ?? 'decimal',
        text: valueOf(child(level, 'lvltext')) ?? '',
        legal: child(level, 'islgl') !== null,
      },
    ]),
  );
}

type Styles = ReadonlyMap<string, { readonly numbering: string | null; readonly level: number | null; readonly basedOn: string | null }>;

function stylesOf(part: Node): Styles {
  return new Map(
    named(part, 'style').map((style) => {
      const properties = child(style, 'ppr');
      const numbers = properties === null ? null : child(properties, 'numpr');
      const level = numbers === null ? null : valueOf(child(numbers, 'ilvl'));
      return [
        attribute(style, 'w:styleid') ?? '',
        { numbering: numbers === null ? null : valueOf(child(numbers, 'numid')), level: level === null ? null : Number(level), basedOn: valueOf(child(style, 'basedon')) },
      ];
    }),
  );
}

/** The numbering of a paragraph: its own, else that of its style and of what this is based on. */
function numberOf(properties: Element, styles: Styles): Numbered | null {
  const own = child(properties, 'numpr');
  let numbering = own === null ? null : valueOf(child(own, 'numid'));
  const ownLevel = own === null ? null : valueOf(child(own, 'ilvl'));
  let level = ownLevel === null ? null : Number(ownLevel);
  let style = valueOf(child(properties, 'pstyle'));
  for (let steps = 0; style !== null && steps < 12 && (numbering === null || level === null); steps++) {
    const found = styles.get(style);
    if (numbering === null) level ??= found?.level ?? null;
    numbering ??= found?.numbering ?? null;
    style = found?.basedOn ?? null;
  }
  return numbering === null || numbering === '0' ? null : { numbering, level: level ?? 0 };
}

function hasText(paragraph: Element): boolean {
  for (const element of elementsIn(paragraph)) if (element.tagName === 'w:t') return true;
  return false;
}

function child(element: Element, name: string): Element | null {
  return childrenOf(element).filter(isElement).find((each) => localName(each) === name) ?? null;
}

function valueOf(element: Element | null): string | null {
  return element === null ? null : attribute(element, 'w:val');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
