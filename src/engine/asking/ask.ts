import { InfolioError } from '../../contract/errors.ts';
import type { Answer, Everything, Place } from '../../contract/answer.ts';
import { calibrationOf } from './calibration.ts';
import type { Calibration } from './calibration.ts';
import type { AskContext } from './context.ts';
import { kindOf, saysNumber } from './kinds.ts';
import { everythingBatch, openingPassages, othersAtMost, questionTokens, rereadPassages, spansAPassage, wordsOfSentence } from './limits.ts';
import { mergeHits } from './merge.ts';
import { placeOf } from './place.ts';
import type { Candidate } from './recall.ts';
import { recallPassages } from './recalling.ts';
import { reread } from './reread.ts';
import type { Found } from './reread.ts';

export interface AskOptions {
  /** Put the question to every passage and return every hit. */
  readonly everything?: boolean;
  /** Passages that are read again; `rereadPassages` unless told. */
  readonly top?: number;
  readonly signal?: AbortSignal;
  /** Passages read so far, of how many; only when everything is read. */
  readonly onProgress?: (done: number, of: number) => void;
  /** Hits as they are found when everything is read. */
  readonly onHit?: (place: Place) => void;
}

/**
 * Answers a question from one document: recall by memory and full text, the best passages read again together with the
 * question, the best span over all of them, or "not found".
 *
 * @throws InfolioError `bad_argument` for an empty question, `cancelled` when the signal aborts between runs.
 */
export async function ask(context: AskContext, question: string, options: AskOptions = {}): Promise<Answer> {
  const text = question.trim();
  if (text === '') throw new InfolioError('bad_argument', 'The question is empty; ask something, for example "Who signed it?".');
  const kind = kindOf(text);
  const ids = (await context.tokenizer.encode(text)).ids.slice(0, questionTokens);
  const calibration = calibrationOf(context.network.model.config);
  const candidates = await recallPassages(context, text, ids, options.top ?? rereadPassages, openingPassages);
  checkAborted(options.signal);
  const found = await reread(context, ids, candidates, calibration, 2, options.signal);
  const everything = options.everything === true ? await readEverything(context, text, ids, calibration, options) : null;

  const whole = kind === 'yesno';
  const toPlace = (hit: Found) => placeOf(context.document, hit, whole || (kind === 'count' && !saysNumber(spanText(hit))));
  const places = distinctPlaces(found.filter((hit) => hit.score >= calibration.threshold).map(toPlace));
  const best = places[0] ?? (everything === null ? null : bestOf(everything.hits));
  return {
    question,
    kind,
    found: best !== null,
    best,
    others: best === null ? [] : places.filter((place) => place.start !== best.start).slice(0, othersAtMost),
    nearest: best === null ? nearestOf(context, text, candidates) : [],
    everything,
  };
}

function bestOf(hits: readonly Place[]): Place | null {
  return hits.reduce<Place | null>((best, hit) => (best === null || hit.score > best.score ? hit : best), null);
}

function spanText(hit: Found): string {
  return hit.passage.text.slice(hit.start - hit.passage.start, hit.end - hit.passage.start);
}

/** The same words in the same sentence once, the likelier of two that overlap. */
function distinctPlaces(places: readonly Place[]): Place[] {
  const kept: Place[] = [];
  for (const place of places) {
    if (!kept.some((other) => place.start < other.end && other.start < place.end)) kept.push(place);
  }
  return kept;
}

/** The question put to every passage of the document, `everythingBatch` of them after another. */
async function readEverything(
  context: AskContext,
  text: string,
  question: Int32Array,
  calibration: Calibration,
  options: AskOptions,
): Promise<Everything> {
  const total = Math.min(context.passages ?? Infinity, context.document.passageCount);
  const candidates = await recallPassages(context, text, question, total);
  const inOrder = [...candidates].sort((a, b) => a.passage - b.passage);
  const kind = kindOf(text);
  const hits: Place[] = [];
  for (let at = 0; at < inOrder.length; at += everythingBatch) {
    await new Promise(setImmediate);
    checkAborted(options.signal);
    const batch = inOrder.slice(at, at + everythingBatch);
    const found = await reread(context, question, batch, calibration, spansAPassage, options.signal);
    for (const hit of found.filter((one) => one.score >= calibration.everythingThreshold)) {
      const place = placeOf(context.document, hit, kind === 'yesno');
      hits.push(place);
      options.onHit?.(place);
    }
    options.onProgress?.(Math.min(at + everythingBatch, total), total);
  }
  const merged = mergeHits(hits);
  const distinct = new Set(merged.map((hit) => hit.text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim())).size;
  return { passages: total, hits: merged, distinct };
}

/** Of the nearest passages the sentence with most of the question's words, bare headings last: for "not found in this document". */
function nearestOf(context: AskContext, question: string, candidates: readonly Candidate[]): Place[] {
  const asked = new Set(wordsOf(question).filter((word) => word.length > 3));
  return candidates.slice(0, 3).map((candidate) => {
    const passage = context.document.passage(candidate.passage);
    const worth = ({ start, end }: { readonly start: number; readonly end: number }): number => {
      const words = wordsOf(passage.text.slice(start - passage.start, end - passage.start));
      return words.filter((word) => asked.has(word)).length + (words.length >= wordsOfSentence ? 0.5 : 0);
    };
    const first = passage.sentences[0] ?? { start: passage.start, end: passage.end };
    const sentence = passage.sentences.reduce((best, one) => (worth(one) > worth(best) ? one : best), first);
    return placeOf(context.document, { passage, ...sentence, score: Math.max(0, candidate.cosine) }, true);
  });
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function checkAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new InfolioError('cancelled', 'Stopped on request; what was read so far is kept.');
}
