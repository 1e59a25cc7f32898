export interface Emphasised {
  readonly before: string;
  readonly words: string;
  readonly after: string;
}

/** A sentence cut around the answer's words. Without them in it, the words alone. */
export function emphasise(sentence: string, words: string): Emphasised {
  const at = words === '' ? -1 : sentence.indexOf(words);
  if (at < 0) return words === '' ? { before: sentence, words: '', after: '' } : { before: '', words, after: '' };
  return { before: sentence.slice(0, at), words, after: sentence.slice(at + words.length) };
}

export interface Part {
  readonly text: string;
  readonly isFound: boolean;
}

/** A text cut around the words of a search, as a search finds them: words that begin alike, whatever their case. */
export function searched(text: string, query: string): Part[] {
  const words = query.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  if (words.length === 0) return [{ text, isFound: false }];
  const any = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&')).join('|');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})[\\p{L}\\p{N}]*`, 'giu');
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), isFound: false });
    parts.push({ text: match[0], isFound: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isFound: false });
  return parts;
}
