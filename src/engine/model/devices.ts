import './without-telemetry.ts';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { listSupportedBackends } from 'onnxruntime-node';
import type { Precision, Recipe } from './graph/context.ts';
import type { Device } from './load-graph.ts';

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
 * than on CPU and CUDA there is no Scan: the steps of the memory are written out for eight segments. A CPU gains nothing from
 * several segments a run (two threads read 254 tokens in the time that they need for a quarter of four padded segments), and
 * one alone needs neither padding nor a mask.
 */
export const deviceTable: readonly DeviceEntry[] = [
  { device: 'cuda', precisions: ['fp16', 'fp32'], operators: 'fused', segments: 'scan' },
  { device: 'dml', precisions: ['fp16', 'fp32'], operators: 'fused', segments: 8 },
  { device: 'coreml', precisions: ['fp16', 'fp32'], operators: 'plain', segments: 8 },
  { device: 'webgpu', precisions: ['fp16', 'fp32'], operators: 'tiled', segments: 8 },
  { device: 'cpu', precisions: ['int8', 'fp32', 'fp16'], operators: 'unpadded', segments: 1 },
];

/** Where Linux keeps shared libraries; WebGPU there needs Vulkan's, and complains on stderr if it or every driver is missing. */
const libraryFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib', '/usr/local/lib', '/lib64', '/lib'];

/** Where drivers of Vulkan say that they are there; variables can name others. */
const driverFolders = ['/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/etc/vulkan/icd.d'];
const driverVariables = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES', 'XDG_DATA_DIRS'];

/**
 * Why a device cannot be there at all, found without touching it; null if it is worth a trial. What nobody asked for
 * (`byItself`) must also promise to be faster: a driver that computes Vulkan on the CPU spends half a minute on its programs first.
 */
export function whyAbsent(device: Device, byItself = false): string | null {
  const backend = listSupportedBackends().find((b) => b.name === device);
  if (backend === undefined) return `onnxruntime has no ${device} on ${process.platform}-${process.arch}`;
  return device === 'webgpu' && process.platform === 'linux' ? whyNoVulkan(byItself) : null;
}

function whyNoVulkan(byItself: boolean): string | null {
  const folders = [...(process.env['LD_LIBRARY_PATH']?.split(':') ?? []), ...libraryFolders];
  if (!folders.some((folder) => folder !== '' && existsSync(join(folder, 'libvulkan.so.1')))) return 'no Vulkan is installed (libvulkan.so.1)';
  const drivers = driverFolders.some((folder) => filesIn(folder).some((name) => name.endsWith('.json'))) || driverVariables.some((name) => (process.env[name] ?? '') !== '');
  if (!drivers) return 'Vulkan is installed without a driver (/usr/share/vulkan/icd.d)';
  const cards = filesIn('/dev/dri').some((name) => name.startsWith('renderD')) || existsSync('/dev/nvidiactl') || existsSync('/dev/dxg');
  return byItself && !cards ? 'no graphics card is there, only drivers; --device webgpu tries them' : null;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
