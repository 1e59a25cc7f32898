import type { ReviewValue } from '../../../contract/review.ts';
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
  { at: new RegExp(`(${sign})\\s?(${figuresPattern})${scale}`, 'i'), read: ([, mark = '', figures = '', by]) => ({ amount: scaled(figures, by), unit: signs[mark.toUpperCase()] ?? '' }) },
  { at: new RegExp(`\\b(${code}|RMB)\\s?(${figuresPattern})${scale}`), read: ([, mark = '', figures = '', by]) => ({ amount: scaled(figures, by), unit: mark === 'RMB' ? 'CNY' : mark }) },
  { at: new RegExp(`\\b(${figuresPattern})${scale}\\s?(${code}|RMB|€|£)(?![A-Za-z])`), read: ([, figures = '', by, mark = '']) => ({ amount: scaled(figures, by), unit: mark === 'RMB' ? 'CNY' : (signs[mark] ?? mark) }) },
  { at: new RegExp(`\\b(${figuresPattern})\\)?${scale}\\s+(${name})\\b`, 'i'), read: ([, figures = '', by, called = '']) => ({ amount: scaled(figures, by), unit: currencyOf(called) }) },
  { at: new RegExp(`\\b(${figuresPattern})\\s?(?:%|per\\s?cent\\b|percent\\b)`, 'i'), read: ([, figures = '']) => ({ amount: numberOfFigures(figures), unit: '%' }) },
  { at: new RegExp(`\\b(${wordsPattern})\\s+(${name})\\b`, 'i'), read: ([, words = '', called = '']) => inWords(words, currencyOf(called)) },
  { at: new RegExp(`\\b(${wordsPattern})\\s+(?:per\\s?cent\\b|percent\\b)`, 'i'), read: ([, words = '']) => inWords(words, '%') },
];

/** The first sum of money or percentage in the words; null if there is none. Where it stands in words and figures, the figures count. */
export function amountIn(words: string): Amount | null {
  let first: { readonly index: number; readonly amount: number; readonly unit: string } | null = null;
  for (const { at, read } of patterns) {
    const match = at.exec(words);
    const found = match === null ? null : read(match);
    if (match === null || found === null || found.unit === '' || !Number.isFinite(found.amount)) continue;
    // Words come before the figures that repeat them: "ten dollars ($10.00)". Figures win if they follow at once.
    if (first === null || match.index + match[0].length + 3 < first.index) first = { index: match.index, ...found };
  }
  return first === null ? null : { kind: 'amount', text: shown(first.amount, first.unit), amount: first.amount, unit: first.unit };
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
