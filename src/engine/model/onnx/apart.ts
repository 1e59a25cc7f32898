import { decodeModel, encodeModel } from './schema.ts';
import type { TensorProto } from './schema.ts';

/** A graph and the weights that lie beside it, in parts. */
export interface Apart {
  readonly graph: Uint8Array;
  readonly weights: readonly Uint8Array[];
}

/** Smaller tensors stay in the graph. */
const leastBytes = 4096;

/** Where a tensor may begin: a page of memory, so that it can be mapped. */
const pageBytes = 4096;

/** ONNX's number for tensors whose bytes are in another file. */
const external = 1;

/**
 * The same .onnx file with its large tensors in another file called `file` beside it, as ONNX's external data:
 * https://github.com/onnx/onnx/blob/main/docs/ExternalData.md. The parts share the memory of `bytes`.
 */
export function withWeightsApart(bytes: Uint8Array, file: string): Apart {
  const graph = decodeModel(bytes);
  const weights: Uint8Array[] = [];
  let at = 0;
  const initializer = graph.initializer.map((tensor): TensorProto => {
    const { rawData } = tensor;
    if (rawData.byteLength < leastBytes) return tensor;
    const gap = (pageBytes - (at % pageBytes)) % pageBytes;
    const begin = at + gap;
    weights.push(new Uint8Array(gap), rawData);
    at = begin + rawData.byteLength;
    const externalData = [
      { key: 'location', value: file },
      { key: 'offset', value: String(begin) },
      { key: 'length', value: String(rawData.byteLength) },
    ];
    return { ...tensor, rawData: new Uint8Array(0), externalData, dataLocation: external };
  });
  return { graph: encodeModel({ ...graph, initializer }), weights };
}
