import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blank, fill } from '../../src/engine/filling.ts';
import { emptyMemory } from '../../src/engine/memory/index.ts';
import type { Memory } from '../../src/engine/memory/index.ts';
import { createNetwork, openModel } from '../../src/engine/model/index.ts';
import type { Network } from '../../src/engine/model/index.ts';
import { createSegmenter, loadTokenizer } from '../../src/engine/text/index.ts';
import type { Tokenizer } from '../../src/engine/text/index.ts';

const folder = join(import.meta.dirname, '../../models/infolio-1');
const filler = 'The road went down to the river between old trees. Nobody had come this way since the spring. A dog barked somewhere behind the barn. ';

describe('the memory of the shipped model, asked by itself', { timeout: 200_000 }, () => {
  let network: Network;
  let tokenizer: Tokenizer;

  beforeAll(async () => {
    network = await createNetwork(await openModel(folder), { device: 'cpu' });
    tokenizer = loadTokenizer(join(folder, 'tokenizer.json'));
  });
  afterAll(() => network.close());

  /** Reads a text of several segments, as a document is read. */
  async function read(text: string): Promise<Memory> {
    const segments = await createSegmenter(tokenizer).append(text, { final: true });
    expect(segments.length).toBeGreaterThan(5);
    return (await network.read(segments.map((s) => ({ ids: s.tokens.ids, index: s.index })), emptyMemory(network.model.config))).memory;
  }

  async function likeliest(memory: Memory, text: string): Promise<readonly (string | undefined)[]> {
    return (await fill({ network, tokenizer, memory }, text)).map(({ withMemory }) => withMemory[0]?.word);
  }

  test('what an early segment stated is recalled many segments later, and without that segment it is not', async () => {
    const facts = 'The colour of the oak station is silver. The owner of Martha Cole is winter. ';
    const memory = await read(filler.repeat(6) + facts + filler.repeat(40));
    expect(await likeliest(memory, `The colour of the oak station is ${blank}.`)).toEqual(['silver']);
    expect(await likeliest(memory, `The owner of Martha Cole is ${blank}.`)).toEqual(['winter']);
    const without = await read(filler.repeat(46));
    expect(await likeliest(without, `The colour of the oak station is ${blank}.`)).not.toEqual(['silver']);
    expect(await likeliest(without, `The owner of Martha Cole is ${blank}.`)).not.toEqual(['winter']);
  });

  test('a value that was stated anew takes the place of the older one', async () => {
    const memory = await read(`${filler.repeat(6)}The symbol of Clara Reed is eagle. ${filler.repeat(20)}The symbol of Clara Reed is now violet. ${filler.repeat(20)}`);
    expect(await likeliest(memory, `The symbol of Clara Reed is ${blank}.`)).toEqual(['violet']);
  });

  test('a text without a blank, or with one that is too long, is refused', async () => {
    const memory = emptyMemory(network.model.config);
    await expect(fill({ network, tokenizer, memory }, 'Nothing is asked.')).rejects.toMatchObject({ code: 'bad_argument' });
    await expect(fill({ network, tokenizer, memory }, `${'word '.repeat(400)}${blank}`)).rejects.toMatchObject({ code: 'bad_argument' });
  });
});
