import type { Place } from '../../contract/answer.ts';
import type { DocumentReader } from '../library/index.ts';
import type { Memory } from '../memory/index.ts';
import type { Network } from '../model/index.ts';
import type { Tokenizer } from '../text/index.ts';

/** What asking needs: the network that reads, its tokenizer, and a document with its memory. */
export interface AskContext {
  readonly network: Network;
  readonly tokenizer: Tokenizer;
  readonly document: DocumentReader;
  readonly memory: Memory;
  /** Only the document's first so many passages are asked; all that were read unless given. */
  readonly passages?: number;
  /** So many sentences that say what the whole document is about, in its order. Without it such questions are put to passages. */
  readonly gist?: (sentences: number, signal?: AbortSignal) => Promise<readonly Place[]>;
}
