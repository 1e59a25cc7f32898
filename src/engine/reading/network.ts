import type { Library } from '../library/index.ts';
import type { Memory } from '../memory/index.ts';
import type { Tokenizer } from '../text/index.ts';

/** What a reading needs of the network. */
export interface ReadingNetwork {
  /** SHA-256 of the model, hex: readings and memories belong to it. */
  readonly modelHash: string;
  /** Tokens of the longest segment it reads, without the two that it adds itself; the text's own limit unless given. */
  readonly tokensAtOnce?: number;
  /** The memory before the first segment. */
  emptyMemory(): Memory;
  /** Reads segments one after the other into the memory. Equal calls give equal results. The caller may give the memory that went in back. */
  read(segments: readonly SegmentToRead[], memory: Memory): Promise<ReadSegments>;
  /** Segments that will be read soon: what needs no memory of them may begin. */
  expect?(segments: readonly SegmentToRead[]): void;
}

export interface SegmentToRead {
  readonly ids: Int32Array;
  readonly index: number;
}

export interface ReadSegments {
  /** One a segment. */
  readonly vectors: readonly Float32Array[];
  /** Importance logits of each segment, one a token. */
  readonly importance: readonly Float32Array[];
  /** Write gates of each segment, one a token. */
  readonly gates: readonly Float32Array[];
  readonly memory: Memory;
}

/** What a reading works with. */
export interface ReadingTools {
  readonly library: Library;
  readonly tokenizer: Tokenizer;
  readonly network: ReadingNetwork;
}
