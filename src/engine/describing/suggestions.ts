import { z } from 'zod';
import { suggestionSchema } from '../../contract/details.ts';
import type { Details, Suggestion } from '../../contract/details.ts';
import type { Place } from '../../contract/answer.ts';
import { ask } from '../asking/index.ts';
import type { AskContext } from '../asking/index.ts';
import type { Library } from '../library/index.ts';
import { partsOf } from '../reviewing/index.ts';
import { keptDetails, readyDocument } from './describer.ts';
import { genreOf } from './genre.ts';
import { keptOrMade } from './keeping.ts';
import { questionsTried, suggestionsAtMost, suggestionsOfSource, suggestionsVersion } from './limits.ts';
import { turn } from './passages.ts';
import type { WorkOptions } from './passages.ts';
import { ofDefinitions, ofHeadings, ofPeople, ofPlaybook } from './questions.ts';
import type { Candidate } from './questions.ts';

const sources = ['playbook', 'heading', 'definition'] as const;

/**
 * Questions that a document answers itself: each was put to it and answered. Made when they are first asked for and kept.
 *
 * Errors: `not_found`; `bad_argument` while the document is being read; `cancelled`; those of the model.
 */
export function keptSuggestions(library: Library, context: (id: string) => Promise<AskContext>, id: string, options: WorkOptions = {}): Promise<Suggestion[]> {
  const document = readyDocument(library, id);
  return keptOrMade(library, document, { kind: 'suggestions', version: suggestionsVersion, schema: z.array(suggestionSchema) }, async () => {
    const details = await keptDetails(library, id, options.signal === undefined ? {} : { signal: options.signal });
    return document.passageCount === 0 ? [] : suggest(await context(id), details, options);
  });
}

/** A question with its answer's place. */
interface Answered extends Suggestion {
  readonly rank: number;
}

/**
 * Tries questions made from the playbook that fits, the headings and the definitions, and gives those that are answered: likeliest
 * first, no two with the same answer, none of the three sources alone.
 */
export async function suggest(context: AskContext, details: Details, options: WorkOptions = {}): Promise<Suggestion[]> {
  const parts = partsOf(context.document);
  const genre = genreOf(context.document, parts, details);
  const candidates = { playbook: await ofPlaybook(genre), heading: ofHeadings(parts, genre), definition: [...ofPeople(details, genre), ...ofDefinitions(details)] };
  const tried = inTurn(sources.map((source) => candidates[source])).slice(0, questionsTried);
  const answered: Answered[] = [];
  for (const [done, candidate] of tried.entries()) {
    await turn(options.signal);
    options.onProgress?.(done, tried.length);
    if (answered.filter((one) => one.from === candidate.from).length === suggestionsOfSource[candidate.from]) continue;
    const found = await firstAnswered(context, candidate, options.signal);
    if (found !== null && !answered.some((one) => sameAnswer(one.place, found.place))) answered.push(found);
  }
  options.onProgress?.(tried.length, tried.length);
  return chosen(answered);
}

async function firstAnswered(context: AskContext, { wordings, from, answeredBy }: Candidate, signal: AbortSignal | undefined): Promise<Answered | null> {
  for (const question of wordings) {
    const answer = await ask(context, question, signal === undefined ? {} : { signal });
    if (answer.found && answer.best !== null && answeredBy(answer)) return { question, from, place: answer.best, rank: answer.best.score };
    await turn(signal);
  }
  return null;
}

/** One of each list, then the next of each: a document with many headings has room for other questions too. */
function inTurn(lists: readonly (readonly Candidate[])[]): Candidate[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();
}

function sameAnswer(one: Place, other: Place): boolean {
  return one.start < other.end && other.start < one.end;
}

/** The likeliest first. */
function chosen(answered: readonly Answered[]): Suggestion[] {
  return answered
    .toSorted((a, b) => b.rank - a.rank)
    .slice(0, suggestionsAtMost)
    .map(({ question, from, place }) => ({ question, from, place }));
}
