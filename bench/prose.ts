import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const sources = resolve(import.meta.dirname, '../test/fixtures/sources');

/** Sentences of the sample documents, in a fixed order. */
function sampleSentences(): string[] {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md')).sort();
  return files
    .flatMap((file) => readFileSync(join(sources, file), 'utf8').split(/\n\s*\n/))
    .filter((block) => /^[A-Z“"]/.test(block) && block.length > 80)
    .flatMap((block) => block.replaceAll(/\s+/g, ' ').match(/[^.!?]+[.!?]+["”’]?/g) ?? [])
    .map((sentence) => sentence.trim());
}

/**
 * Paragraphs of prose, about `words` words in all, always the same for the same number: sentences of the sample
 * documents in a pseudo-random order, with a number in each paragraph so that no two are alike.
 */
export function* prose(words: number): Generator<string> {
  const sentences = sampleSentences();
  let state = 1;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let written = 0;
  for (let paragraph = 1; written < words; paragraph++) {
    const chosen = Array.from({ length: 4 + next(4) }, () => sentences[next(sentences.length)] ?? '');
    const text = `Entry ${paragraph} was made on day ${1 + next(30_000)}. ${chosen.join(' ')}`;
    written += text.split(' ').length;
    yield text;
  }
}
