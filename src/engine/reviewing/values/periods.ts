import type { ReviewValue } from '../../../contract/review.ts';
import { figuresPattern, numberOfFigures, numberOfWords, wordsPattern } from './numbers.ts';

type Period = Extract<ReviewValue, { kind: 'period' }>;

const letters: Readonly<Record<string, string>> = { day: 'D', week: 'W', month: 'M', year: 'Y' };

/** "sixty (60) days", "7 years", "twelve calendar months", "thirty Business Days". */
const period = new RegExp(
  `(?:\\b(${wordsPattern})\\s*(?:\\(\\s*(${figuresPattern})\\s*\\))?|\\b(${figuresPattern})|\\(\\s*(${figuresPattern})\\s*\\))[\\s-]+((?:business|working|calendar|consecutive|full)[\\s-]+)?(day|week|month|year)s?\\b`,
  'gi',
);

/** The lengths of time in the words, in their order. Business days are days in `iso` and told in `text`. */
export function periodsIn(words: string): Period[] {
  return [...words.matchAll(period)].flatMap(([, spelled, repeated, figures, alone, manner = '', unit = '']): Period[] => {
    const written = repeated ?? figures ?? alone;
    const count = written === undefined ? numberOfWords(spelled ?? '') : numberOfFigures(written);
    const letter = letters[unit.toLowerCase()];
    if (count === null || letter === undefined || !Number.isInteger(count)) return [];
    const business = /business|working/i.test(manner) ? 'business ' : '';
    return [{ kind: 'period', text: `${count} ${business}${unit.toLowerCase()}${count === 1 ? '' : 's'}`, iso: `P${count}${letter}` }];
  });
}
