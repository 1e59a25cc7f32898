import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import type { Memory } from '../../../src/engine/memory/index.ts';
import type { ReadingNetwork } from '../../../src/engine/reading/index.ts';
import type { Tokenizer, Tokens } from '../../../src/engine/text/index.ts';

export const leasePdf = fileURLToPath(new URL('../../fixtures/documents/lease.pdf', import.meta.url));

/** A folder that is gone at the end of the test. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'infolio-test-'));
  return { path, [Symbol.dispose]: () => { rmSync(path, { recursive: true, force: true, maxRetries: 3 }); } };
}

const word = /[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu;

function tokensOf(text: string): Tokens {
  const words = [...text.matchAll(word)];
  return {
    ids: Int32Array.from(words, ([each]) => createHash('md5').update(each).digest().readUInt16LE(0)),
    starts: Int32Array.from(words, ({ index }) => index),
    ends: Int32Array.from(words, ({ index, 0: each }) => index + each.length),
  };
}

/** Words as tokens: a tokenizer that needs no file and starts at once. */
export const wordTokenizer: Tokenizer = {
  vocabularySize: 65536,
  clsId: 0,
  sepId: 1,
  padId: 2,
  unkId: 3,
  word: (id: number) => String(id), maskId: 4,
  encode: (text) => Promise.resolve(tokensOf(text)),
  encodeBatch: (texts) => Promise.resolve(texts.map(tokensOf)),
};

const width = 16;

export interface StandIn extends ReadingNetwork {
  /** How many segments were read, in all calls. */
  readonly segmentsRead: () => number;
  /** The index of the first segment of every call. */
  readonly firsts: readonly number[];
}

/**
 * A network whose memory is a rolling hash over all tokens in order, and whose every output depends on that memory and
 * on which segments share a call: whoever loses, doubles or reorders anything, or cuts batches differently, is told.
 */
export function standIn(options: { readonly msPerCall?: number; readonly modelHash?: string; readonly memoryNumbers?: number } = {}): StandIn {
  const { msPerCall = 0, modelHash = '5a'.repeat(32), memoryNumbers = 64 } = options;
  const firsts: number[] = [];
  let segmentsRead = 0;
  return {
    modelHash,
    firsts,
    segmentsRead: () => segmentsRead,
    emptyMemory: () => ({ layers: 1, features: memoryNumbers, values: 1, data: new Float32Array(memoryNumbers) }),
    read: async (segments, memory) => {
      // Like the real one it holds the event loop.
      const until = performance.now() + msPerCall;
      while (performance.now() < until);
      firsts.push(segments[0]?.index ?? -1);
      segmentsRead += segments.length;
      const call = segments.map((segment) => segment.index).join();
      let state = Buffer.from(memory.data.buffer, memory.data.byteOffset, memory.data.byteLength).toString('latin1');
      const outputs = segments.map((segment) => {
        state = createHash('sha256').update(`${call}:${segment.index}:${segment.ids.join()}`).update(state, 'latin1').digest().toString('latin1');
        return { vector: numbersOf(`v${state}`, width), importance: numbersOf(`i${state}`, segment.ids.length), gates: numbersOf(`g${state}`, segment.ids.length) };
      });
      const after: Memory = { ...memory, data: numbersOf(state, memoryNumbers) };
      return Promise.resolve({
        vectors: outputs.map((output) => output.vector),
        importance: outputs.map((output) => output.importance),
        gates: outputs.map((output) => output.gates),
        memory: after,
      });
    },
  };
}

function numbersOf(seed: string, count: number): Float32Array {
  const bytes = createHash('shake256', { outputLength: 4 * Math.max(1, count) }).update(seed, 'latin1').digest();
  return Float32Array.from({ length: count }, (_, i) => bytes.readInt32LE(4 * i) / 2 ** 31);
}

/** Prose of about so many characters in paragraphs of different lengths; the same for the same seed. */
export function prose(characters: number, seed = 1): string {
  const words = 'the tenant shall pay rent to the landlord before harvest while autumn winds carried letters across every quiet harbour and nobody answered them because mills had closed'.split(' ');
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 16) % below;
  };
  const sentence = (): string => {
    const chosen = Array.from({ length: 5 + next(18) }, () => words[next(words.length)] ?? 'mill').join(' ');
    return `${chosen.charAt(0).toUpperCase()}${chosen.slice(1)} ${next(10_000)}.`;
  };
  let text = '';
  while (text.length < characters) text += `${Array.from({ length: 1 + next(7) }, sentence).join(' ')}\n\n`;
  return text;
}

/** Every row of a library but the times and the paths at which it was read, so that two can be compared. */
export function everyRow(folder: string): Record<string, unknown[]> {
  const database = new DatabaseSync(join(folder, 'library.db'), { readOnly: true });
  try {
    const of = (sql: string): unknown[] => database.prepare(sql).all().map((row) => JSON.stringify(row, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value)));
    return {
      documents: of('SELECT id, hash, model, kind, title, page_count, state, failure, pages_read, failed_pages, outline, words, tokens, segments, text_length, bytes FROM documents ORDER BY key'),
      readings: of('SELECT * FROM readings'),
      passages: of('SELECT * FROM passages ORDER BY id'),
      pages: of('SELECT * FROM pages ORDER BY document, page'),
      memories: of('SELECT * FROM memories ORDER BY document, segments'),
    };
  } finally {
    database.close();
  }
}
