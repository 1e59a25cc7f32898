import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyMemory } from '../../../src/engine/memory/index.ts';
import { createNetwork, openModel } from '../../../src/engine/model/index.ts';
import type { Network, Precision } from '../../../src/engine/model/index.ts';
import { openLibrary } from '../../../src/engine/library/index.ts';
import { readDocument } from '../../../src/engine/reading/index.ts';
import type { ReadingNetwork } from '../../../src/engine/reading/index.ts';
import type { Tokenizer, Tokens } from '../../../src/engine/text/index.ts';
import { tinyFolder } from '../model/tiny.ts';
import { everyRow, prose, temporaryFolder, wordTokenizer } from './given.ts';

/** The tiny network knows 120 tokens. */
const small = (tokens: Tokens): Tokens => ({ ...tokens, ids: tokens.ids.map((id) => id % 120) });
const tokenizer: Tokenizer = {
  ...wordTokenizer,
  encode: async (text) => small(await wordTokenizer.encode(text)),
  encodeBatch: async (texts) => (await wordTokenizer.encodeBatch(texts)).map(small),
};

function reading(network: Network): ReadingNetwork {
  const { hash, config } = network.model;
  return { modelHash: hash, tokensAtOnce: config.segment - 2, emptyMemory: () => emptyMemory(config), read: (segments, memory) => network.read(segments, memory) };
}

describe.each(['fp32', 'int8'] satisfies Precision[])('Reading with the real network in %s', { timeout: 300_000 }, (precision) => {
  it('gives the same to the last bit however often it is broken off', async () => {
    using place = temporaryFolder();
    await using folder = await tinyFolder();
    await using network = await createNetwork(await openModel(folder.path), { device: 'cpu', precision });
    const path = join(place.path, 'book.txt');
    // The gap of white space makes segments without a single token.
    writeFileSync(path, `${prose(4000)}${' '.repeat(9000)}\n\n${prose(2000, 2)}`);

    const once = openLibrary(join(place.path, 'once'));
    const record = await readDocument(path, { library: once, tokenizer, network: reading(network) });
    expect(record.segments).toBeGreaterThan(48);
    const reader = once.open(record.id);
    const { memory } = reader.memory() ?? {};
    expect(memory?.data.some((value) => value !== 0)).toBe(true);
    expect(memory?.data.every(Number.isFinite)).toBe(true);
    const norm = Math.hypot(...reader.vectors().data.subarray(0, network.model.config.width));
    expect(norm).toBeCloseTo(1, 1);
    once.close();

    for (let kept = 0, ready = false; !ready; kept += 16) {
      const library = openLibrary(join(place.path, 'often'));
      const stop = new AbortController();
      ready = await readDocument(path, { library, tokenizer, network: reading(network) }, { signal: stop.signal, onProgress: ({ segments }) => { if (segments > kept) stop.abort(); } })
        .then(() => true, (error: unknown) => {
          expect(error).toMatchObject({ code: 'cancelled' });
          return false;
        });
      library.close();
    }
    expect(everyRow(join(place.path, 'often'))).toEqual(everyRow(join(place.path, 'once')));
  });
});
