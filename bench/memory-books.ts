import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Tokenizer } from '../src/engine/text/index.ts';
import { fraction } from './data.ts';
import { prose } from './prose.ts';

/** Sentences of books that were never trained on. */
export interface Books {
  /** [book][sentence] of token ids. */
  readonly books: readonly (readonly Int32Array[])[];
  /** False where the books are not there and the sample documents stand in. */
  readonly real: boolean;
}

/** Share of the books that are never trained on; the same rule as models/training/facts.py. */
const validationShare = 0.12;
/** A sentence of a table or a list without full stops is cut here. */
const longestSentence = 120;

export async function bookSentences(folder: string | null, tokenizer: Tokenizer): Promise<Books> {
  const texts = folder === null ? [[...prose(30_000)].join('\n')] : validationBooks(join(folder, 'books'));
  const books: Int32Array[][] = [];
  for (const text of texts) {
    const sentences = text.replaceAll(/\s+/g, ' ').match(/[^.!?]+[.!?]+["”’)]*/g) ?? [];
    const tokens = await tokenizer.encodeBatch(sentences.map((s) => s.trim()));
    books.push(tokens.map((t) => t.ids.slice(0, longestSentence)).filter((ids) => ids.length > 3));
  }
  return { books, real: folder !== null };
}

function validationBooks(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt.gz') && fraction(file) < validationShare)
    .sort()
    .map((file) => gunzipSync(readFileSync(join(folder, file))).toString('utf8'));
}
