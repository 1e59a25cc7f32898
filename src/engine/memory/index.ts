export { emptyMemory } from './memory.ts';
export type { Memory } from './memory.ts';
export { decodeMemory, encodeMemory } from './snapshot.ts';
export type { Snapshot } from './snapshot.ts';
