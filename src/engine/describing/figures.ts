import { amountsWithin, datesWithin } from '../reviewing/index.ts';

/** A date or a sum in a sentence: `sentence.slice(start, end)`. */
export interface Figure {
  readonly kind: 'date' | 'amount';
  /** An ISO 8601 date, month or year; "18400 USD", "12 %". */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const mayHaveDate = /\b(?:1[0-9]|20)\d\d\b|\b\d{1,2}\/\d{1,2}\/\d{2}\b/;
const mayHaveAmount = /[$€£¥₹₩%]|\b(?:dollars?|euros?|sterling|yen|renminbi|yuan|francs?|rupees?|per\s?cent)\b|\b[A-Z]{3}\s?\d|\d\s?[A-Z]{3}\b/i;

/** Years alone count where something says that they are years: "in 1846", "since 1998", "the autumn of 2013". */
const year =
  /(?<=\b(?:in|since|until|till|before|after|during|by|from|year|years|early|late|between|summer of|autumn of|fall of|winter of|spring of|end of|beginning of)\s)((?:1[0-9]|20)\d\d)(?![\d%]|[.,]\d|\s?(?:of|words|times|feet|miles|acres|men|people|[a-z]+s)\b(?<!was|is|has|this|as))/giu;
const yearBehind = /(?<=\b(?:from|between)\s(?:1[0-9]|20)\d\d\s?(?:to|and|–|-)\s?)((?:1[0-9]|20)\d\d)\b/giu;

/** "4.1.12" numbers a section and "1-2-15" a part: only slashes may part a day, a month and a year of two figures. */
const notADate = /^\d{1,2}([.-])\d{1,2}\1\d{2}$|^\d{1,4}\.\d{1,2}\.\d{1,2}$/;

/** 2021年6月9日, 2021年6月. */
const inChinese = /((?:1\d|20)\d\d)\s?年\s?(1[0-2]|0?[1-9])\s?月(?:\s?(3[01]|[12]\d|0?[1-9])\s?日)?/gu;

export function figuresIn(sentence: string): Figure[] {
  return [...(mayHaveDate.test(sentence) ? datesOf(sentence) : []), ...(mayHaveAmount.test(sentence) ? amountsOf(sentence) : [])];
}

/** Characters on either side of a year that chrono is given: a date is no longer, and chrono is slow. */
const around = 60;

function datesOf(sentence: string): Figure[] {
  const dates = windowsOf(sentence).flatMap(({ start, end }) =>
    datesWithin(sentence.slice(start, end)).flatMap((found): Figure[] => {
      const text = sentence.slice(start + found.start, start + found.end);
      const when = Number(found.value.iso.slice(0, 4));
      const lead = /^(?:on|the)\s+/iu.exec(text)?.[0].length ?? 0;
      return notADate.test(text) || /[-/.\d]/.test(sentence[start + found.start - 1] ?? ' ') || when < 1000 || when > 2200 ? [] : [{ kind: 'date', value: found.value.iso, start: start + found.start + lead, end: start + found.start + monthOnly(found.value.iso, text).length }];
    }),
  );
  const years = [...sentence.matchAll(year), ...sentence.matchAll(yearBehind)].map((match): Figure => ({ kind: 'date', value: match[1] ?? '', start: match.index, end: match.index + match[0].length }));
  const chinese = [...sentence.matchAll(inChinese)].map((match): Figure => ({ kind: 'date', value: match.slice(1, 4).filter(Boolean).map((part) => part.padStart(2, '0')).join('-'), start: match.index, end: match.index + match[0].length }));
  return [...dates, ...chinese, ...years.filter((one) => !dates.some((date) => one.start < date.end && date.start < one.end))].sort((a, b) => a.start - b.start);
}

/** chrono takes a number behind a month and its year for a part of it: "March 2021, 22 cover three years". */
function monthOnly(iso: string, text: string): string {
  return iso.length > 7 ? text : (/^.*?\b\d{4}\b/u.exec(text)?.[0] ?? text);
}

/** The parts of a long sentence that have a year, apart from each other; a short one whole. */
function windowsOf(sentence: string): { readonly start: number; readonly end: number }[] {
  if (sentence.length <= 4 * around) return [{ start: 0, end: sentence.length }];
  const windows: { start: number; end: number }[] = [];
  for (const { index } of sentence.matchAll(/\b(?:1[0-9]|20)\d\d\b|\d\/\d{1,2}\/\d\d\b/g)) {
    const start = wordEdge(sentence, Math.max(0, index - around));
    const end = wordEdge(sentence, Math.min(sentence.length, index + around));
    const last = windows.at(-1);
    if (last !== undefined && start <= last.end) last.end = end;
    else windows.push({ start, end });
  }
  return windows;
}

/** The next white space, so that no word or figure is cut. */
function wordEdge(sentence: string, at: number): number {
  if (at === 0) return 0;
  const space = sentence.slice(at).search(/\s/);
  return space === -1 ? sentence.length : at + space;
}

function amountsOf(sentence: string): Figure[] {
  return amountsWithin(sentence)
    .filter(({ end }) => !cents.test(sentence.slice(end, end + 40)))
    .map(({ start, end, value }): Figure => ({ kind: 'amount', value: `${value.amount} ${value.unit}`, start, end }));
}

/** "four dollars and fifteen cents" is not four dollars. */
const cents = /^ and [\p{L}-]+(?: [\p{L}-]+)? cents?\b/u;
