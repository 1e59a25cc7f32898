import { expect, test } from 'vitest';
import { coverage, putQuestion } from '../../../src/engine/asking/put.ts';
import { questionTokens, wordsNear } from '../../../src/engine/asking/limits.ts';
import type { Tokenizer } from '../../../src/engine/text/index.ts';

const tokenizer = { encode: (text: string) => Promise.resolve({ ids: Int32Array.from(text, (_, at) => at) }) } as unknown as Tokenizer;
const passage = (text: string) => ({ text, start: 1000 });
const place = (text: string, words: string) => ({ start: 1000 + text.indexOf(words), end: 1000 + text.indexOf(words) + words.length });

test('a question is put with so many tokens and the beginnings of its telling words', async () => {
  const asked = 'When was the Founding of Harrow Mill announced, and by whom?';
  const { ids, words } = await putQuestion(tokenizer, asked);
  expect(ids).toHaveLength(Math.min(questionTokens, asked.length));
  expect([...words]).toEqual(['found', 'harro', 'mill', 'annou']);
});

test('a question of nothing but common words keeps them', async () => {
  expect([...(await putQuestion(tokenizer, 'Who is it?')).words]).toEqual(['who', 'is', 'it']);
});

test('coverage is the share of the question’s words near a span', async () => {
  const text = 'Harrow Mill was announced in 1871. Quarry Lane came later.';
  const question = await putQuestion(tokenizer, 'When was the founding of Harrow Mill announced?');
  expect(coverage(question, passage(text), place(text, '1871'))).toBeCloseTo(3 / 4);
  // Words of the span itself say nothing for it.
  expect(coverage(question, passage(text), place(text, 'Harrow Mill'))).toBeCloseTo(1 / 4);
});

test('other forms of a word are the same word; words further off do not count', async () => {
  const far = 'so '.repeat(wordsNear);
  const text = `Harrow ${far}founded in 1871 ${far}mill`;
  const question = await putQuestion(tokenizer, 'What is the founding year of Harrow Mill?');
  expect(coverage(question, passage(text), place(text, '1871'))).toBe(1 / 4);
});

test('without words there is nothing to cover', () => {
  expect(coverage({ words: new Set() }, passage('Some text.'), place('Some text.', 'text'))).toBe(0);
});
