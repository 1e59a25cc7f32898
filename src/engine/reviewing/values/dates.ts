import { casual, strict } from 'chrono-node';
import type { ParsedResult } from 'chrono-node';
import type { ReviewValue } from '../../../contract/review.ts';

/** A value with where it stands in the words it was read from: `words.slice(start, end)`. */
export interface Written<T> {
  readonly start: number;
  readonly end: number;
  readonly value: T;
}

type Dated = Extract<ReviewValue, { kind: 'date' }>;

/** What chrono does not read past: "day of" in "the 9th day of June", and more than one space. */
const padding = /\bday\s+of\s+(?=[A-Z])|(?<=\s)\s+/g;

/** The words as chrono reads them, and where a character of theirs stands in the words given. */
function plainer(words: string): { readonly text: string; readonly placeOf: (offset: number) => number } {
  const cuts = [...words.matchAll(padding)].map((match) => ({ start: match.index, length: match[0].length }));
  return {
    text: words.replaceAll(padding, '').replaceAll(/\s/g, ' '),
    placeOf: (offset) => cuts.reduce((at, { start, length }) => (start <= at ? at + length : at), offset),
  };
}

const figures = /^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}$/;

/**
 * The calendar dates in the words, by chrono: those with a year, since "1 January" or "thirty days after" names no date.
 * Months with a year count only where there is no day.
 */
export function datesIn(words: string): Dated[] {
  const found = datesWithin(words);
  const days = found.filter(({ value }) => value.iso.length > monthLength);
  return (days.length > 0 ? days : found).map(({ value }) => value);
}

/** "2021-06". */
const monthLength = 7;

/** The days, and the months with a year, in the words, in their order: `words.slice(start, end)` names each. */
export function datesWithin(words: string): Written<Dated>[] {
  const { text, placeOf } = plainer(words);
  const written = (found: ParsedResult, value: Dated): Written<Dated> => ({ start: placeOf(found.index), end: placeOf(found.index + found.text.length - 1) + 1, value });
  const days = strict.parse(text).filter((found) => has(found, 'year', 'month', 'day'));
  const months = casual
    .parse(text)
    .filter((found) => has(found, 'year', 'month') && !found.start.isCertain('day') && /[a-z].*\d{4}/i.test(found.text))
    .filter((month) => !days.some((day) => month.index < day.index + day.text.length && day.index < month.index + month.text.length));
  return [...days.map((day) => written(day, dayOf(day))), ...months.map((month) => written(month, monthOf(month)))].sort((a, b) => a.start - b.start);
}

function monthOf(month: ParsedResult): Dated {
  const iso = `${isoYear(month)}-${two(month.start.get('month'))}`;
  return { kind: 'date', text: shown(`${iso}-01`, { month: 'long', year: 'numeric' }), iso, ambiguous: false };
}

function dayOf(day: ParsedResult): Dated {
  const iso = `${isoYear(day)}-${two(day.start.get('month'))}-${two(day.start.get('day'))}`;
  const written = figures.exec(day.text);
  const ambiguous = written !== null && Number(written[1]) <= 12 && Number(written[2]) <= 12 && written[1] !== written[2];
  return { kind: 'date', text: shown(iso, { day: 'numeric', month: 'long', year: 'numeric' }), iso, ambiguous };
}

function has({ start }: ParsedResult, ...parts: readonly ('year' | 'month' | 'day')[]): boolean {
  return parts.every((part) => start.isCertain(part));
}

function isoYear({ start }: ParsedResult): string {
  return String(start.get('year') ?? 0).padStart(4, '0');
}

function two(value: number | null): string {
  return String(value ?? 1).padStart(2, '0');
}

function shown(iso: string, format: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', { ...format, timeZone: 'UTC' }).format(new Date(`${iso}T00:00:00Z`));
}
