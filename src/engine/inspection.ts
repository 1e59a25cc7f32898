import type { Inspection } from '../contract/protocol.ts';
import type { DocumentReader } from './library/index.ts';
import { eigenvalues, gram, layerOf, saturation, splitMemory } from './memory/index.ts';
import type { Memory } from './memory/index.ts';
import { memoryFeatureCount, memorySlices, openWeights, statementSlices } from './model/index.ts';
import type { ModelConfig, ModelFiles } from './model/index.ts';

const bytesOfFloat32 = 4;
const bytesOfFloat16 = 2;

/** Bytes of any document's memory in fp32. */
export function memoryBytes(config: ModelConfig): number {
  return memorySlices(config) * memoryFeatureCount(config) * config.memoryValue * bytesOfFloat32;
}

/** Bytes a token that full attention of the same network would keep: a key and a value of the network's width in each layer, fp16. */
export function fullAttentionBytesPerToken(config: ModelConfig): number {
  return config.layers * 2 * config.width * bytesOfFloat16;
}

/** The numbers of a document's memory, and how strongly each of its passages was written. */
export async function inspect(model: ModelFiles, document: DocumentReader, memory: Memory): Promise<Inspection> {
  const { config } = model;
  const { id, segments, tokens } = document.record;
  const weights = await openWeights(model);
  const pages = document.pages().filter((page) => page.end > page.start);
  let at = 0;
  const pageOf = (offset: number): number => {
    while ((pages[at + 1]?.start ?? Infinity) <= offset) at++;
    return pages[at]?.page ?? 1;
  };
  return {
    document: id,
    segments,
    tokens,
    memoryBytes: memoryBytes(config),
    fullAttentionBytes: tokens * fullAttentionBytesPerToken(config),
    layers: config.memoryLayers.map((layer, i) => {
      const values = config.memoryValue;
      const held = gram(layerOf(memory, i), values);
      const squares = eigenvalues(held, values);
      // W_mo is [width, values]; the squared norm of M W_mo^T is the inner product of both matrices' products with themselves.
      const out = gram(weights.tensor(`layers.${layer}.memory.o.weight`, [config.width, values]).data, values);
      const read = held.reduce((sum, value, k) => sum + value * (out[k] ?? 0), 0);
      const norm = Math.sqrt(squares.reduce((sum, value) => sum + Math.max(0, value), 0));
      return { layer, norm, saturation: saturation(squares), readNorm: config.memoryRead * Math.sqrt(Math.max(0, read)) };
    }),
    restoring: restoringParts(config, memory),
    passages: document.passages().map(({ index, start, gate }) => ({ passage: index, page: pageOf(start), gate })),
  };
}

/** Norm and saturation of the restoring branch's memories: of statements, and of names where the model has that part. */
function restoringParts(config: ModelConfig, memory: Memory): Inspection['restoring'] {
  const { data } = splitMemory(config, memory).restoring;
  if (data.length === 0) return [];
  const at = statementSlices(config) * memory.features * memory.values;
  const numbers = (part: 'statements' | 'names', matrix: Float32Array) => {
    const squares = eigenvalues(gram(matrix, config.restoreValue), config.restoreValue);
    return { part, norm: Math.sqrt(squares.reduce((sum, value) => sum + Math.max(0, value), 0)), saturation: saturation(squares) };
  };
  const names = data.subarray(at);
  return [numbers('statements', data.subarray(0, at)), ...(names.length === 0 ? [] : [numbers('names', names)])];
}
