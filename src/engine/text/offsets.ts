const surrogate = /[\uD800-\uDFFF]/;

/**
 * From offsets in Unicode code points (as the tokenizer's Rust library and Python count) to offsets in UTF-16 units
 * (as JavaScript counts). A lone surrogate counts as one code point, as it does when the text crosses to Rust.
 * Costs nothing for a text without surrogates, else one pass.
 */
export function utf16OffsetOf(text: string): (codePoints: number) => number {
  if (!surrogate.test(text)) return (codePoints) => codePoints;
  const table = new Int32Array(text.length + 1);
  let count = 0;
  let at = 0;
  for (const character of text) {
    table[count++] = at;
    at += character.length;
  }
  table[count] = at;
  return (codePoints) => table[Math.min(codePoints, count)] ?? at;
}

/** The other way: from UTF-16 units to code points. An offset inside a pair counts as the pair's end. */
export function codePointOffsetOf(text: string): (utf16: number) => number {
  if (!surrogate.test(text)) return (utf16) => utf16;
  const table = new Int32Array(text.length + 1);
  let count = 0;
  let at = 0;
  for (const character of text) {
    table[at] = count++;
    if (character.length === 2) table[at + 1] = count;
    at += character.length;
  }
  table[at] = count;
  return (utf16) => table[Math.min(utf16, text.length)] ?? count;
}

/** True if a cut at `offset` would part the two halves of one character. */
export function splitsPair(text: string, offset: number): boolean {
  const before = text.charCodeAt(offset - 1);
  const after = text.charCodeAt(offset);
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
}
