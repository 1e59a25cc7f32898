import * as fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InfolioError } from '../../../src/contract/errors.ts';
import { codePointOffsetOf, loadTokenizer } from '../../../src/engine/text/index.ts';
import { utf16OffsetOf } from '../../../src/engine/text/offsets.ts';
import { someText, tokenizer, tokenizerPath } from './given.ts';

async function wordsOf(text: string): Promise<string[]> {
  const { starts, ends } = await tokenizer.encode(text);
  return Array.from(starts, (start, i) => text.slice(start, ends[i]));
}

describe('the tokenizer', () => {
  it('knows its vocabulary and the marks of the model', () => {
    const { vocabularySize, padId, unkId, clsId, sepId, maskId } = tokenizer;
    expect({ vocabularySize, padId, unkId, clsId, sepId, maskId }).toEqual({
      vocabularySize: 30522,
      padId: 0,
      unkId: 100,
      clsId: 101,
      sepId: 102,
      maskId: 103,
    });
  });

  it('adds no marks, and neither cuts off nor fills up', async () => {
    expect([...(await tokenizer.encode('hello world')).ids]).toEqual([7592, 2088]);
    expect((await tokenizer.encode('hello '.repeat(5000))).ids.length).toBe(5000);
    expect((await tokenizer.encode('')).ids.length).toBe(0);
  });

  it.each([
    ['plain words', 'The fee is due.', ['The', 'fee', 'is', 'due', '.']],
    ['emoji', 'a 🙂 b 👍🏽!', ['a', '🙂', 'b', '👍🏽', '!']],
    ['combining accents', 'un cafe\u0301 noir', ['un', 'cafe\u0301', 'noir']],
    ['accented letters', 'naïve Zürich', ['naïve', 'Zürich']],
    ['Chinese', '🙂漢字 ok', ['🙂', '漢', '字', 'ok']],
    ['capitals that grow when lowered', 'x İstanbul y', ['x', 'İstanbul', 'y']],
    ['a soft hyphen', 'agree\u00adment', ['agree\u00adment']],
    ['half a surrogate pair', 'x \ud83d y', ['x', 'y']],
    ['the marks of the model as text', '[SEP] x', ['[', 'SEP', ']', 'x']],
  ])('points to the right text: %s', async (_, text, words) => {
    expect(await wordsOf(text)).toEqual(words);
  });

  it('gives offsets in order, on whole characters, for any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(someText, fc.string({ unit: 'binary' })), async (text) => {
        const { starts, ends } = await tokenizer.encode(text);
        let last = 0;
        starts.forEach((start, i) => {
          const end = ends[i] ?? 0;
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(text.slice(start, end).toWellFormed().length).toBe(end - start);
          last = start;
        });
      }),
    );
  });

  it('finds each word of any text of ordinary words where it stands', async () => {
    const word = fc.constantFrom('contract', 'fee', '🙂', 'law', 'Café', 'día', '漢');
    await fc.assert(
      fc.asyncProperty(fc.array(word), fc.constantFrom(' ', '\n\n', ' \u00a0'), async (words, space) => {
        expect(await wordsOf(words.join(space))).toEqual(words);
      }),
    );
  });

  it('gives the same for many texts at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someText, { maxLength: 5 }), async (texts) => {
        expect(await tokenizer.encodeBatch(texts)).toEqual(await Promise.all(texts.map((text) => tokenizer.encode(text))));
      }),
      { numRuns: 30 },
    );
  });
});

function failure(path: string): InfolioError {
  try {
    loadTokenizer(path);
  } catch (error) {
    if (error instanceof InfolioError) return error;
  }
  throw new Error(`${path} was loaded.`);
}

describe('loading a tokenizer', () => {
  it('says that the model is missing or damaged, and where', () => {
    const folder = mkdtempSync(join(tmpdir(), 'infolio-'));
    try {
      const path = join(folder, 'tokenizer.json');
      expect(failure(path)).toMatchObject({ code: 'model_missing', message: `The tokenizer ${path} cannot be read; install the model again.` });
      writeFileSync(path, readFileSync(tokenizerPath).subarray(0, 10_000));
      expect(failure(path)).toMatchObject({ code: 'model_damaged' });
      writeFileSync(path, readFileSync(tokenizerPath, 'utf8').replaceAll('[CLS]', '[NIL]'));
      expect(failure(path).message).toContain('lacks [CLS]');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('offsets in code points', () => {
  it('are turned into UTF-16 and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const characters = Array.from(text);
        const toUtf16 = utf16OffsetOf(text);
        const back = codePointOffsetOf(text);
        for (let i = 0; i <= characters.length; i++) {
          expect(toUtf16(i)).toBe(characters.slice(0, i).join('').length);
          expect(back(toUtf16(i))).toBe(i);
        }
      }),
    );
  });
});
