import { openingPassages } from '../asking/index.ts';
import type { Candidate } from '../asking/index.ts';
import type { PlaybookItem } from '../../contract/review.ts';
import type { DocumentReader } from '../library/index.ts';
import { headingPassages, hintPassages, passagesEach } from './limits.ts';
import type { Part } from './headings.ts';

/**
 * The passages that one wording is read with, in the document's order: the best that recall brings, those that the
 * item's hint words bring, those under the headings it names, and the document's first.
 *
 * @param recalled every passage of the document, best first
 */
export function choosePassages(document: DocumentReader, item: PlaybookItem, parts: readonly Part[], recalled: readonly Candidate[]): Candidate[] {
  const chosen = new Set(recalled.slice(0, passagesEach).map((candidate) => candidate.passage));
  if (item.hints.words.length > 0) {
    for (const hit of document.search(item.hints.words.join(' '), hintPassages)) chosen.add(hit.passage);
  }
  const under = passagesUnder(document, parts);
  for (const candidate of recalled.filter((one) => under.has(one.passage)).slice(0, headingPassages)) chosen.add(candidate.passage);
  for (let passage = 0; passage < Math.min(openingPassages, document.passageCount); passage++) chosen.add(passage);
  return recalled.filter((candidate) => chosen.has(candidate.passage)).sort((a, b) => a.passage - b.passage);
}

function passagesUnder(document: DocumentReader, parts: readonly Part[]): Set<number> {
  const under = new Set<number>();
  for (const part of parts.filter(({ start, end }) => start < end)) {
    const last = document.passageAt(part.end - 1);
    for (let passage = document.passageAt(part.start); passage <= last; passage++) under.add(passage);
  }
  return under;
}
