const units = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'];
const tens = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const scales: Readonly<Record<string, number>> = { hundred: 100, thousand: 1e3, million: 1e6, billion: 1e9 };

const value = new Map<string, number>([...units.map((word, k) => [word, k] as const), ...tens.map((word, k) => [word, 20 + 10 * k] as const)]);
const word = [...value.keys(), ...Object.keys(scales)].sort((a, b) => b.length - a.length).join('|');

/** Numbers in words, as "twenty-one thousand two hundred and fifty"; a fragment of a regular expression. */
export const wordsPattern = `(?:(?:${word})(?:[\\s-]+(?:and\\s+)?(?=(?:${word})\\b)|\\b))+`;

/** What a number in English words comes to; null if it is none. */
export function numberOfWords(text: string): number | null {
  const parts = text.toLowerCase().split(/[\s-]+/).filter((part) => part !== 'and' && part !== '');
  if (parts.length === 0) return null;
  let total = 0;
  let group = 0;
  for (const part of parts) {
    const scale = scales[part];
    const small = value.get(part);
    if (small !== undefined) group += small;
    else if (scale === 100) group = Math.max(group, 1) * 100;
    else if (scale !== undefined) {
      total += Math.max(group, 1) * scale;
      group = 0;
    } else return null;
  }
  return total + group;
}

/** Numbers in figures with separators of thousands, as "1,234,567.89"; a fragment of a regular expression. */
export const figuresPattern = '\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?';

export function numberOfFigures(text: string): number {
  return Number(text.replaceAll(',', ''));
}
