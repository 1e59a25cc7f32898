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
