/** An item's number as its list counts: 1, a, A, i or I. */
export function markOf(number: number, type: string | null): string {
  if (type === 'a' || type === 'A') return cased(letters(number), type === 'A');
  if (type === 'i' || type === 'I') return cased(roman(number), type === 'I');
  return String(number);
}

function cased(text: string, upper: boolean): string {
  return upper ? text.toUpperCase() : text;
}

/** a, b, ..., z, aa, bb: as word processors count. */
export function letters(number: number): string {
  if (number < 1 || number > 780) return String(number);
  return String.fromCharCode(97 + ((number - 1) % 26)).repeat(Math.ceil(number / 26));
}

export function roman(number: number): string {
  if (number < 1 || number > 3999) return String(number);
  const signs: readonly (readonly [number, string])[] = [[1000, 'm'], [900, 'cm'], [500, 'd'], [400, 'cd'], [100, 'c'], [90, 'xc'], [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i']];
  let [left, text] = [number, ''];
  for (const [value, sign] of signs) {
    text += sign.repeat(Math.floor(left / value));
    left %= value;
  }
  return text;
}
