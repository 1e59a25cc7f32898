import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Tokenizer, Tokens } from '../src/engine/text/index.ts';
import { fraction } from './data.ts';
import { prose } from './prose.ts';

/** Sentences of books that were never trained on. */
export interface Books {
  /** [book][sentence] of token ids. */
  readonly books: readonly (readonly Int32Array[])[];
  /** Beside each token the number of the name that it is part of, counted from 1 in each book; 0 for none. */
  readonly names: readonly (readonly Int32Array[])[];
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
  const names: Int32Array[][] = [];
  for (const text of texts) {
    const sentences = (text.replaceAll(/\s+/g, ' ').match(/[^.!?]+[.!?]+["”’)]*/g) ?? []).map((s) => s.trim());
    const numbers = numberedNames(sentences);
    const tokens = await tokenizer.encodeBatch(sentences);
    const both = tokens.map((t, i) => ({ ids: t.ids.slice(0, longestSentence), names: namesOfTokens(sentences[i] ?? '', t, numbers).slice(0, longestSentence) })).filter(({ ids }) => ids.length > 3);
    books.push(both.map(({ ids }) => ids));
    names.push(both.map((one) => one.names));
  }
  return { books, names, real: folder !== null };
}

const word = /[A-Za-z][A-Za-z'’]*|\d[\d.,]*\d|\d/g;

/** The names of a book, numbered: words that it mostly writes with a capital inside sentences, and numbers; the same rule as models/training/names.py. */
function numberedNames(sentences: readonly string[]): ReadonlyMap<string, number> {
  const capital = new Map<string, number>();
  const small = new Map<string, number>();
  const numbers = new Set<string>();
  for (const sentence of sentences) {
    for (const [k, [found]] of [...sentence.matchAll(word)].entries()) {
      const lower = found.toLowerCase();
      if (/^\d/.test(lower)) {
        if (lower.length > 1) numbers.add(lower);
      } else if (lower.length > 2 && k > 0 && !(found === found.toUpperCase() && found.length > 5)) {
        const counts = /^[A-Z]/.test(found) ? capital : small;
        counts.set(lower, (counts.get(lower) ?? 0) + 1);
      }
    }
  }
  const names = [...capital].filter(([name, n]) => n > 1 && n > 4 * (small.get(name) ?? 0)).map(([name]) => name);
  return new Map([...names, ...numbers].map((name, i) => [name, i + 1]));
}

function namesOfTokens(sentence: string, tokens: Tokens, numbers: ReadonlyMap<string, number>): Int32Array {
  const found = new Int32Array(tokens.ids.length);
  for (const match of sentence.matchAll(word)) {
    const number = numbers.get(match[0].toLowerCase()) ?? 0;
    if (number > 0) tokens.starts.forEach((start, i) => { if (start >= match.index && start < match.index + match[0].length) found[i] = number; });
  }
  return found;
}

function validationBooks(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt.gz') && fraction(file) < validationShare)
    .sort()
    .map((file) => gunzipSync(readFileSync(join(folder, file))).toString('utf8'));
}
