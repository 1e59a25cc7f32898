import type { DocumentReader } from '../library/index.ts';
import type { Memory } from '../memory/index.ts';
import type { Network } from '../model/index.ts';
import { candidatesEach } from './limits.ts';
import { cosines, fuse } from './recall.ts';
import type { Candidate } from './recall.ts';

/** What recall looks into. */
export interface RecallContext {
  readonly network: Network;
  readonly document: DocumentReader;
  readonly memory: Memory;
}

/**
 * The passages of a document that bear on a question, best first: the recall head's vectors (the question read with the
 * document's memory) fused with full-text search.
 *
 * @param question the question's text, for full-text search
 * @param ids its tokens, for the recall head
 * @param opening so many of the document's first passages come behind the `most` best if they are not among them
 */
export async function recallPassages(context: RecallContext, question: string, ids: Int32Array, most: number, opening = 0): Promise<Candidate[]> {
  const vector = await context.network.question(ids, context.memory);
  const words = context.document.search(question, Math.max(candidatesEach, Math.min(most, context.document.passageCount)));
  return fuse(cosines(vector, context.document.vectors().data), words, most, opening);
}
