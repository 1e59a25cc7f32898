import { InfolioError } from '../../contract/errors.ts';
import type { DocumentBrief, Library } from '../library/index.ts';
import type { Memory } from '../memory/index.ts';
import type { Network } from '../model/index.ts';
import type { Tokenizer } from '../text/index.ts';
import { acrossPassages, candidatesEach, documentsAsked, fusionConstant, openingDocuments, openingPassages, passagesBetweenTurns, wordsOverDocuments } from './limits.ts';
import { tokensOf } from './put.ts';
import { fuse, keptCosines } from './recall.ts';
import type { Candidate } from './recall.ts';

export interface AcrossTools {
  readonly library: Library;
  readonly network: Network;
  readonly tokenizer: Tokenizer;
  /** A question to many documents is read without any one's memory. */
  readonly emptyMemory: Memory;
}

/** What recall brings of one document among many. */
export interface RecalledDocument {
  readonly document: DocumentBrief;
  /** The document's own best passages, best first. */
  readonly candidates: readonly Candidate[];
  /** Those of them that are read again, and what its opening adds to them. */
  readonly chosen: readonly Candidate[];
}

/** What is known of every passage, whatever document it is in. */
interface Voices {
  /** Of each document's passages. */
  readonly cosines: ReadonlyMap<string, Float32Array>;
  /** Passages that have words of the question, best first. */
  readonly words: readonly { readonly document: string; readonly passage: number; readonly bm25: number }[];
}

/**
 * Documents by how much they seem to say about a question, best first: the order of their best passages by the recall
 * head's vectors and by full-text search, fused by reciprocal ranks. One run of the network, whatever the number of documents.
 */
export async function rankDocuments(tools: AcrossTools, documents: readonly DocumentBrief[], question: string, signal?: AbortSignal): Promise<DocumentBrief[]> {
  return ranked(documents, await voicesOf(tools, documents, question, await tokensOf(tools.tokenizer, question), signal));
}

/**
 * The passages of many documents that bear on a question, best document first: of the best documents the best passage each, so
 * that all of them are heard, and those that stand highest among the passages of the whole library.
 *
 * @param ids the question's tokens
 */
export async function recallAcross(tools: AcrossTools, documents: readonly DocumentBrief[], question: string, ids: Int32Array, signal?: AbortSignal): Promise<RecalledDocument[]> {
  const voices = await voicesOf(tools, documents, question, ids, signal);
  const best = ranked(documents, voices).slice(0, documentsAsked);
  const place = placesAmongAll(voices);
  const pool = best.map((document) => {
    const cosine = voices.cosines.get(document.id) ?? new Float32Array();
    const hits = tools.library.open(document.id).search(question, candidatesEach);
    return { document, candidates: fuse(cosine, hits, acrossPassages), opening: fuse(cosine, hits, 0, openingPassages) };
  });
  const order = pool
    .flatMap(({ document, candidates }) => candidates.map((candidate, rank) => ({ candidate, worth: rank === 0 ? Number.MAX_VALUE : place(document.id, candidate) })))
    .sort((a, b) => b.worth - a.worth);
  const taken = new Set(order.slice(0, acrossPassages).map(({ candidate }) => candidate));
  return pool.map(({ document, candidates, opening }, rank) => {
    const chosen = candidates.filter((candidate) => taken.has(candidate));
    const known = new Set(chosen.map(({ passage }) => passage));
    return { document, candidates, chosen: rank < openingDocuments ? [...chosen, ...opening.filter(({ passage }) => !known.has(passage))] : chosen };
  });
}

/** One scan over all vectors, one search over all words. The event loop is let go between documents, so that a cancel is heard. */
async function voicesOf({ library, network, emptyMemory }: AcrossTools, documents: readonly DocumentBrief[], question: string, ids: Int32Array, signal?: AbortSignal): Promise<Voices> {
  const vector = await network.question(ids, emptyMemory);
  const cosines = new Map<string, Float32Array>();
  let passages = 0;
  for (const { document, vectors } of library.vectorsOf(documents.map(({ id }) => id))) {
    cosines.set(document, keptCosines(vector, vectors));
    passages += vectors.rows;
    if (passages < passagesBetweenTurns) continue;
    passages = 0;
    await new Promise(setImmediate);
    if (signal?.aborted === true) throw new InfolioError('cancelled', 'Stopped on request.');
  }
  const words = library.searchText(question, { limit: wordsOverDocuments }).filter((hit) => cosines.has(hit.document));
  return { cosines, words };
}

function ranked(documents: readonly DocumentBrief[], { cosines, words }: Voices): DocumentBrief[] {
  const nearest = new Map([...cosines].map(([id, values]) => [id, values.reduce((best, value) => Math.max(best, value), -1)]));
  const worded = new Map<string, number>();
  for (const { document, bm25 } of words) if (!worded.has(document)) worded.set(document, bm25);
  const fused = new Map<string, number>();
  for (const voice of [nearest, worded]) {
    const order = [...voice].sort(([, a], [, b]) => b - a);
    for (const [rank, [id]] of order.entries()) fused.set(id, (fused.get(id) ?? 0) + 1 / (fusionConstant + rank));
  }
  return [...documents].sort((a, b) => (fused.get(b.id) ?? 0) - (fused.get(a.id) ?? 0));
}

/** The worth of a passage by its ranks among the passages of all documents, fused as those of one document are. */
function placesAmongAll({ cosines, words }: Voices): (document: string, candidate: Candidate) => number {
  const all = new Float32Array([...cosines.values()].reduce((sum, values) => sum + values.length, 0));
  let at = 0;
  for (const values of cosines.values()) {
    all.set(values, at);
    at += values.length;
  }
  all.sort();
  const wordRanks = new Map(words.map(({ document, passage }, rank) => [`${document}:${passage}`, rank]));
  return (document, { passage, cosine }) => {
    const wordRank = wordRanks.get(`${document}:${passage}`);
    return 1 / (fusionConstant + above(all, cosine)) + (wordRank === undefined ? 0 : 1 / (fusionConstant + wordRank));
  };
}

/** How many of the ascending values are greater. */
function above(values: Float32Array, value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? Infinity) > value) high = middle;
    else low = middle + 1;
  }
  return values.length - low;
}
