import './without-telemetry.ts';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { env } from 'onnxruntime-node';
import { InfolioError } from '../../contract/errors.ts';
import { emptyMemory } from '../memory/memory.ts';
import { segmentSequence } from './batch.ts';
import { cachedGraph } from './cache.ts';
import { deviceTable, whyAbsent } from './devices.ts';
import type { DeviceEntry } from './devices.ts';
import { withWeights } from './files.ts';
import type { ModelFiles } from './files.ts';
import type { Precision, Recipe } from './graph/context.ts';
import { buildGraph, buildLower, buildMiddle, buildUpper, cutOf, graphVersion } from './graph/transformer.ts';
import { probe, weightBitsOfCpu } from './probe.ts';
import { openSession, runGroups } from './session.ts';
import { openStages } from './stages.ts';
import type { Device, GraphSource } from './load-graph.ts';
import type { Session } from './session.ts';

/** A device that was tried, and what came of it: `infolio doctor` shows these. */
export interface Trial {
  readonly device: Device;
  readonly precision: Precision;
  readonly usable: boolean;
  /** Why it was taken, or why not. */
  readonly reason: string;
  /** Milliseconds for four full segments; only there if two devices had to be compared. */
  readonly ms?: number;
}

export interface NetworkOptions {
  readonly device?: Device | 'auto';
  readonly precision?: Precision | 'auto';
  /** Threads of the CPU; by default its physical cores, 8 at most. */
  readonly threads?: number;
  /** Where built graphs are kept for the next start. */
  readonly cacheFolder?: string;
}

export interface Choice {
  readonly session: Session;
  readonly device: Device;
  readonly threads: number;
  readonly trials: readonly Trial[];
}

/** A network of this size gains nothing from more threads. */
const mostThreads = 8;

// What goes wrong in a trial is in its reason; onnxruntime need not also print it.
env.logLevel = 'fatal';

/** Physical cores, up to 8: two threads on one core only wait for each other in a product. */
export function defaultThreads(): number {
  const logical = availableParallelism();
  return Math.max(1, Math.min(mostThreads, hasTwoThreadsACore() ? Math.ceil(logical / 2) : logical));
}

function hasTwoThreadsACore(): boolean {
  if (process.platform === 'linux') {
    try {
      return readFileSync('/sys/devices/system/cpu/smt/active', 'latin1').trim() === '1';
    } catch {
      return false;
    }
  }
  // Windows does not tell Node; nearly all its x86 processors with more than two threads have two a core.
  return process.platform === 'win32' && process.arch === 'x64' && availableParallelism() > 2;
}

/**
 * Finds the device and precision to run on and opens the model there. A device is used only if a tiny network gave the
 * CPU's numbers on it and, chosen by itself, if it is faster than the CPU.
 */
export async function choose(model: ModelFiles, options: NetworkOptions): Promise<Choice> {
  const { device = 'auto', precision = 'auto', threads = defaultThreads(), cacheFolder } = options;
  const opener: Opener = { model, threads, cacheFolder };
  const trials: Trial[] = [];
  for (const entry of deviceTable.filter((e) => device === 'auto' || e.device === device)) {
    const candidates = entry.precisions.filter((p) => precision === 'auto' || p === precision);
    const absent = whyAbsent(entry.device, device === 'auto');
    if (absent !== null) {
      trials.push(...candidates.slice(0, 1).map((p) => ({ device: entry.device, precision: p, usable: false, reason: absent })));
      continue;
    }
    for (const candidate of candidates) {
      const { trial, session } = await attempt(opener, entry, candidate);
      const slower = session !== null && device === 'auto' && entry.device !== 'cpu' ? await slowerThanCpu(opener, session, trial, precision) : null;
      trials.push(slower ?? trial);
      if (session !== null && (slower === null || slower.usable)) return { session, device: entry.device, threads, trials };
      await session?.release();
    }
  }
  const tried = trials.map((t) => `${t.device} ${t.precision}: ${t.reason}`).join('; ');
  throw new InfolioError('device_unavailable', `The network cannot run on ${device} at ${precision} here (${tried === '' ? 'no such pair' : tried}). Use --device auto.`);
}

interface Opener {
  readonly model: ModelFiles;
  readonly threads: number;
  readonly cacheFolder: string | undefined;
}

async function attempt(opener: Opener, entry: DeviceEntry, precision: Precision): Promise<{ trial: Trial; session: Session | null }> {
  const { device, operators, segments } = entry;
  const weightBits = precision === 'int8' ? await weightBitsOfCpu() : 8;
  const recipe: Recipe = { precision, operators, segments, weightBits, layers: false };
  const wrong = await probe(device, recipe);
  if (wrong !== null) return { trial: { device, precision, usable: false, reason: wrong }, session: null };
  const { session, stages } = await open(opener, device, recipe);
  const how = weightBits === 7 ? 'weights of 7 bits: its int8 product overflows with 8' : "a tiny network gave the CPU's numbers";
  return { trial: { device, precision, usable: true, reason: stages === null ? how : `${how}; ${stages}` }, session };
}

/** The model on a device, and what is to be said of its stages, if it could have two. */
async function open({ model, threads, cacheFolder }: Opener, device: Device, recipe: Recipe): Promise<{ readonly session: Session; readonly stages: string | null }> {
  const { config } = model;
  const graphOf = (part: string, build: typeof buildGraph): Promise<GraphSource> => {
    const key = createHash('sha256').update(JSON.stringify([part, graphVersion, model.hash, recipe])).digest('hex');
    return cachedGraph(cacheFolder, key, () => withWeights(model, (weights) => build(config, weights, recipe)));
  };
  const whole = async (): Promise<Session> => openSession(config, await graphOf('whole', buildGraph), recipe, device, threads);
  if (device !== 'cpu' || threads === 1 || cutOf(config) === 0) return { session: await whole(), stages: null };
  const parts = { lower: await graphOf('lower', buildLower), middle: () => graphOf('middle', buildMiddle), upper: await graphOf('upper', buildUpper) };
  try {
    return { session: await openStages(config, parts, recipe, threads), stages: 'in two stages' };
  } catch (error) {
    // Where a thread cannot have a part of the network, one stage does the same work.
    return { session: await whole(), stages: `in one stage: ${error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)}` };
  }
}

/** The trial with its time, and unusable if the CPU needs less. */
async function slowerThanCpu(opener: Opener, session: Session, trial: Trial, precision: Precision | 'auto'): Promise<Trial> {
  const cpu = deviceTable.find((e) => e.device === 'cpu');
  const wanted = precision === 'auto' ? cpu?.precisions[0] : precision;
  if (cpu === undefined || wanted === undefined) return trial;
  const ms = await timed(opener.model, session);
  const rival = (await attempt(opener, cpu, wanted)).session;
  if (rival === null) return { ...trial, ms };
  const cpuMs = await timed(opener.model, rival).finally(() => rival.release());
  const compared = `${ms.toFixed(0)} ms for four segments, the CPU ${cpuMs.toFixed(0)} ms`;
  return { ...trial, ms, usable: ms < cpuMs, reason: ms < cpuMs ? `${trial.reason}; ${compared}` : `slower than the CPU: ${compared}` };
}

/** Milliseconds for four full segments, the second time. */
async function timed({ config }: ModelFiles, session: Session): Promise<number> {
  const length = config.segment - 2;
  const segments = [0, 1, 2, 3].map((index) => segmentSequence(config, Int32Array.from({ length }, (_, i) => (i * 97 + index) % config.vocabulary), index));
  const memory = await session.hold(emptyMemory(config));
  try {
    const read = async (): Promise<void> => {
      for await (const { out } of runGroups(session, segments, memory, true)) out.release();
    };
    await read();
    const start = performance.now();
    await read();
    return performance.now() - start;
  } finally {
    memory.release();
  }
}
