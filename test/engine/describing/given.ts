import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openLibrary } from '../../../src/engine/library/index.ts';
import type { DocumentReader, Library } from '../../../src/engine/library/index.ts';
import { readDocument } from '../../../src/engine/reading/index.ts';
import { standIn, wordTokenizer } from '../reading/given.ts';

export const fixtures = resolve(import.meta.dirname, '../../fixtures/documents');

/** A file read into a library of its own. Describing needs the text and its layout, so that no network is needed. */
export async function read(file: string): Promise<{ readonly library: Library; readonly document: DocumentReader; readonly id: string }> {
  const library = openLibrary(':memory:');
  const { id } = await readDocument(file, { library, tokenizer: wordTokenizer, network: { ...standIn(), tokensAtOnce: 254 } }, {});
  return { library, document: library.open(id), id };
}

/** As `read`, of a text file with these words. */
export async function readText(folder: string, text: string): ReturnType<typeof read> {
  const file = join(folder, 'given.txt');
  writeFileSync(file, text);
  return read(file);
}
