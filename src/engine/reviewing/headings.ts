import type { DocumentReader } from '../library/index.ts';
import { says } from './values/index.ts';

/** A heading and the text under it, up to the next heading of its level or a higher one. Offsets into the document's text. */
export interface Part {
  readonly title: string;
  readonly level: number;
  readonly start: number;
  readonly end: number;
}

/** The headings that the pages' layout shows. Clauses whose number and name open a paragraph ("9.1 Assignment.") are none. */
export function partsOf(document: DocumentReader): Part[] {
  const found: Omit<Part, 'end'>[] = [];
  for (const row of document.pages()) {
    const content = row.end > row.start ? document.pageContent(row.page) : undefined;
    for (const block of content?.blocks ?? []) {
      if (block.kind === 'heading') found.push({ title: content?.text.slice(block.start, block.end) ?? '', level: block.level, start: row.start + block.start });
    }
  }
  const last = document.record.textLength;
  return found.map((part, at) => ({ ...part, end: found.slice(at + 1).find((next) => next.level <= part.level)?.start ?? last }));
}

/** The parts whose heading holds one of the words. */
export function partsNamed(parts: readonly Part[], words: readonly string[]): Part[] {
  return words.length === 0 ? [] : parts.filter((part) => says(part.title, words));
}
