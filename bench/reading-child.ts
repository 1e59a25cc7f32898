import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { engineEnvironment, engineFlags } from '../src/engine/hosting/engine-flags.ts';

const schema = z.object({ tokens: z.number(), pages: z.number(), textBytes: z.number(), seconds: z.number(), baseRss: z.number(), peakRss: z.number(), maxRss: z.number() });

export type ReadingFigures = z.infer<typeof schema> & { readonly libraryBytes: number };

/** Reads a file in a process of its own, started as the app starts its engine, with a library of its own in `folder`. */
export async function readInChild(file: string, folder: string, name: string, options: { readonly precision: string; readonly model: string; readonly threads?: string }): Promise<ReadingFigures> {
  const library = join(folder, name);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...engineFlags, resolve(import.meta.dirname, 'read-once.ts'), file, options.model, options.precision, options.threads ?? '0', library],
    { maxBuffer: 1 << 20, env: { ...engineEnvironment, ...process.env } },
  );
  return { ...schema.parse(JSON.parse(stdout)), libraryBytes: statSync(join(library, 'library.db')).size };
}
