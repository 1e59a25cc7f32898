import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { completed, namesOf, otherNames } from '../../../src/engine/asking/other-names.ts';
import { emptyMemory } from '../../../src/engine/memory/index.ts';
import { createNetwork, openModel } from '../../../src/engine/model/index.ts';
import { createSegmenter, loadTokenizer } from '../../../src/engine/text/index.ts';

describe('the names of a question', () => {
  const names = (question: string) => namesOf(question).map(({ name, article }) => (article ? `the ${name}` : name));

  test.each([
    ['What does Birch Mills Ltd. pay?', ['Birch Mills Ltd']],
    ['How much shall the Lessee pay?', ['the Lessee']],
    ['Where does Anna Berg keep the records of Bank of Maine?', ['Anna Berg', 'Bank of Maine']],
    ['Who is Hester?', ['Hester']],
    ["What is Anna Berg's address?", ['Anna Berg']],
    ['Does Smith & Sons insure it?', ['Smith & Sons']],
    ['what is the rent?', []],
    ['Rent?', ['Rent']],
  ])('%s', (question, found) => {
    expect(names(question)).toEqual(found);
  });

  test('stand where they end', () => {
    for (const question of ["What is Anna Berg's address?", 'When may the Lessor, in Maine, enter?']) {
      for (const { name, end } of namesOf(question)) expect(question.slice(end - name.length, end)).toBe(name);
    }
  });
});

test('other names come behind the names', () => {
  const question = "What is Anna Berg's rent to the Lessor?";
  const [anna, lessor] = namesOf(question);
  expect(completed(question, [{ name: 'Anna Berg', other: 'lessee', probability: 0.9, end: anna?.end ?? 0 }, { name: 'Lessor', other: 'mill company', probability: 0.9, end: lessor?.end ?? 0 }])).toBe(
    "What is Anna Berg (lessee)'s rent to the Lessor (mill company)?",
  );
  expect(completed(question, [])).toBe(question);
});

test('the memory of the shipped model says who is who, an empty one and another contract says nothing', { timeout: 200_000 }, async () => {
  const folder = join(import.meta.dirname, '../../../models/infolio-1');
  const tokenizer = loadTokenizer(join(folder, 'tokenizer.json'));
  await using network = await createNetwork(await openModel(folder), { device: 'cpu' });
  const filler = 'The goods shall be kept dry and shall be counted at the end of every month. Notices are given in writing. No waiver is one for ever. ';
  const read = async (text: string) => {
    const segments = await createSegmenter(tokenizer).append(text, { final: true });
    return (await network.read(segments.map((s) => ({ ids: s.tokens.ids, index: s.index })), emptyMemory(network.model.config))).memory;
  };
  const memory = await read(`This agreement is made between Hollis Marine Ltd. (the "Carrier") and Vera Stone (the "Shipper"). ${filler.repeat(40)}`);
  const asked = async (question: string, of = memory) => (await otherNames({ network, tokenizer, memory: of }, question)).map(({ name, other }) => `${name}: ${other}`);
  expect(await asked('How much shall Hollis Marine Ltd. pay?')).toEqual(['Hollis Marine Ltd: carrier']);
  expect(await asked('Where does Vera Stone live?')).toEqual(['Vera Stone: shipper']);
  expect(await asked('Where does Vera Stone live?', emptyMemory(network.model.config))).toEqual([]);
  expect(await asked('Where does Vera Stone live?', await read(filler.repeat(40)))).toEqual([]);
});
