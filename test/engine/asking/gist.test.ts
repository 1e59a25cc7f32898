import { expect, test } from 'vitest';
import { asksForGist, gistAnswer } from '../../../src/engine/asking/gist.ts';

test.each(['What is this document about?', 'what is it about', "What's the paper about?", 'What does this contract cover?', 'Summarize this.', 'Can you summarise the book for me?', 'Give me a short summary of this paper', 'What are the main findings?', 'What is the main point of the article?'])('%s', (question) => {
  expect(asksForGist(question)).toBe(true);
});

test.each(['What is the fuss about?', 'What does section 4 cover?', 'What is the main street called?', 'What are the main findings of Kowalczyk?', 'Who summarized this?', 'What is the contract price?', 'What does the lease say about pets?'])('not: %s', (question) => {
  expect(asksForGist(question)).toBe(false);
});

test('without sentences nothing is found', () => {
  expect(gistAnswer('What is it about?', [])).toMatchObject({ found: false, best: null, others: [] });
});
