import type { Memory } from '../memory/index.ts';

/** What a reading needs of the network; `createNetwork` of the model gives more than this. */
export interface ReadingNetwork {
  /** SHA-256 of the model, hex: readings and memories belong to it. */
  readonly modelHash: string;
  /** The memory before the first segment. */
  emptyMemory(): Memory;
  /** Reads segments one after the other into the memory. Equal calls give equal results. */
  read(segments: readonly { readonly ids: Int32Array; readonly index: number }[], memory: Memory): Promise<ReadSegments>;
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
