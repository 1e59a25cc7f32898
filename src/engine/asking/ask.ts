import { InfolioError } from '../../contract/errors.ts';
import type { Answer, Everything, Place, QuestionKind, ReadAs } from '../../contract/answer.ts';
import { calibrationOf } from './calibration.ts';
import type { Calibration } from './calibration.ts';
import type { AskContext } from './context.ts';
import { asksForGist, gistAnswer, gistSentences } from './gist.ts';
import { kindOf, saysNumber } from './kinds.ts';
import { everythingBatch, openingPassages, othersAtMost, rereadPassages, spansAPassage, spansOfPassage, wordsOfSentence } from './limits.ts';
import { mergeHits } from './merge.ts';
import { completed, otherNames, renamed } from './other-names.ts';
import { placeOf } from './place.ts';
import type { Range } from './place.ts';
import { putQuestion } from './put.ts';
import type { PutQuestion } from './put.ts';
import { roleNames } from './role-words.ts';
import type { Candidate } from './recall.ts';
import { recallWith } from './recalling.ts';
import { readAgain, reread, spansIn } from './reread.ts';
import type { Found, ReadPassage } from './reread.ts';
import { titlePageAnswer } from './title-page.ts';
import { definedParty } from './who-is.ts';

export interface AskOptions {
  /** Put the question to every passage and return every hit. */
  readonly everything?: boolean;
  /** False puts the question as it is: without what else the document calls its names, or whom it defines as who is asked for. */
  readonly completed?: boolean;
  /** Passages that are read again; `rereadPassages` unless told. */
  readonly top?: number;
  readonly signal?: AbortSignal;
  /** Passages read so far, of how many; only when everything is read. */
  readonly onProgress?: (done: number, of: number) => void;
  /** Hits as they are found when everything is read. */
  readonly onHit?: (place: Place) => void;
}

/** A question without the white space around it. Throws `bad_argument` if that leaves nothing. */
export function questionText(question: string): string {
  const text = question.trim();
  if (text === '') throw new InfolioError('bad_argument', 'The question is empty; ask something, for example "Who signed it?".');
  return text;
}

/**
 * Answers a question from one document: recall by memory and full text, the best passages read again together with the
 * question, the best span over all of them, or "not found".
 *
 * @throws InfolioError `bad_argument` for an empty question, `cancelled` when the signal aborts between runs.
 */
export async function ask(context: AskContext, question: string, options: AskOptions = {}): Promise<Answer> {
  const text = questionText(question);
  if (context.gist !== undefined && context.passages === undefined && options.everything !== true && asksForGist(text)) {
    return gistAnswer(question, await context.gist(gistSentences, options.signal));
  }
  const kind = kindOf(text);
  const { asked, put, readAs, inItsWords } = await readQuestion(context, text, options.completed ?? true);
  const calibration = calibrationOf(context.network.model.config);
  const vector = await context.network.question(put.ids, context.memory);
  const candidates = recallWith(context, asked, vector, options.top ?? rereadPassages, openingPassages);
  checkAborted(options.signal);
  const read = await readAgain(context, put.ids, candidates, options.signal);
  const found = spansIn(context, put, read, candidates, calibration, spansOfPassage);
  const everything = options.everything === true ? await readEverything(context, recallWith(context, asked, vector, passagesOf(context)), read, kind, put, calibration, options) : null;
  return answerOf(context, { question, readAs }, [...(options.completed === false ? [] : definedBy(context, inItsWords, found)), ...found], candidates, everything);
}

interface ReadQuestion {
  /** What passages are looked for with. */
  readonly asked: string;
  /** As it is put to them. */
  readonly put: PutQuestion;
  readonly readAs: ReadAs | undefined;
  /** With the document's words for its everyday ones, names as they are. */
  readonly inItsWords: string;
}

/**
 * A passage knows "the Lessee", the question "Birch Ltd." or "the tenant": passages are looked for with both, and read with the
 * document's own words.
 */
async function readQuestion({ document, tokenizer, passages }: AskContext, text: string, withNames = true): Promise<ReadQuestion> {
  const roles = withNames ? roleNames(document, text, passages) : [];
  const names = withNames ? [...otherNames(document, text, passages), ...roles] : [];
  const own = renamed(text, names);
  const readAs = names.length === 0 ? undefined : { question: own, places: names.map(({ place }) => place) };
  return { asked: completed(text, names), put: await putQuestion(tokenizer, own), readAs, inItsWords: renamed(text, roles) };
}

/**
 * Answers a question from passages of one document that recall has brought: `candidates` are read again; where they do not say,
 * the best of `nearest` are shown. Throws `cancelled` when the signal aborts between two runs.
 */
export async function askRecalled(
  context: AskContext,
  question: string,
  { candidates, nearest }: { readonly candidates: readonly Candidate[]; readonly nearest: readonly Candidate[] },
  signal?: AbortSignal,
): Promise<Answer> {
  const text = questionText(question);
  const { put, readAs, inItsWords } = await readQuestion(context, text);
  const found = await reread(context, put, candidates, calibrationOf(context.network.model.config), spansOfPassage, signal);
  return answerOf(context, { question, readAs }, [...definedBy(context, inItsWords, found), ...found], nearest, null);
}

/** Whom the document itself defines as the one asked for ("Who is the Lessee?"), or what its title page says, before what was read; as sure as the surest of it. */
function definedBy({ document, passages }: AskContext, text: string, [best]: readonly Found[]): readonly Range[] {
  const party = titlePageAnswer(document, text, passages) ?? definedParty(document, text, passages);
  return party === null ? [] : [{ ...party, score: Math.max(party.score, best?.score ?? 0) }];
}

function passagesOf({ document, passages }: AskContext): number {
  return Math.min(passages ?? Infinity, document.passageCount);
}

/** What was found as an answer, or the nearest of the candidates. */
function answerOf(context: AskContext, { question, readAs }: { readonly question: string; readonly readAs: ReadAs | undefined }, found: readonly Range[], candidates: readonly Candidate[], everything: Everything | null): Answer {
  const kind = kindOf(question);
  const { threshold } = calibrationOf(context.network.model.config);
  const whole = kind === 'yesno';
  const toPlace = (hit: Range) => placeOf(context.document, hit, whole || (kind === 'count' && !saysNumber(spanText(hit))));
  const places = distinctPlaces(found.filter((hit) => hit.score >= threshold).map(toPlace));
  const best = places[0] ?? (everything === null ? null : bestOf(everything.hits));
  return {
    question,
    ...(readAs === undefined ? {} : { readAs }),
    kind,
    found: best !== null,
    best,
    others: best === null ? [] : places.filter((place) => place.start !== best.start).slice(0, othersAtMost),
    nearest: best === null ? nearestOf(context, question, candidates) : [],
    everything,
  };
}

function bestOf(hits: readonly Place[]): Place | null {
  return hits.reduce<Place | null>((best, hit) => (best === null || hit.score > best.score ? hit : best), null);
}

function spanText(hit: Range): string {
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

/** The question put to every passage of the document, `everythingBatch` of them after another; those that were `read` with it are not read again. */
async function readEverything(
  context: AskContext,
  candidates: readonly Candidate[],
  read: ReadonlyMap<number, ReadPassage>,
  kind: QuestionKind,
  question: PutQuestion,
  calibration: Calibration,
  options: AskOptions,
): Promise<Everything> {
  const total = passagesOf(context);
  const inOrder = [...candidates].sort((a, b) => a.passage - b.passage);
  const hits: Place[] = [];
  for (let at = 0; at < inOrder.length; at += everythingBatch) {
    await new Promise(setImmediate);
    checkAborted(options.signal);
    const batch = inOrder.slice(at, at + everythingBatch);
    const now = await readAgain(context, question.ids, batch.filter(({ passage }) => !read.has(passage)), options.signal);
    const found = spansIn(context, question, new Map([...read, ...now]), batch, calibration, spansAPassage);
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
