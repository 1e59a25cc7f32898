export { giveBack } from './give-back.ts';
export { emptyMemory, joinMemory, splitMemory } from './memory.ts';
export type { Memory } from './memory.ts';
export { decodeMemory, encodeMemory, precisionOf } from './snapshot.ts';
export { eigenvalues, gram, layerOf, saturation } from './spectrum.ts';
export type { Snapshot, SnapshotPrecision } from './snapshot.ts';
