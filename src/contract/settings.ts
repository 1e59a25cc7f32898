import { z } from 'zod';

/** What the user chose for the whole app. Kept beside the library, not in it, since it says where the library is. */
export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  language: z.enum(['system', 'en', 'zh-CN']).default('system'),
  device: z.enum(['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml']).default('auto'),
  precision: z.enum(['auto', 'fp32', 'fp16', 'int8']).default('auto'),
  /** Threads of the CPU; null leaves the choice to the engine. */
  threads: z.number().int().min(1).max(256).nullable().default(null),
  /** Pages without text are recognised as pictures of text. */
  ocr: z.boolean().default(true),
  /** Null: the user's data folder. */
  libraryFolder: z.string().min(1).nullable().default(null),
});

export type Settings = z.infer<typeof settingsSchema>;

const { shape } = settingsSchema;

/** Some of the settings. Not `partial()`: zod fills the defaults in there, and a change of one would reset the others. */
export const settingsChangeSchema = z.object({
  theme: shape.theme.unwrap().exactOptional(),
  language: shape.language.unwrap().exactOptional(),
  device: shape.device.unwrap().exactOptional(),
  precision: shape.precision.unwrap().exactOptional(),
  threads: shape.threads.unwrap().exactOptional(),
  ocr: shape.ocr.unwrap().exactOptional(),
  libraryFolder: shape.libraryFolder.unwrap().exactOptional(),
});

/** Settings that take effect by starting the engine anew. */
export const engineSettings = ['device', 'precision', 'threads', 'ocr', 'libraryFolder'] as const satisfies readonly (keyof Settings)[];
