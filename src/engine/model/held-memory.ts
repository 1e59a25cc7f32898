import './without-telemetry.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { giveBack } from '../memory/give-back.ts';
import { joinMemory, splitMemory } from '../memory/memory.ts';
import type { Memory } from '../memory/memory.ts';
import type { ModelConfig } from './config.ts';
import { GraphBuilder } from './onnx/builder.ts';

/** The reader's part of a memory, or the restoring branch's. */
export type MemoryPart = 'reader' | 'restoring';

/**
 * A document's memory from one run to the next, where the device has it: what a run gives is what the next one takes. It comes
 * back as numbers only when it is asked for.
 */
export interface HeldMemory {
  /** [layers, features, values], fp32. */
  tensor(part: MemoryPart): Tensor;
  /** What a run gave takes the place of what it took, whose memory is given back. */
  replace(part: MemoryPart, after: Tensor): void;
  /** Its numbers, which stay as they are whatever runs come later. The memory that was held first, if no run has changed it. */
  numbers(): Promise<Memory>;
  /** Gives the memory of all but `numbers` back. */
  release(): void;
}

/** Takes tensors to a device's memory and back. */
export interface Shuttle {
  upload(tensor: Tensor): Promise<Tensor>;
  download(tensor: Tensor): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Gives a tensor's memory back, wherever it is. */
export function letGo(tensor: Tensor): void {
  if (tensor.location !== 'cpu') tensor.dispose();
  else if (ArrayBuffer.isView(tensor.data)) giveBack(tensor.data);
}

/** Holds a memory; without a shuttle it stays in the process. The caller's memory is only read. */
export async function holdMemory(config: ModelConfig, memory: Memory, shuttle: Shuttle | null): Promise<HeldMemory> {
  const split = splitMemory(config, memory);
  const load = async (part: MemoryPart): Promise<Tensor> => {
    const { data, layers, features, values } = split[part];
    const tensor = new Tensor('float32', data, [layers, features, values]);
    return shuttle === null || layers === 0 ? tensor : shuttle.upload(tensor);
  };
  const parts = { reader: await load('reader'), restoring: await load('restoring') };
  /** Parts whose memory is ours to give back: the caller's numbers are not. */
  const ours = new Set<MemoryPart>(shuttle === null ? [] : ['reader', 'restoring']);
  let given: Memory | null = memory;

  const dataOf = async (part: MemoryPart): Promise<Float32Array> => {
    const tensor = parts[part];
    if (tensor.location !== 'cpu' && shuttle !== null) return shuttle.download(tensor);
    if (!(tensor.data instanceof Float32Array)) throw new RangeError('a memory is fp32');
    return tensor.data;
  };
  return {
    tensor: (part) => parts[part],
    replace(part, after) {
      if (ours.has(part)) letGo(parts[part]);
      parts[part] = after;
      ours.add(part);
      given = null;
    },
    async numbers() {
      given ??= joinMemory({ ...split.reader, data: await dataOf('reader') }, { ...split.restoring, data: await dataOf('restoring') });
      return given;
    },
    release() {
      for (const part of ours) letGo(parts[part]);
      ours.clear();
    },
  };
}

/**
 * A shuttle to WebGPU's memory. onnxruntime-node (1.30) has no other way there and back than a run: reading a tensor of the
 * device ends the process.
 */
export async function openShuttle(): Promise<Shuttle> {
  const g = new GraphBuilder();
  const shape = ['L', 'F', 'V'];
  g.output(g.op('Identity', [g.input('memory', 'float32', shape)]), 'same', 'float32', shape);
  const bytes = g.encode('infolio-shuttle');
  const options = { executionProviders: ['webgpu'], logSeverityLevel: 3 } as const;
  const to = await InferenceSession.create(bytes, { ...options, preferredOutputLocation: 'gpu-buffer' });
  const from = await InferenceSession.create(bytes, options);
  return {
    async upload(memory) {
      const { same } = await to.run({ memory });
      if (same === undefined) throw new RangeError('nothing was uploaded');
      return same;
    },
    async download(memory) {
      const { same } = await from.run({ memory });
      if (!(same?.data instanceof Float32Array)) throw new RangeError('nothing was downloaded');
      return same.data;
    },
    async release() {
      await to.release();
      await from.release();
    },
  };
}
