import { calibrationOf, putQuestion, recallPassages, reread } from '../asking/index.ts';
import type { AskContext, Candidate, Found } from '../asking/index.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { Place } from '../../contract/answer.ts';
import type { Finding, Playbook, PlaybookItem, Review } from '../../contract/review.ts';
import { choosePassages } from './choose.ts';
import { distinctPlaces, evidenceOf } from './evidence.ts';
import { partsNamed, partsOf } from './headings.ts';
import type { Part } from './headings.ts';
import { everythingBatch, headingBonus, hintBonus, partiesAPassage, spansAPassage } from './limits.ts';
import { notesOf } from './notes.ts';
import { givesValue, says, valueOf } from './values/index.ts';

export interface ReviewOptions {
  /** Read every passage with every wording; else the best for each. */
  readonly everything?: boolean;
  readonly signal?: AbortSignal;
  /** Each item's finding as soon as it is there. */
  readonly onFinding?: (finding: Finding) => void;
  /** Wordings put to the document so far, of how many. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** A hit of one wording. `recalled`: its passage was chosen, so that it is held to the lower threshold, as in asking. */
interface Hit extends Found {
  readonly question: string;
  readonly recalled: boolean;
}

/**
 * Puts every item of a playbook to a document: each wording is read together with the passages chosen for it (or with
 * all of them), and the likeliest hits over all wordings are the item's finding.
 *
 * @throws InfolioError `cancelled` when the signal aborts, between runs of the network.
 */
export async function reviewDocument(context: AskContext, playbook: Playbook, options: ReviewOptions = {}): Promise<Review> {
  const wordings = playbook.items.reduce((sum, item) => sum + item.questions.length, 0);
  const parts = playbook.items.some((item) => item.hints.headings.length > 0) ? partsOf(context.document) : [];
  const findings: Finding[] = [];
  let done = 0;
  for (const item of playbook.items) {
    const finding = await reviewItem(context, item, partsNamed(parts, item.hints.headings), options, () => {
      done++;
      options.onProgress?.(done, wordings);
    });
    findings.push(finding);
    options.onFinding?.(finding);
  }
  return { playbook: playbook.name, everything: options.everything === true, findings };
}

async function reviewItem(context: AskContext, item: PlaybookItem, parts: readonly Part[], options: ReviewOptions, onWording: () => void): Promise<Finding> {
  const { document } = context;
  const read = new Set<number>();
  const hits: Hit[] = [];
  for (const question of item.questions) {
    hits.push(...(await readWording(context, item, question, parts, options, read)));
    onWording();
  }
  const { threshold, everythingThreshold } = calibrationOf(context.network.model.config);
  const best = hits.toSorted((a, b) => b.score - a.score);
  const clears = (hit: Hit, bar: number) => hit.score >= (hit.recalled ? bar : Math.max(bar, everythingThreshold));
  const first = best.find((hit) => clears(hit, threshold));
  // Places beside the best one are held to the bar that single hits of "read everything" are held to.
  const likely = first === undefined ? [] : [first, ...best.filter((hit) => hit !== first && clears(hit, everythingThreshold))];
  const whole = item.show === 'clause' || item.show === 'yesno';
  const places = inKind(item, distinctPlaces(likely.map((hit) => evidenceOf(document, hit, whole)))).slice(0, item.places);
  const value = valueOf(item, places);
  const [nearest] = best;
  return {
    item: item.name,
    group: item.group ?? null,
    show: item.show,
    found: places.length > 0,
    value,
    places,
    nearest: places.length > 0 || nearest === undefined ? null : evidenceOf(document, nearest, true),
    notes: notesOf(item, places, value),
    question: first?.question ?? item.questions[0] ?? '',
    passagesRead: read.size,
    passages: document.passageCount,
  };
}

/**
 * The places that give a value of the item's kind if there are any, else all: what is no date does not answer "when".
 * Places of one sentence say one thing.
 */
function inKind(item: PlaybookItem, places: readonly Place[]): Place[] {
  const fitting = places.filter((place) => givesValue(item, place));
  if (item.show === 'party') return fitting.length > 0 ? fitting : [...places];
  const said = fitting.filter((place, at) => fitting.findIndex((other) => other.sentence === place.sentence) === at);
  return said.length > 0 ? said : [...places];
}

/** The hits of one wording; notes in `read` which passages it was read with. */
async function readWording(
  context: AskContext,
  item: PlaybookItem,
  question: string,
  parts: readonly Part[],
  options: ReviewOptions,
  read: Set<number>,
): Promise<Hit[]> {
  const { document } = context;
  await pause(options.signal);
  const calibration = calibrationOf(context.network.model.config);
  const put = await putQuestion(context.tokenizer, question);
  const recalled = await recallPassages(context, question, put.ids, document.passageCount);
  const chosen = choosePassages(document, item, parts, recalled);
  const among = new Set(chosen.map((candidate) => candidate.passage));
  const wanted = options.everything === true ? [...recalled].sort((a, b) => a.passage - b.passage) : chosen;
  const most = item.show === 'party' ? partiesAPassage : spansAPassage;
  const hits: Hit[] = [];
  for (const batch of batches(wanted, options.everything === true ? everythingBatch : wanted.length)) {
    await pause(options.signal);
    for (const found of await reread(context, put, batch, calibration, most)) {
      hits.push({ ...found, score: raised(found.score, bonusOf(item, parts, found)), question, recalled: among.has(found.passage.index) });
    }
    for (const candidate of batch) read.add(candidate.passage);
  }
  return hits;
}

function batches(candidates: readonly Candidate[], size: number): Candidate[][] {
  const out: Candidate[][] = [];
  for (let at = 0; at < candidates.length; at += size) out.push(candidates.slice(at, at + size));
  return out;
}

/** What the item's hints say for a hit: the heading above it, and the words of its sentence. */
function bonusOf({ hints }: PlaybookItem, parts: readonly Part[], { passage, start, end }: Found): number {
  const heading = parts.some((part) => part.start <= start && start < part.end) ? headingBonus : 0;
  if (hints.words.length === 0) return heading;
  const sentences = passage.sentences.filter((sentence) => sentence.start < end && start < sentence.end);
  const said = sentences.map((sentence) => passage.text.slice(sentence.start - passage.start, sentence.end - passage.start)).join(' ');
  const words = hints.words.filter((word) => says(said, [word])).length;
  return heading + (hintBonus[Math.min(words, 2)] ?? 0);
}

/** The probability with something added to its log odds. */
function raised(score: number, bonus: number): number {
  const odds = (score / Math.max(1 - score, 1e-9)) * Math.exp(bonus);
  return odds / (1 + odds);
}

/** Lets other work in, and stops here if that is wanted. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise(setImmediate);
  if (signal?.aborted === true) throw new InfolioError('cancelled', 'The review was stopped on request; the document stays in the library.');
}
