import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../src/engine/engine.ts';
import type { DocumentRecord } from '../src/engine/library/index.ts';
import { readDocument } from '../src/engine/reading/index.ts';
import type { ReadingNetwork } from '../src/engine/reading/index.ts';
import { prose } from './prose.ts';

/** Words of English to a token of the model's vocabulary. */
const wordsToToken = 0.72;

/** Text files of about `tokens` tokens each, one after the other, no paragraph twice. */
export async function* texts(folder: string, name: string, tokens: number, count: number): AsyncGenerator<string> {
  const wanted = tokens * wordsToToken;
  const paragraphs = prose(wanted * count * 1.05);
  for (let i = 0; i < count; i++) {
    const lines: string[] = [];
    for (let words = 0; words < wanted; ) {
      const step = paragraphs.next();
      if (step.done === true) break;
      lines.push(step.value);
      words += step.value.split(' ').length;
    }
    const file = join(folder, `${name}-${i}.txt`);
    await writeFile(file, lines.join('\n\n'));
    yield file;
  }
}

/**
 * Puts a file into the library as a reading does (extraction, segments, tokens, pages, full text, memory, one transaction a batch),
 * with the network's outputs drawn from those of `sample`, a document that was really read: its passages' vectors with a
 * little noise, and its memory. What asking does with them costs the same.
 */
export async function fill(engine: Engine, file: string, sample: DocumentRecord): Promise<DocumentRecord> {
  const { tokenizer, memory, network, document } = await engine.context(sample.id);
  return readDocument(file, { library: engine.library, tokenizer, network: drawn(sample.modelHash, network.model.config.segment - 2, memory, document.vectors()) });
}

function drawn(modelHash: string, tokensAtOnce: number, memory: ReturnType<ReadingNetwork['emptyMemory']>, vectors: { readonly rows: number; readonly width: number; readonly data: Float32Array }): ReadingNetwork {
  let state = 7;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const vector = (): Float32Array => {
    const row = Math.floor(next() * vectors.rows);
    const noisy = vectors.data.slice(row * vectors.width, (row + 1) * vectors.width).map((value) => value + 0.04 * (next() - 0.5));
    const length = Math.hypot(...noisy);
    return noisy.map((value) => value / length);
  };
  return {
    modelHash,
    tokensAtOnce,
    emptyMemory: () => memory,
    read: (segments) =>
      Promise.resolve({
        vectors: segments.map(vector),
        importance: segments.map(({ ids }) => new Float32Array(ids.length)),
        gates: segments.map(({ ids }) => new Float32Array(ids.length)),
        memory,
      }),
  };
}
