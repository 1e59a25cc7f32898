import { InfolioError } from '../../contract/errors.ts';
import type { DocumentRecord, Library } from '../library/index.ts';
import type { Memory } from '../memory/index.ts';
import type { Network } from '../model/index.ts';
import type { Tokenizer } from '../text/index.ts';
import { fusionConstant, questionTokens, wordsOverDocuments } from './limits.ts';
import { cosines } from './recall.ts';

export interface RankTools {
  readonly library: Library;
  readonly network: Network;
  readonly tokenizer: Tokenizer;
  /** A question to many documents is read without any one's memory. */
  readonly emptyMemory: Memory;
}

/**
 * Documents by how much they seem to say about a question, best first: the order of their best passages by the recall
 * head's vectors and by full-text search, fused by reciprocal ranks. One run of the network, whatever the number of documents.
 */
export async function rankDocuments(tools: RankTools, documents: readonly DocumentRecord[], question: string, signal?: AbortSignal): Promise<DocumentRecord[]> {
  const { library, network, tokenizer, emptyMemory } = tools;
  const ids = (await tokenizer.encode(question)).ids.slice(0, questionTokens);
  const vector = await network.question(ids, emptyMemory);
  const nearest = new Map<string, number>();
  for (const { id } of documents) {
    await new Promise(setImmediate);
    if (signal?.aborted === true) throw new InfolioError('cancelled', 'Stopped on request.');
    nearest.set(id, cosines(vector, library.open(id).vectors().data).reduce((best, value) => Math.max(best, value), -1));
  }
  const words = new Map<string, number>();
  for (const hit of library.searchText(question, { limit: wordsOverDocuments })) {
    if (nearest.has(hit.document) && !words.has(hit.document)) words.set(hit.document, hit.bm25);
  }
  const fused = new Map<string, number>();
  for (const voice of [nearest, words]) {
    const order = [...voice].sort(([, a], [, b]) => b - a);
    for (const [rank, [id]] of order.entries()) fused.set(id, (fused.get(id) ?? 0) + 1 / (fusionConstant + rank));
  }
  return [...documents].sort((a, b) => (fused.get(b.id) ?? 0) - (fused.get(a.id) ?? 0));
}
