import { casual, strict } from 'chrono-node';
import type { ParsedResult } from 'chrono-node';
import type { ReviewValue } from '../../../contract/review.ts';

type Dated = Extract<ReviewValue, { kind: 'date' }>;

/** "the 9th day of June" is a date that chrono reads once "day" and its article are gone. */
function plainer(text: string): string {
  return text.replaceAll(/\bday\s+of\s+(?=[A-Z])/g, '').replaceAll(/\s+/g, ' ');
}

const figures = /^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}$/;

/**
 * The calendar dates in the words, by chrono: those with a year, since "1 January" or "thirty days after" names no date.
 * Months with a year count only where there is no day.
 */
export function datesIn(words: string): Dated[] {
  const text = plainer(words);
  const days = strict.parse(text).filter((found) => has(found, 'year', 'month', 'day'));
  if (days.length > 0) return days.map(dayOf);
  return casual
    .parse(text)
    .filter((found) => has(found, 'year', 'month') && /[a-z].*\d{4}/i.test(found.text))
    .map((month) => {
      const iso = `${isoYear(month)}-${two(month.start.get('month'))}`;
      return { kind: 'date', text: shown(`${iso}-01`, { month: 'long', year: 'numeric' }), iso, ambiguous: false };
    });
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
