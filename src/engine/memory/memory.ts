import { memoryFeatureCount } from '../model/config.ts';
import type { ModelConfig } from '../model/config.ts';

/** What a document has left in the network: one matrix of features x values a memory layer, fp32, row-major. */
export interface Memory {
  readonly layers: number;
  readonly features: number;
  readonly values: number;
  /** [layers, features, values]. */
  readonly data: Float32Array;
}

/** The memory before the first segment: all zero. */
export function emptyMemory(config: ModelConfig): Memory {
  const layers = config.memoryLayers.length;
  const features = memoryFeatureCount(config);
  const values = config.memoryValue;
  return { layers, features, values, data: new Float32Array(layers * features * values) };
}
