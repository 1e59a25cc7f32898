import { InfolioError } from '../../contract/errors.ts';
import type { PassageRow } from '../library/index.ts';
import type { PassageLogits, SegmentTokens } from '../model/index.ts';
import type { Tokens } from '../text/index.ts';
import { probability } from './calibration.ts';
import type { Calibration, Evidence } from './calibration.ts';
import type { AskContext } from './context.ts';
import type { Candidate } from './recall.ts';
import { contentsRanges } from './contents.ts';
import { behindHeading } from './headings.ts';
import { rereadTogether } from './limits.ts';
import { coverage } from './put.ts';
import type { PutQuestion } from './put.ts';
import { bestSpans } from './spans.ts';

/** A span found in a passage, as offsets into the document's text, with the odds that it answers. */
export interface Found {
  readonly passage: PassageRow;
  readonly start: number;
  readonly end: number;
  readonly score: number;
  readonly evidence: Evidence;
}

/** A passage that was read with a question. */
export interface ReadPassage {
  readonly passage: PassageRow;
  readonly tokens: Tokens;
  readonly logits: PassageLogits;
}

/**
 * Reads passages together with the question: the `most` best spans of each passage, likeliest first. Throws `cancelled` when
 * the signal aborts between two runs.
 */
export async function reread(
  context: AskContext,
  question: PutQuestion,
  candidates: readonly Candidate[],
  calibration: Calibration,
  most: number,
  signal?: AbortSignal,
): Promise<Found[]> {
  return spansIn(context, question, await readAgain(context, question.ids, candidates, signal), candidates, calibration, most);
}

/** Reads passages together with the question, by their indices. Throws `cancelled` when the signal aborts between two runs. */
export async function readAgain(context: AskContext, question: Int32Array, candidates: readonly Candidate[], signal?: AbortSignal): Promise<Map<number, ReadPassage>> {
  const passages = candidates.map((candidate) => context.document.passage(candidate.passage));
  const tokens = await context.tokenizer.encodeBatch(passages.map((passage) => passage.text));
  const logits = await consultByLength(
    context,
    question,
    passages.map((passage, k) => ({ ids: tokens[k]?.ids ?? new Int32Array(), index: passage.index })),
    signal,
  );
  const read = new Map<number, ReadPassage>();
  for (const [k, passage] of passages.entries()) {
    const [here, pieces] = [logits[k], tokens[k]];
    if (here !== undefined && pieces !== undefined) read.set(passage.index, { passage, tokens: pieces, logits: here });
  }
  return read;
}

/** The `most` best spans of each candidate that was read, likeliest first. */
export function spansIn(
  { document }: Pick<AskContext, 'document'>,
  question: PutQuestion,
  read: ReadonlyMap<number, ReadPassage>,
  candidates: readonly Candidate[],
  calibration: Calibration,
  most: number,
): Found[] {
  const { pageCount } = document.record;
  return candidates
    .flatMap((candidate) => {
      const here = read.get(candidate.passage);
      if (here === undefined) return [];
      const { passage, tokens, logits } = here;
      return bestSpans(logits, most, sentencesOfTokens(passage, tokens), tokensOfContents(passage, tokens, pageCount)).map((span) => {
        const range = rangeOf(passage, tokens, span.first, span.last);
        const evidence = { margin: span.margin, cosine: candidate.cosine, lexical: candidate.lexical, coverage: coverage(question, passage, range) };
        // "10.1 Insurance." tells where the answer is: the reader is shown the clause.
        return { passage, ...(question.forHeading ? range : behindHeading(passage, range)), score: probability(calibration, evidence), evidence };
      });
    })
    .sort((a, b) => b.score - a.score);
}

/**
 * The passages of a run are filled up to its longest, so on a CPU those of like length share one: the logits are the same,
 * and none of the time goes to padding. Other devices are kept busy by the largest runs.
 */
async function consultByLength({ network, memory }: AskContext, question: Int32Array, passages: readonly SegmentTokens[], signal?: AbortSignal): Promise<PassageLogits[]> {
  const together = network.device === 'cpu' ? rereadTogether : Math.max(1, passages.length);
  const byLength = [...passages.keys()].sort((a, b) => (passages[b]?.ids.length ?? 0) - (passages[a]?.ids.length ?? 0));
  const logits: PassageLogits[] = [];
  for (let at = 0; at < byLength.length; at += together) {
    if (signal?.aborted === true) throw new InfolioError('cancelled', 'Stopped on request; what was read so far is kept.');
    const group = byLength.slice(at, at + together);
    const found = await network.consult(question, group.flatMap((k) => passages[k] ?? []), memory);
    for (const [i, k] of group.entries()) {
      const here = found[i];
      if (here !== undefined) logits[k] = here;
    }
  }
  return logits;
}

/** The sentence each token of a passage belongs to, counted from 0. */
function sentencesOfTokens(passage: PassageRow, tokens: Tokens): Int32Array {
  let sentence = 0;
  return Int32Array.from(tokens.starts, (start) => {
    while ((passage.sentences[sentence + 1]?.start ?? Infinity) <= passage.start + start) sentence++;
    return sentence;
  });
}

/** 1 for each token that stands in a table of contents. */
function tokensOfContents(passage: PassageRow, tokens: Tokens, pages: number): Uint8Array {
  const ranges = contentsRanges(passage.text, pages);
  return Uint8Array.from(tokens.starts, (start) => (ranges.some((range) => start >= range.start && start < range.end) ? 1 : 0));
}

const wordCharacter = /[\p{L}\p{N}]/u;

/** A span of tokens as offsets into the document's text, widened to whole words. */
function rangeOf(passage: PassageRow, tokens: Tokens, first: number, last: number): { start: number; end: number } {
  const { text } = passage;
  let start = tokens.starts[first] ?? 0;
  let end = tokens.ends[last] ?? text.length;
  while (start > 0 && wordCharacter.test(text[start - 1] ?? '') && wordCharacter.test(text[start] ?? '')) start--;
  while (end < text.length && wordCharacter.test(text[end - 1] ?? '') && wordCharacter.test(text[end] ?? '')) end++;
  return balanced(passage, { start: passage.start + start, end: passage.start + end });
}

const brackets = [['(', ')'], ['[', ']'], ['“', '”']] as const;

/** A range with the bracket beside it that it holds the other one of: "12%) a year" becomes "(12%) a year". */
export function balanced({ text, start: from }: Pick<PassageRow, 'text' | 'start'>, range: { readonly start: number; readonly end: number }): { start: number; end: number } {
  let { start, end } = range;
  for (const [opens, closes] of brackets) {
    const inside = text.slice(start - from, end - from);
    const [firstOpen, firstClose] = [inside.indexOf(opens), inside.indexOf(closes)];
    const [lastOpen, lastClose] = [inside.lastIndexOf(opens), inside.lastIndexOf(closes)];
    if (firstClose >= 0 && (firstOpen < 0 || firstOpen > firstClose) && text[start - from - 1] === opens) start--;
    if (lastOpen >= 0 && lastClose < lastOpen && text[end - from] === closes) end++;
  }
  return { start, end };
}
