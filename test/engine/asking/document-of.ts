import type { DocumentReader } from '../../../src/engine/library/index.ts';

/** As much of a library's document as names are looked up in: passages that hold a word of the query, in order. */
export function documentOf(texts: readonly string[]): DocumentReader {
  const passage = (index: number) => ({ index, text: texts[index] ?? '', start: 1000 * index, end: 1000 * index + (texts[index] ?? '').length, sentences: [] });
  const search = (query: string, most: number) =>
    texts.flatMap((text, at) => (query.toLowerCase().split(' ').some((word) => text.toLowerCase().includes(word)) ? [{ passage: at, bm25: 1 }] : [])).slice(0, most);
  return { passageCount: texts.length, passage, search, pageAt: () => ({ page: 1, label: '1' }), boxes: () => [] } as unknown as DocumentReader;
}
