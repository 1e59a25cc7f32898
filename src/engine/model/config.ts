import { z } from 'zod';

const count = z.number().int().positive();

/** How a key or query becomes features of the memory; `dpfp` is what infolio-1 was trained with. */
export const featureMaps = ['dpfp', 'elu1', 'relu'] as const;
export type FeatureMap = (typeof featureMaps)[number];

/** How a segment is written into the memory; `delta` is what infolio-1 was trained with. */
export const writeRules = ['delta', 'normalised', 'linear'] as const;
export type WriteRule = (typeof writeRules)[number];

const schema = z
  .object({
    name: z.string().min(1).optional(),
    version: z.string().optional(),
    vocabulary: count,
    width: count,
    layers: count,
    heads: count,
    feedForward: count,
    positions: count,
    types: count.min(2),
    epsilon: z.number().nonnegative(),
    /** Tokens a segment, [CLS] and [SEP] included. */
    segment: count.min(3),
    /** The layers that have a memory, counted from 0. */
    memoryLayers: z.array(z.number().int().nonnegative()).min(1),
    memoryKey: count,
    memoryValue: count,
    /** Tokens a segment that are written at most. */
    memoryTop: count,
    memoryGain: z.number(),
    memoryFloor: z.number(),
    memoryThreshold: z.number(),
    memoryRead: z.number(),
    /** What is left of the memory after each segment. */
    memoryDecay: z.number().positive().max(1).default(1),
    memoryGate: count,
    positionHidden: count,
    /** The restoring branch starts from what this many layers gave; 0 for a model without one. */
    restoreAfter: z.number().int().nonnegative().default(0),
    /** Its memory of statements: 2 restoreKey features (DPFP-1) by restoreValue. */
    restoreKey: count.default(384),
    restoreValue: count.default(64),
    /** Its memory of names, with as wide values; 0 for none. */
    namesKey: z.number().int().nonnegative().default(0),
    /** What is left of the memory of names after each segment: those that were not met for long fade. */
    namesDecay: z.number().positive().max(1).default(1),
    /** Tokens a segment that each of both takes at most, and how weak a writing of a statement is left out. */
    restoreTop: count.default(48),
    restoreThreshold: z.number().default(0),
    memoryFeatures: z.enum(featureMaps).default('dpfp'),
    memoryRule: z.enum(writeRules).default('delta'),
    /** False writes every token among the top with full strength. */
    memoryGated: z.boolean().default(true),
    /** BERT's vocabulary: [CLS], [SEP], [PAD]. */
    cls: z.number().int().nonnegative().default(101),
    sep: z.number().int().nonnegative().default(102),
    pad: z.number().int().nonnegative().default(0),
    /** SHA-256 of the weights that belong to it, hex: a flipped byte changes what the network says, and nothing else would tell. */
    weights: z.string().optional(),
    /** SHA-256 of steps.safetensors, hex, where the model comes with one: the steps that activations are rounded to in whole numbers. */
    steps: z.string().optional(),
    /** How logits become probabilities; passed through untouched. */
    calibration: z.record(z.string(), z.unknown()).optional(),
  })
  .refine((c) => c.width % c.heads === 0, 'width must be a multiple of heads')
  .refine((c) => c.segment <= c.positions, 'segment must not exceed positions')
  .refine((c) => c.memoryLayers.every((l, i, all) => l < c.layers && (i === 0 || l > (all[i - 1] ?? l))), 'memoryLayers must ascend and be layers')
  .refine((c) => c.restoreAfter <= c.layers, 'restoreAfter must not exceed layers')
  .refine((c) => c.restoreAfter === 0 || [c.restoreKey, c.namesKey].every((key) => (key * c.restoreValue) % (c.memoryKey * c.memoryValue) === 0), 'restoreKey by restoreValue and namesKey must fill whole memory layers')
  .refine((c) => Math.max(c.cls, c.sep, c.pad) < c.vocabulary, 'cls, sep and pad must be in the vocabulary');

/** The numbers of a model, as in its config.json; the names are those of models/training/model.py. */
export type ModelConfig = Readonly<z.infer<typeof schema>>;

/** Checks what config.json holds; throws a ZodError that names the field. */
export function parseConfig(json: unknown): ModelConfig {
  return schema.parse(json);
}

/** Features of the memory, F: DPFP-1 gives two for every dimension of a key, the others one. */
export function memoryFeatureCount(config: ModelConfig): number {
  return config.memoryFeatures === 'dpfp' ? 2 * config.memoryKey : config.memoryKey;
}

function slicesOf(config: ModelConfig, key: number): number {
  return config.restoreAfter === 0 ? 0 : (key * config.restoreValue) / (config.memoryKey * config.memoryValue);
}

/** Slices of F x dv that the restoring branch's memory of statements takes; 0 without such a branch. */
export function statementSlices(config: ModelConfig): number {
  return slicesOf(config, config.restoreKey);
}

/** Slices of F x dv that the restoring branch's memory takes: statements, then names. */
export function restoreSlices(config: ModelConfig): number {
  return slicesOf(config, config.restoreKey) + slicesOf(config, config.namesKey);
}

/** Slices of F x dv of a document's whole memory: one a memory layer, then those of the restoring branch. */
export function memorySlices(config: ModelConfig): number {
  return config.memoryLayers.length + restoreSlices(config);
}
