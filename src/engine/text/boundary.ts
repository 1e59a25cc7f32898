import { beforeLetter, beforeNumber, connectives, sentenceStarters, titles, undecided } from './abbreviations.ts';

/** Characters looked at on either side of a possible boundary: longer than any abbreviation or enumerator. */
const near = 64;

/** White space as the tokenizer sees it: a cut there never parts or joins words. */
const whiteSpace = /[\t\n\r\p{Z}]/u;
const fullWidthStop = /[。！？｡．][」』）》】”’]*$/u;
const lowerCaseNext = /^["'“”‘’«»([]*\p{Ll}/u;
const enumeratorNext = /^(?:\((?:\p{Ll}{1,2}|[ivx]{1,5}|\d{1,3})\)|(?:\p{Ll}|[ivx]{1,5}|\d{1,3})\))\s/u;
const numberNext = /^[([]?(?:\p{Lu}{0,4}[-–/.]?\d|[IVXLC]{2,}\b|[IVX][.,;:)]|§|#)/u;
const letterNext = /^\p{Lu}(?![\p{L}’'])/u;
const initialNext = /^\p{Lu}\./u;
const firstWordNext = /^["'“‘«([]*([\p{L}’']+)/u;
const lastWord = /(?:^|[\s([“"‘'«—–/])([^\s([“"‘'«—–/]*)\.["”’'»)\]]*$/u;
const stopAtEnd = /\.["”’'»)\]]*$/u;
const initial = /^(?:\p{Lu}\.?-)?\p{Lu}$/u;
const dotted = /^(?:\p{L}{1,2}\.)+\p{L}{1,2}$/u;
const wordCharacter = /[\p{L}\p{N}]/u;
/**
 * What numbers a clause: "1.", "(a)", "4.2.", "iv)", "A.", "Section 3.", "ARTICLE IV.". Each part can match in one way only:
 * with two, "i.i.i.i." would take time without end.
 */
const enumerator =
  /^["“(]*(?:(?:section|article|clause|chapter|exhibit|schedule|appendix|annex|part|item|question|step|table|figure)\s+)?[(\[]?(?:\d{1,4}(?:[.\-–]\d{1,3})*[a-z]?|\p{L}|[ivxlc]{2,7})[.)\]]{1,2}(?:\s*[(\[]?(?:\d{1,3}|\p{L}|[ivx]{2,5})[.)\]]{1,2})*$/iu;

/**
 * Whether a sentence that began at `start` ends at `at`, a place in `line` where one might.
 * Looks at no more than 64 characters on either side, and not before `start`. In a line without capitals
 * (`hasCapitals` false) a small letter may begin a sentence.
 */
export function endsSentence(line: string, hasCapitals: boolean, start: number, at: number): boolean {
  const before = line.slice(Math.max(start, at - near), at);
  const head = before.trimEnd();
  const next = line.slice(at, at + near);
  if (!wordCharacter.test(head) && at - start <= near) return false;
  if (!whiteSpace.test(before.slice(-1))) return fullWidthStop.test(head);
  if (hasCapitals && lowerCaseNext.test(next) && !enumeratorNext.test(next)) return false;
  if (at - start <= near && enumerator.test(head.trimStart())) return false;
  return !stopAtEnd.test(head) || !goesOnAfterStop(head, next);
}

/** Whether the full stop at the end of `head` belongs to an abbreviation, so that the sentence goes on with `next`. */
function goesOnAfterStop(head: string, next: string): boolean {
  const word = lastWord.exec(head)?.[1] ?? '';
  const lower = word.toLowerCase().replace('’', "'");
  if (titles.has(lower) || connectives.has(lower)) return true;
  if (beforeNumber.has(lower) && numberNext.test(next)) return true;
  if (beforeLetter.has(lower) && letterNext.test(next) && !/^[AI]\s/.test(next)) return true;
  if (initial.test(word)) return initialNext.test(next) || !startsSentence(next);
  if (dotted.test(word) || (undecided.has(lower) && lower !== 'no')) {
    if (lower === 'etc') return numberNext.test(next);
    return initialNext.test(next) || !startsSentence(next);
  }
  return false;
}

function startsSentence(next: string): boolean {
  const word = firstWordNext.exec(next)?.[1];
  if (word === undefined) return /^["“‘«]/u.test(next);
  return sentenceStarters.has(word.toLowerCase());
}
