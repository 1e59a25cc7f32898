import { contentsRanges } from '../asking/contents.ts';
import type { BlockKind } from '../../contract/page.ts';
import type { DocumentReader } from '../library/index.ts';
import { leans } from './leaning.ts';
import { wordsAtLeast, wordsAtMost, wordsWithoutStop } from './limits.ts';
import type { PageBlocks } from './pages.ts';
import type { Pause } from './pause.ts';
import { headingsOn } from './structure.ts';
import { lengthOf, termsOf } from './words.ts';

/** A sentence that a summary may take. */
export interface Candidate {
  /** Offsets into the document's text; `text` is what stands there. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly page: number;
  readonly pageLabel: string;
  readonly passage: number;
  /** Which sentence of its passage it is, from 0. */
  readonly sentence: number;
  readonly words: number;
  readonly terms: readonly string[];
  /** The mean importance logit of its tokens, as the document was read. */
  readonly importance: number;
  /** How strongly its passage was written into the memory, 0..1. */
  readonly gate: number;
  /** The heading that it stands under; '' before the first. */
  readonly heading: string;
  readonly opensSection: boolean;
  readonly opensParagraph: boolean;
  /** It cannot be understood without the one before. */
  readonly leans: boolean;
  /** Index of the sentence right before it in the same section, if that is a candidate. */
  readonly before: number | null;
}

/** Parts that say where something else stands, not what the document says. */
const apparatus =
  /^(?:[\divxlc]+[.):]?\s+)?(?:references?(?: and notes| cited)?|bibliography|works cited|literature(?: cited)?|further reading|sources|(?:end|foot)?notes|acknowledge?ments?|(?:table of )?contents|index|list of (?:figures|tables|illustrations|abbreviations)|supporting information|supplementary (?:material|information|data)|author contributions|funding|competing interests|conflicts? of interest|abbreviations|copyright|colophon|transcriber['’]s notes?)\s*[.:]?$/i;

/** "[12] Smith, J. ...", "12. Smith J, Jones K (2002) ...": an entry of a list of works without a heading over it. */
const entry = /^(?:\[\d{1,3}\]|\d{1,3}\.)\s+\p{Lu}[\p{L}'’-]+,?\s+(?:\p{Lu}\.?[\s,-]*){1,3}.*\b(?:19|20)\d{2}\b/u;

/** "10.1 The Lessee's insurance.", "Section 12 Notices": a number and a few words, which name a clause and say nothing. */
const clauseTitle = /^(?:(?:article|section|clause|chapter|part|§)\s*)?\d+(?:\.\d+)*[.)]?(?:\s+\S+){1,7}$/i;

/** It goes on from what stands before: an item of a list, or the rest of a sentence that a page or a picture cut. */
const breaksIn = /^(?:\(?(?:\p{Ll}{1,4}|\d{1,2})[.)]\s+)?["“‘'(]*\p{Ll}/u;

const stop = /[.!?…。！？:;]["'”’»)\]]*(?:\[\d[\d,;–\- ]*\])?$/u;

interface Stretch {
  readonly kind: BlockKind;
  readonly start: number;
  readonly end: number;
}

/**
 * The sentences of the pages that say something: those of paragraphs and lists. Headings, captions, tables, footnotes, tables
 * of contents and lists of references are none.
 *
 * @param first only sentences that begin on this page or a later one
 */
export async function candidatesOf(document: DocumentReader, pages: readonly PageBlocks[], first: number, pause: Pause): Promise<Candidate[]> {
  const strict = await collect(document, pages, first, pause, true);
  // A document of labels and lists alone has nothing else to be summarised by.
  return strict.length > 0 ? strict : collect(document, pages, first, pause, false);
}

async function collect(document: DocumentReader, pages: readonly PageBlocks[], first: number, pause: Pause, strict: boolean): Promise<Candidate[]> {
  const blocks = stretches(pages, document.record.pageCount);
  const headings = headingsOn(pages);
  const found: Candidate[] = [];
  const end = pages.at(-1)?.end ?? 0;
  let [block, heading, page] = [0, -1, 0];
  let opened = -1;
  let endBefore = -1;
  for (let index = 0; index < document.passageCount; index++) {
    await pause();
    const passage = document.passage(index);
    if (passage.start >= end) break;
    for (const [sentence, range] of passage.sentences.entries()) {
      if (range.end > end) break;
      while ((headings[heading + 1]?.start ?? Infinity) <= range.start) heading++;
      while ((pages[page + 1]?.start ?? Infinity) <= range.start) page++;
      while ((blocks[block]?.end ?? Infinity) <= range.start) block++;
      const own = blocks[block];
      const inside = own !== undefined && own.start <= range.start;
      const kind = inside ? own.kind : 'paragraph';
      const text = passage.text.slice(range.start - passage.start, range.end - passage.start);
      const title = headings[heading]?.title ?? '';
      const words = lengthOf(text);
      const here = pages[page];
      const adjoins = found.at(-1)?.end === endBefore;
      endBefore = range.end;
      if (here === undefined || here.page < first) continue;
      if (strict ? !saysSomething(text, words, kind, title) : kind === 'heading' && text === title) continue;
      found.push({
        start: range.start,
        end: range.end,
        text,
        page: here.page,
        pageLabel: here.label,
        passage: index,
        sentence,
        words,
        terms: termsOf(text),
        importance: passage.importance[sentence] ?? 0,
        gate: passage.gate,
        heading: title,
        opensSection: opened !== heading,
        opensParagraph: inside && range.start - own.start < 3,
        leans: leans(text) || (here.hasCapitals && breaksIn.test(text)),
        before: adjoins && found.length > 0 && opened === heading ? found.length - 1 : null,
      });
      opened = heading;
    }
  }
  return found;
}

function saysSomething(text: string, words: number, kind: BlockKind, heading: string): boolean {
  if (kind !== 'paragraph' && kind !== 'list') return false;
  if (words < wordsAtLeast || words > wordsAtMost || apparatus.test(heading) || entry.test(text) || clauseTitle.test(text)) return false;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters < text.replaceAll(/\s/g, '').length / 2) return false;
  return words >= wordsWithoutStop || stop.test(text);
}

/** The blocks of all pages in the document's offsets; tables of contents count as tables. */
function stretches(pages: readonly PageBlocks[], pageCount: number): Stretch[] {
  return pages.flatMap((page) => {
    const contents = contentsRanges(page.text, pageCount);
    return page.blocks.map(({ kind, start, end }): Stretch => {
      const listed = contents.some((range) => range.start < end && start < range.end);
      return { kind: listed ? 'table' : kind, start: page.start + start, end: page.start + end };
    });
  });
}
