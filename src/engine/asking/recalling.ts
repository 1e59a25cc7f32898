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
  /** Only the document's first so many passages; all that were read unless given. */
  readonly passages?: number;
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
  return recallWith(context, question, await context.network.question(ids, context.memory), most, opening);
}

/** The same with the question's recall vector. */
export function recallWith(context: Pick<RecallContext, 'document' | 'passages'>, question: string, vector: Float32Array, most: number, opening = 0): Candidate[] {
  const { document } = context;
  const { data, width, rows } = document.vectors();
  const count = Math.min(context.passages ?? rows, rows);
  // Where some passages do not count, their hits must not push out those that do.
  const hits = document.search(question, count < rows ? rows : Math.max(candidatesEach, Math.min(most, rows)));
  return fuse(cosines(vector, data.subarray(0, count * width)), hits.filter((hit) => hit.passage < count), most, opening);
}
