import { endsSentence } from './boundary.ts';

/** `text.slice(start, end)` is the sentence, without white space around it. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
}

/**
 * Places where a sentence may end that the Unicode rules pass over: before an enumerator, after a note's mark
 * ("shown.[12] We", "shown.12 We"), after an ellipsis in one character.
 */
const passedOver = [
  /[.!?;]["'”’»)\]]*[^\S\n]+(?=(?:\((?:\p{Ll}{1,2}|[ivx]{1,5}|\d{1,3})\)|(?:\p{Ll}|[ivx]{1,5})\))\s+["“(]?\p{Lu})/gu,
  /[.!?]["'”’»)\]]*[^\S\n]+(?=(?:\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}\.)\s+["“(]?\p{Lu})/gu,
  /(?<=\p{L}{3}|["”’)])[.!?]["”’)]*(?:\[\d[\d,;–\- ]{0,40}\]|\d{1,3}(?:[,–-]\d{1,3}){0,5})[^\S\n]+(?=["“(]?\p{Lu})/gu,
  /…["”’)]*[^\S\n]+(?=["“(]?\p{Lu})/gu,
];
/** In text without capitals a stop after a word and a space must do. */
const withoutCapitals = [/\p{Ll}{2}[.!?]["'”’»)\]]*[^\S\n]+(?=["“(]?\p{Ll})/gu];
const capital = /\p{Lu}/u;
/** Closing marks that a space has parted from their sentence. */
const strayClosers = /["”’»)\]]+(?=\s|$)\s*/uy;
/** How far ahead the bracket that was opened in a sentence may close for the sentence to go on until there. */
const bracketReach = 200;

/** A line that surely has no end of a sentence inside it: cheap to know, and most lines of tables and lists are so. */
const plainLine = /^[^.!?;\u0080-\uffff]*$/;

const segmenters = new Map<string, Intl.Segmenter>();

/**
 * The sentences of `text`, in order: the Unicode rules (UAX 29, as ICU applies them), mended where they are known to
 * err: abbreviations, initials, "No. 5", legal and scientific citations, enumerators of clauses, quotes, brackets,
 * marks of notes. A line break always ends a sentence. Linear in the length of the text, whatever is in it.
 */
export function sentencesOf(text: string, locale = 'en'): Sentence[] {
  return [...eachSentence(text, locale)];
}

/** As `sentencesOf`, one at a time: no more is looked at than the line the sentence stands on. */
export function* eachSentence(text: string, locale = 'en'): Generator<Sentence, void, undefined> {
  for (let lineStart = 0; lineStart < text.length; ) {
    const newline = text.indexOf('\n', lineStart);
    const lineEnd = newline < 0 ? text.length : newline + 1;
    const line = text.slice(lineStart, lineEnd);
    let start = 0;
    for (const end of plainLine.test(line) ? [line.length] : sentenceEnds(line, locale)) {
      const sentence = trimmedSpan(line, start, end);
      if (sentence) yield { start: lineStart + sentence.start, end: lineStart + sentence.end };
      start = end;
    }
    lineStart = lineEnd;
  }
}

/** Where the sentences of one line end; the last one at the end of the line. */
function* sentenceEnds(line: string, locale: string): Generator<number, void, undefined> {
  const brackets = new OpenBrackets(line);
  const hasCapitals = capital.test(line);
  let start = 0;
  for (const candidate of candidates(line, hasCapitals, locale)) {
    const end = afterStrayClosers(line, candidate);
    if (end <= start || end >= line.length) continue;
    if (!endsSentence(line, hasCapitals, start, end) || brackets.spans(start, end)) continue;
    yield end;
    start = end;
  }
  yield line.length;
}

/** Every place inside the line where a sentence may end, in order. */
function* candidates(line: string, hasCapitals: boolean, locale: string): Generator<number, void, undefined> {
  let segmenter = segmenters.get(locale);
  if (!segmenter) segmenters.set(locale, (segmenter = new Intl.Segmenter(locale, { granularity: 'sentence' })));
  const sources = (hasCapitals ? passedOver : withoutCapitals).map((pattern) => endsOfMatches(line, pattern));
  sources.push(startsOfSegments(segmenter.segment(line)));
  const heads = sources.map(nextOf);
  while (true) {
    const least = Math.min(...heads);
    if (least === Infinity) return;
    yield least;
    heads.forEach((head, i) => {
      const source = sources[i];
      if (head === least && source) heads[i] = nextOf(source);
    });
  }
}

function* endsOfMatches(line: string, pattern: RegExp): Generator<number, void, undefined> {
  for (const match of line.matchAll(pattern)) yield match.index + match[0].length;
}

function* startsOfSegments(segments: Intl.Segments): Generator<number, void, undefined> {
  for (const { index } of segments) if (index > 0) yield index;
}

function nextOf(source: Generator<number, void, undefined>): number {
  const next = source.next();
  return next.done ? Infinity : next.value;
}

function afterStrayClosers(line: string, at: number): number {
  strayClosers.lastIndex = at;
  return strayClosers.test(line) ? strayClosers.lastIndex : at;
}

/** Counts round and square brackets from left to right, each character once. */
class OpenBrackets {
  private readonly line: string;
  private start = 0;
  private at = 0;
  private depth = 0;

  constructor(line: string) {
    this.line = line;
  }

  /** True if a bracket opened inside the sentence (not at its very start) is open at `end` and closes soon after. */
  spans(start: number, end: number): boolean {
    if (start !== this.start) {
      this.start = start;
      this.at = start + 1;
      this.depth = 0;
    }
    for (; this.at < end; this.at++) this.depth = Math.max(0, this.depth + turn(this.line.charCodeAt(this.at)));
    if (this.depth === 0) return false;
    const limit = Math.min(this.line.length, end + bracketReach);
    for (let at = end, depth = this.depth; at < limit; at++) {
      depth += turn(this.line.charCodeAt(at));
      if (depth === 0) return true;
    }
    return false;
  }
}

function turn(code: number): -1 | 0 | 1 {
  if (code === 0x28 || code === 0x5b) return 1;
  return code === 0x29 || code === 0x5d ? -1 : 0;
}

/** The part of `text` between `start` and `end` without white space around it; undefined if nothing is left. */
export function trimmedSpan(text: string, start: number, end: number): Sentence | undefined {
  const slice = text.slice(start, end);
  const inner = slice.trim();
  if (inner === '') return undefined;
  const lead = slice.length - slice.trimStart().length;
  return { start: start + lead, end: start + lead + inner.length };
}
