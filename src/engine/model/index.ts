import type { Precision } from './graph/context.ts';
import type { Device } from './load-graph.ts';

export { defaultThreads } from './choose.ts';
export type { NetworkOptions, Trial } from './choose.ts';
export { memoryFeatureCount, memorySlices, statementSlices } from './config.ts';
export type { ModelConfig } from './config.ts';
export { openModel, openWeights } from './files.ts';
export type { ModelFiles } from './files.ts';
export { createNetwork } from './network.ts';
export type { Consulted, MaskedTokens, Network, PassageLogits, ReadOutput, SegmentTokens } from './network.ts';
export type { Device, Precision };

/** Every device and precision that can be asked for. */
export const devices = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const satisfies readonly Device[];
export const precisions = ['fp32', 'fp16', 'int8'] as const satisfies readonly Precision[];
