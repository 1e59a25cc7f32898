import './without-telemetry.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listSupportedBackends } from 'onnxruntime-node';
import type { Precision, Recipe } from './graph/context.ts';
import type { Device } from './session.ts';

/** What is known about a device before it is tried. */
export interface DeviceEntry {
  readonly device: Device;
  /** Precisions that make sense there, the best first. */
  readonly precisions: readonly Precision[];
  readonly operators: Recipe['operators'];
  readonly segments: Recipe['segments'];
}

/**
 * Every device with how the graph is written for it, in the order of trial; the CPU is last and always there. Elsewhere
 * than on CPU and CUDA there is no Scan: the steps of the memory are written out for eight segments.
 */
export const deviceTable: readonly DeviceEntry[] = [
  { device: 'cuda', precisions: ['fp16', 'fp32'], operators: 'fused', segments: 'scan' },
  { device: 'dml', precisions: ['fp16', 'fp32'], operators: 'fused', segments: 8 },
  { device: 'coreml', precisions: ['fp16', 'fp32'], operators: 'plain', segments: 8 },
  { device: 'webgpu', precisions: ['fp16', 'fp32'], operators: 'fused', segments: 8 },
  { device: 'cpu', precisions: ['int8', 'fp32', 'fp16'], operators: 'tiled', segments: 'scan' },
];

/** Where Linux keeps shared libraries; WebGPU there needs Vulkan's, and complains on stderr if it is not there. */
const libraryFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib', '/usr/local/lib', '/lib64', '/lib'];

/** Why a device cannot be there at all, found without touching it; null if it is worth a trial. */
export function whyAbsent(device: Device): string | null {
  const backend = listSupportedBackends().find((b) => b.name === device);
  if (backend === undefined) return `onnxruntime has no ${device} on ${process.platform}-${process.arch}`;
  if (device === 'webgpu' && process.platform === 'linux') {
    const folders = [...(process.env['LD_LIBRARY_PATH']?.split(':') ?? []), ...libraryFolders];
    if (!folders.some((folder) => folder !== '' && existsSync(join(folder, 'libvulkan.so.1')))) return 'no Vulkan is installed (libvulkan.so.1)';
  }
  return null;
}
