import './without-telemetry.ts';
import { InferenceSession } from 'onnxruntime-node';
import { giveBack } from '../memory/give-back.ts';

/** Where a graph can run. */
export type Device = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';

/**
 * Fusions of onnxruntime that cost time on a CPU (1.30, 16 x 256 x 384, one core): SkipLayerNormalization takes 7.5 ms, Add
 * and LayerNormalization 1.6 ms; BiasGelu 5.7 ms, Add and Gelu 4.6 ms.
 */
export const slowOnCpu = 'SkipLayerNormFusion;BiasGeluFusion';

/**
 * Threads that wait for one another spin a moment before they sleep: waking takes longer than most waits. Five layers over 210 tokens
 * on two threads took 7.4 ms without, 6.3 ms with 20 us, and less processor time (12.2 and 11.8 ms); onnxruntime's own choice, to spin
 * on, 6.0 ms, and takes a core from the page extraction beside it, and from other programs.
 */
export const onCpu = { session: { intra_op: { allow_spinning: '1', spin_duration_us: '20' } }, optimization: { disable_specified_optimizers: slowOnCpu } };

/** A graph: its bytes, or the path of its file, whose weights lie beside it and are mapped. */
export type GraphSource = Uint8Array | string;

/**
 * Loads a graph on a device as every graph of ours is loaded; the outputs named by `stay` stay there, where the device can. Bytes are given
 * back, they are of no use any more. Throws what onnxruntime throws if it cannot.
 */
export async function loadGraph(graph: GraphSource, device: Device, threads: number, stay: readonly string[] = []): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [device],
    intraOpNumThreads: threads,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    ...(device === 'cpu' ? { extra: onCpu } : {}),
    // A pattern would be kept for every length of a run; segments run alone on a CPU, so that onnxruntime's arena stays small without, and
    // it keeps the tensors of many lengths from leaving holes in the heap. DirectML refuses patterns.
    enableMemPattern: device !== 'cpu' && device !== 'dml',
    ...(keepsMemory(device) && stay.length > 0 ? { preferredOutputLocation: Object.fromEntries(stay.map((name) => [name, 'gpu-buffer' as const])) } : {}),
    logSeverityLevel: 3,
  };
  if (typeof graph === 'string') return InferenceSession.create(graph, options);
  return InferenceSession.create(graph, options).finally(() => { giveBack(graph); });
}

/** Whether what a run gives can stay on the device for the next: onnxruntime-node (1.30) hands on WebGPU's tensors alone. */
export function keepsMemory(device: Device): boolean {
  return device === 'webgpu';
}
