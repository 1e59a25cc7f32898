import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { InfolioError } from '../../contract/errors.ts';
import { giveBack } from '../memory/give-back.ts';
import { parseConfig } from './config.ts';
import type { ModelConfig } from './config.ts';
import { readSafetensors } from './safetensors.ts';
import type { WeightFile } from './safetensors.ts';

/** A model folder whose files are there and sound. */
export interface ModelFiles {
  readonly folder: string;
  readonly config: ModelConfig;
  /** SHA-256 over config and weights, hex: a memory belongs to exactly one hash. */
  readonly hash: string;
  readonly name: string;
}

const configFile = 'config.json';
const weightFile = 'model.safetensors';
const stepsFile = 'steps.safetensors';

async function readModelFile(folder: string, file: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, file));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    if (missing) throw new InfolioError('model_missing', `There is no ${file} in the model folder ${folder}. Install the model or name another folder.`, { cause: error });
    throw new InfolioError('unreadable', `The model file ${join(folder, file)} cannot be read.`, { cause: error });
  }
}

function decodeConfig(bytes: Uint8Array, path: string): ModelConfig {
  try {
    return parseConfig(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    const what = error instanceof z.ZodError ? error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ') : 'it is not JSON';
    throw new InfolioError('model_damaged', `The model's configuration ${path} is damaged (${what}). Install the model again.`, { cause: error });
  }
}

/**
 * Opens a model folder (config.json, model.safetensors and, where the config has its SHA-256, steps.safetensors) and checks the files
 * whole; the weights byte by byte where the config has their SHA-256 (`weights`).
 * Throws `model_missing` if a file is not there, `model_damaged` if one does not hold what it should.
 */
export async function openModel(folder: string): Promise<ModelFiles> {
  const path = resolve(folder);
  const configBytes = await readModelFile(path, configFile);
  const config = decodeConfig(configBytes, join(path, configFile));
  const weights = await readModelFile(path, weightFile);
  checkWeights(readSafetensors(weights, join(path, weightFile)), config);
  checkSum(weights, config.weights, join(path, weightFile));
  const steps = await readSteps(path, config);
  if (steps !== null) checkSum(steps.bytes, config.steps, join(path, stepsFile));
  const hash = createHash('sha256').update(configBytes).update(weights).digest('hex');
  giveBack(weights);
  return { folder: path, config, hash, name: config.name ?? basename(path) };
}

function checkSum(bytes: Uint8Array, sum: string | undefined, path: string): void {
  if (sum === undefined || createHash('sha256').update(bytes).digest('hex') === sum) return;
  throw new InfolioError('model_damaged', `The model's weights ${path} are damaged: they are not those that the configuration beside them belongs to. Install the model again.`);
}

/** The steps that activations are rounded to in whole numbers, for a model that comes with some. */
async function readSteps(folder: string, config: ModelConfig): Promise<{ readonly bytes: Uint8Array; readonly file: WeightFile } | null> {
  if (config.steps === undefined) return null;
  const bytes = await readModelFile(folder, stepsFile);
  return { bytes, file: readSafetensors(bytes, join(folder, stepsFile)) };
}

/** Weights with the model's steps beside them, under their names. */
async function withSteps(model: ModelFiles, weights: WeightFile): Promise<WeightFile> {
  const steps = await readSteps(model.folder, model.config);
  if (steps === null) return weights;
  const { file } = steps;
  const names = new Set(file.names);
  return { names: [...weights.names, ...file.names], tensor: (name, shape) => (names.has(name) ? file : weights).tensor(name, shape) };
}

/** The weights of an opened model. Throws like openModel if the file was damaged since. */
export async function openWeights(model: ModelFiles): Promise<WeightFile> {
  return withSteps(model, readSafetensors(await readModelFile(model.folder, weightFile), join(model.folder, weightFile)));
}

/** What `use` makes of the weights of an opened model, which must hold on to none of them: their memory is given back at once. Throws like openWeights. */
export async function withWeights<T>(model: ModelFiles, use: (weights: WeightFile) => T): Promise<T> {
  const bytes = await readModelFile(model.folder, weightFile);
  try {
    return use(await withSteps(model, readSafetensors(bytes, join(model.folder, weightFile))));
  } finally {
    giveBack(bytes);
  }
}

/** Names that tell whether a weight file belongs to the config; the rest is checked when the graph is built. */
function checkWeights(weights: WeightFile, config: ModelConfig): void {
  weights.tensor('norm.weight', [config.width]);
  weights.tensor(`layers.${config.layers - 1}.down.weight`, [config.width, config.feedForward]);
  for (const layer of config.memoryLayers) weights.tensor(`layers.${layer}.memory.o.weight`, [config.width, config.memoryValue]);
  if (config.restoreAfter > 0) weights.tensor('restore.statements.q.weight', [config.restoreKey, config.width]);
}
