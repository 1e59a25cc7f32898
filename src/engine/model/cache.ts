import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { giveBack } from '../memory/give-back.ts';
import type { GraphSource } from './load-graph.ts';
import { withWeightsApart } from './onnx/apart.ts';

interface Files {
  readonly graph: string;
  readonly weights: string;
  /** SHA-256 of both, hex, a line each; written last. */
  readonly sums: string;
}

const partBytes = 1 << 20;

/** SHA-256 of a file, hex, read part by part. */
async function sumOf(path: string): Promise<string> {
  await using file = await open(path);
  const hash = createHash('sha256');
  const part = new Uint8Array(partBytes);
  for (;;) {
    const { bytesRead } = await file.read(part);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(part.subarray(0, bytesRead));
  }
}

async function areSound({ graph, weights, sums }: Files): Promise<boolean> {
  try {
    return (await readFile(sums, 'latin1')) === `${await sumOf(graph)}\n${await sumOf(weights)}\n`;
  } catch {
    return false;
  }
}

async function write(path: string, parts: readonly Uint8Array[]): Promise<void> {
  await using file = await open(path, 'w');
  for (const part of parts) {
    const { bytesWritten } = await file.write(part);
    if (bytesWritten !== part.byteLength) throw new RangeError(`only ${bytesWritten} bytes could be written`);
  }
}

/** Writes beside the files and renames: a reader sees the old files or the new ones, never half of one. False if that cannot be. */
async function store({ graph, weights, sums }: Files, bytes: Uint8Array, weightFile: string): Promise<boolean> {
  const apart = withWeightsApart(bytes, weightFile);
  const sum = (parts: readonly Uint8Array[]): string => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
  const parts: readonly (readonly [path: string, parts: readonly Uint8Array[]])[] = [
    [weights, apart.weights],
    [graph, [apart.graph]],
    [sums, [Buffer.from(`${sum([apart.graph])}\n${sum(apart.weights)}\n`, 'latin1')]],
  ];
  const draft = randomUUID();
  const draftOf = (path: string): string => `${path}.${draft}.tmp`;
  try {
    for (const [path, content] of parts) await write(draftOf(path), content);
    for (const [path] of parts) await rename(draftOf(path), path);
    return true;
  } catch {
    // A cache that cannot be written (a full or read-only disk, a file that another process has mapped on Windows) costs time at the
    // next start, nothing else.
    for (const [path] of parts) await rm(draftOf(path), { force: true }).catch(() => undefined);
    return false;
  }
}

/**
 * The graph that `build` gives, kept in `folder` under `key` for the next time: the graph and its weights as two files, so that
 * onnxruntime maps the weights instead of copying them, and a digest of both. Damaged files are built anew and replaced. Without a
 * folder, or where it cannot be written, the bytes alone.
 */
export async function cachedGraph(folder: string | undefined, key: string, build: () => Promise<Uint8Array>): Promise<GraphSource> {
  if (folder === undefined) return build();
  const weightFile = `${key}.weights`;
  const files: Files = { graph: join(folder, `${key}.onnx`), weights: join(folder, weightFile), sums: join(folder, `${key}.sha256`) };
  if (await areSound(files)) return files.graph;
  const bytes = await build();
  await mkdir(folder, { recursive: true }).catch(() => undefined);
  if (!(await store(files, bytes, weightFile))) return bytes;
  giveBack(bytes);
  return files.graph;
}
