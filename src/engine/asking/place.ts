import type { Place } from '../../contract/answer.ts';
import type { DocumentReader, PassageRow } from '../library/index.ts';

/** A range of the document's text inside one passage, with its odds. */
export interface Range {
  readonly passage: PassageRow;
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/**
 * A range of the document's text with its sentence, page and boxes, all of them look-ups. With `wholeSentence` the
 * place's text is the sentence itself. White space at both ends is left out.
 */
export function placeOf(document: Pick<DocumentReader, 'pageAt' | 'boxes'>, range: Range, wholeSentence: boolean): Place {
  const { passage, score } = range;
  const touched = passage.sentences.filter((sentence) => sentence.start < range.end && range.start < sentence.end);
  const sentence = trimmed(passage, touched[0]?.start ?? range.start, touched.at(-1)?.end ?? range.end);
  const exact = wholeSentence ? sentence : trimmed(passage, range.start, range.end);
  const page = document.pageAt(exact.start);
  return {
    text: slice(passage, exact),
    sentence: slice(passage, sentence),
    page: page?.page ?? 1,
    pageLabel: page?.label ?? '1',
    start: exact.start,
    end: exact.end,
    score: Math.round(score * 1e4) / 1e4,
    boxes: document.boxes(exact.start, exact.end),
  };
}

function slice(passage: PassageRow, { start, end }: { readonly start: number; readonly end: number }): string {
  return passage.text.slice(start - passage.start, end - passage.start);
}

function trimmed(passage: PassageRow, start: number, end: number): { start: number; end: number } {
  const text = slice(passage, { start, end });
  const lead = text.length - text.trimStart().length;
  return lead === text.length ? { start, end } : { start: start + lead, end: end - (text.length - text.trimEnd().length) };
}
