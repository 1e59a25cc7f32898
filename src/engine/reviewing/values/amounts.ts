import type { ReviewValue } from '../../../contract/review.ts';
import type { Written } from './dates.ts';
import { figuresPattern, numberOfFigures, numberOfWords, wordsPattern } from './numbers.ts';

type Amount = Extract<ReviewValue, { kind: 'amount' }>;

const signs: Readonly<Record<string, string>> = { $: 'USD', 'US$': 'USD', 'U.S.$': 'USD', 'C$': 'CAD', 'CA$': 'CAD', 'A$': 'AUD', 'AU$': 'AUD', 'HK$': 'HKD', '€': 'EUR', '£': 'GBP', '¥': 'JPY', '₹': 'INR', '₩': 'KRW' };
const names: readonly (readonly [string, string])[] = [
  ['(?:u\\.?\\s?s\\.?\\s+)?dollars?', 'USD'],
  ['euros?', 'EUR'],
  ['pounds\\s+sterling', 'GBP'],
  ['(?:japanese\\s+)?yen', 'JPY'],
  ['renminbi|yuan|rmb', 'CNY'],
  ['swiss\\s+francs?', 'CHF'],
  ['rupees?', 'INR'],
];
const codes = Intl.supportedValuesOf('currency');
const scaleOf: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, m: 1e6, billion: 1e9, bn: 1e9 };

const sign = Object.keys(signs).sort((a, b) => b.length - a.length).map((one) => one.replaceAll(/[$.]/g, '\\$&')).join('|');
const name = names.map(([pattern]) => pattern).join('|');
const code = codes.join('|');
const scale = '(?:\\s?(thousand|million|billion|bn|m)\\b)?';

/** The ways in which sums are written, the surest first: figures with a sign, with a code, with a name; then words with a name. */
const patterns: readonly { readonly at: RegExp; readonly read: (match: RegExpExecArray) => { readonly amount: number; readonly unit: string } | null }[] = [
  { at: new RegExp(`(${sign})\\s?(${figuresPattern})${scale}`, 'gi'), read: ([, mark = '', figures = '', by]) => ({ amount: scaled(figures, by), unit: signs[mark.toUpperCase()] ?? '' }) },
  { at: new RegExp(`\\b(${code}|RMB)\\s?(${figuresPattern})${scale}`, 'g'), read: ([, mark = '', figures = '', by]) => ({ amount: scaled(figures, by), unit: mark === 'RMB' ? 'CNY' : mark }) },
  { at: new RegExp(`\\b(${figuresPattern})${scale}\\s?(${code}|RMB|€|£)(?![A-Za-z])`, 'g'), read: ([, figures = '', by, mark = '']) => ({ amount: scaled(figures, by), unit: mark === 'RMB' ? 'CNY' : (signs[mark] ?? mark) }) },
  { at: new RegExp(`\\b(${figuresPattern})\\)?${scale}\\s+(${name})\\b`, 'gi'), read: ([, figures = '', by, called = '']) => ({ amount: scaled(figures, by), unit: currencyOf(called) }) },
  { at: new RegExp(`\\b(${figuresPattern})\\s?(?:%|per\\s?cent\\b|percent\\b)`, 'gi'), read: ([, figures = '']) => ({ amount: numberOfFigures(figures), unit: '%' }) },
  { at: new RegExp(`\\b(${wordsPattern})\\s+(${name})\\b`, 'gi'), read: ([, words = '', called = '']) => inWords(words, currencyOf(called)) },
  { at: new RegExp(`\\b(${wordsPattern})\\s+(?:per\\s?cent\\b|percent\\b)`, 'gi'), read: ([, words = '']) => inWords(words, '%') },
];

/** A sum as it stands in the words. */
interface Sum {
  readonly index: number;
  readonly end: number;
  /** In words, not in figures. */
  readonly spelled: boolean;
  readonly amount: number;
  readonly unit: string;
}

/** Characters between a sum in words and the figures that repeat it: "ten dollars ($10.00)". */
const repeatedWithin = 3;

/** The sums of money and percentages in the words, in their order. Where one stands in words and figures, the figures count. */
export function amountsIn(words: string): Amount[] {
  return amountsWithin(words).map(({ value }) => value);
}

/** As `amountsIn`, each with where it stands: `words.slice(start, end)`. */
export function amountsWithin(words: string): Written<Amount>[] {
  const found = patterns.flatMap(({ at, read }) =>
    [...words.matchAll(at)].flatMap((match): Sum[] => {
      const sum = read(match);
      return sum === null || sum.unit === '' || !Number.isFinite(sum.amount) ? [] : [{ index: match.index, end: match.index + match[0].length, spelled: !/\d/.test(match[0]), ...sum }];
    }),
  );
  const apart: Sum[] = [];
  // The patterns come surest first: of two that share characters the earlier one reads them right.
  for (const one of found) if (!apart.some((other) => one.index < other.end && other.index < one.end)) apart.push(one);
  const inOrder = apart.sort((a, b) => a.index - b.index);
  return inOrder
    .filter((one, at) => !one.spelled || (inOrder[at + 1]?.index ?? Infinity) > one.end + repeatedWithin || inOrder[at + 1]?.unit !== one.unit)
    .map(({ index, end, amount, unit }) => ({ start: index, end, value: { kind: 'amount', text: shown(amount, unit), amount, unit } }));
}

function scaled(figures: string, by: string | undefined): number {
  return numberOfFigures(figures) * (by === undefined ? 1 : (scaleOf[by.toLowerCase()] ?? 1));
}

function inWords(words: string, unit: string): { readonly amount: number; readonly unit: string } | null {
  const amount = numberOfWords(words);
  return amount === null ? null : { amount, unit };
}

function currencyOf(called: string): string {
  return names.find(([pattern]) => new RegExp(`^(?:${pattern})$`, 'i').test(called))?.[1] ?? '';
}

function shown(amount: number, unit: string): string {
  if (unit === '%') return `${new Intl.NumberFormat('en', { maximumFractionDigits: 6 }).format(amount)}%`;
  return new Intl.NumberFormat('en', { style: 'currency', currency: unit, currencyDisplay: 'code' }).format(amount).replaceAll(/[\u00a0\u202f]/g, ' ');
}
