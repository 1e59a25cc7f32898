import { memoryFeatureCount, memorySlices } from '../model/config.ts';
import type { ModelConfig } from '../model/config.ts';

/**
 * What a document has left in the network: one matrix of features x values a memory layer, fp32, row-major. The restoring
 * branch's memory is behind them, its features cut into slices of the same size.
 */
export interface Memory {
  readonly layers: number;
  readonly features: number;
  readonly values: number;
  /** [layers, features, values]. */
  readonly data: Float32Array;
}

/** The memory before the first segment: all zero. */
export function emptyMemory(config: ModelConfig): Memory {
  const layers = memorySlices(config);
  const features = memoryFeatureCount(config);
  const values = config.memoryValue;
  return { layers, features, values, data: new Float32Array(layers * features * values) };
}

/** The memory of the layers that the reader uses, and that of the restoring branch (no layers without one); both share their numbers with the whole. */
export function splitMemory(config: ModelConfig, memory: Memory): { readonly reader: Memory; readonly restoring: Memory } {
  const at = config.memoryLayers.length;
  const size = memory.features * memory.values;
  return {
    reader: { ...memory, layers: at, data: memory.data.subarray(0, at * size) },
    restoring: { ...memory, layers: memory.layers - at, data: memory.data.subarray(at * size) },
  };
}

/** The whole of what splitMemory cut. */
export function joinMemory(reader: Memory, restoring: Memory): Memory {
  const data = new Float32Array(reader.data.length + restoring.data.length);
  data.set(reader.data);
  data.set(restoring.data, reader.data.length);
  return { ...reader, layers: reader.layers + restoring.layers, data };
}
