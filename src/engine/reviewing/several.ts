import { createHash } from 'node:crypto';
import type { AskContext } from '../asking/index.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { DocumentReview, ReviewProgress } from '../../contract/protocol.ts';
import { reviewSchema } from '../../contract/review.ts';
import type { Review } from '../../contract/review.ts';
import type { DocumentRecord, Library } from '../library/index.ts';
import { recipeVersion } from './limits.ts';
import type { ChosenPlaybook } from './playbooks.ts';
import { reviewDocument } from './review.ts';

export interface ReviewTools {
  readonly library: Library;
  context(id: string): Promise<AskContext>;
}

export interface SeveralOptions {
  /** Read every passage with every wording. */
  readonly everything?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReviewProgress) => void;
}

/** Under which kind the library keeps reviews; the key is the playbook's id. */
const kind = 'review';

/**
 * Reviews documents by a playbook, one after the other, in the order in which they are given. A kept playbook's review of
 * each document is kept as soon as it is whole, and taken from there again while neither playbook nor model changed;
 * that of a text being tried is not kept.
 *
 * @throws InfolioError before anything is begun: `not_found`, `not_available` for a document that is still being read, and
 *   what made its reading fail; later `cancelled`, between runs of the network.
 */
export async function reviewDocuments(tools: ReviewTools, ids: readonly string[], chosen: ChosenPlaybook, options: SeveralOptions = {}): Promise<DocumentReview[]> {
  const { everything = true, signal } = options;
  const records = [...new Set(ids)].map((id) => readyRecord(tools.library, id));
  const report = reporter(records.length * chosen.playbook.items.length, options.onProgress);
  const reviews: DocumentReview[] = [];
  for (const { id, title, modelHash, textLength } of records) {
    if (signal?.aborted === true) throw new InfolioError('cancelled', 'The review was stopped on request; the documents that were reviewed are kept.');
    const recipe = [recipeVersion, modelHash, textLength, everything ? 'everything' : 'chosen', createHash('sha256').update(chosen.text).digest('hex')].join(':');
    const kept = chosen.id === null ? undefined : keptReview(tools.library, id, chosen.id);
    if (kept?.recipe === recipe) {
      report(kept.review.findings.map((finding) => ({ document: id, finding })), true);
      reviews.push({ document: id, title, review: kept.review });
      continue;
    }
    const review = await reviewDocument(await tools.context(id), chosen.playbook, {
      everything,
      ...(signal === undefined ? {} : { signal }),
      onFinding: (finding) => {
        report([{ document: id, finding }]);
      },
    });
    if (chosen.id !== null) tools.library.made.keep(id, kind, recipe, review, chosen.id);
    reviews.push({ document: id, title, review });
  }
  return reviews;
}

/** The reviews by a kept playbook that were made last, in the order of the documents; those without one are left out. */
export function lastReviews(library: Library, ids: readonly string[], playbook: string): DocumentReview[] {
  return [...new Set(ids)].flatMap((id) => {
    const title = library.documents.get(id)?.title;
    const review = title === undefined ? undefined : keptReview(library, id, playbook)?.review;
    return title === undefined || review === undefined ? [] : [{ document: id, title, review }];
  });
}

/** The id of the playbook by which one of the documents was reviewed last; null if none of them was. */
export function lastPlaybook(library: Library, ids: readonly string[]): string | null {
  const latest = ids.flatMap((id) => library.made.latest(id, kind) ?? []).toSorted((a, b) => b.madeAt - a.madeAt);
  return latest[0]?.key ?? null;
}

/** The document, if all of it was read. Errors as `reviewDocuments` has them. */
export function readyRecord(library: Library, id: string): DocumentRecord {
  const { record } = library.open(id);
  if (record.state === 'reading') throw new InfolioError('not_available', `"${record.title}" is still being read (${record.pagesRead} of ${record.pageCount} pages); try again when that is done.`);
  if (record.state === 'failed') throw new InfolioError('not_available', `"${record.title}" could not be read${record.failure === null ? '' : `: ${record.failure.message}`} Open it again, or leave it out.`);
  return record;
}

function keptReview(library: Library, id: string, playbook: string): { readonly recipe: string; readonly review: Review } | undefined {
  const made = library.made.get(id, kind, playbook);
  // What an earlier version kept in another form is as good as nothing.
  const review = reviewSchema.safeParse(made?.value).data;
  return made === undefined || review === undefined ? undefined : { recipe: made.recipe, review };
}

type Report = (findings: ReviewProgress['findings'], kept?: boolean) => void;

/** Tells how far it is, in items. Those that were kept took no time and say nothing of how long the others will take. */
function reporter(of: number, onProgress: ((progress: ReviewProgress) => void) | undefined): Report {
  const began = performance.now();
  let done = 0;
  let worked = 0;
  return (findings, kept = false) => {
    done += findings.length;
    if (!kept) worked += findings.length;
    const seconds = (performance.now() - began) / 1000;
    onProgress?.({ done, of, secondsLeft: worked === 0 ? null : (seconds / worked) * (of - done), findings });
  };
}
