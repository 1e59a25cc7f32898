import { z } from 'zod';
import { summaryRequestSchema, summarySchema } from '../../contract/summary.ts';
import type { Summary, SummaryRequest } from '../../contract/summary.ts';
import type { Library } from '../library/index.ts';

/** Under which kind the last summary of a document is kept, with what was asked for. */
const kind = 'summary';

const keptSchema = z.object({ request: summaryRequestSchema, summary: summarySchema });

/** A summary as it is kept. */
export interface KeptSummary {
  readonly request: SummaryRequest;
  readonly summary: Summary;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

/** The summary of a document that was made last; null if none was, or if more of the document was read since. Throws `not_found`. */
export function lastSummary(library: Library, document: string): KeptSummary | null {
  const kept = library.made.get(document, kind);
  if (kept === undefined || kept.recipe !== recipeOf(library, document)) return null;
  const parsed = keptSchema.safeParse(kept.value);
  return parsed.success ? { ...parsed.data, madeAt: kept.madeAt } : null;
}

export function keepSummary(library: Library, document: string, request: SummaryRequest, summary: Summary): void {
  library.made.keep(document, kind, recipeOf(library, document), { request, summary });
}

/** What a kept summary must have been made of to count: the same model's reading, as far as it has come. */
function recipeOf(library: Library, document: string): string {
  const { modelHash, segments } = library.open(document).record;
  return JSON.stringify([1, modelHash, segments]);
}
