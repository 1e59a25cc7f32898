import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InfolioError } from '../../../src/contract/errors.ts';
import { createSegmenter, joinerBetween } from '../../../src/engine/text/index.ts';
import { cutAt, longText, segmentsOf, someText, tokenizer } from './given.ts';

const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
const limits = fc.constantFrom(8, 20, 50, 254);
const anyText = fc.oneof(someText, longText);
const runs = { numRuns: 50 };

describe('the segments of a document', () => {
  it('cover the text exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, limits, async (text, maxTokens) => {
        const { segments } = await segmentsOf([text], { maxTokens });
        expect(segments.map((segment) => segment.text).join('')).toBe(text);
        let end = 0;
        segments.forEach((segment, index) => {
          expect(segment.index).toBe(index);
          expect(segment.start).toBe(end);
          expect(segment.end).toBeGreaterThan(segment.start);
          expect(segment.text).toBe(text.slice(segment.start, segment.end));
          end = segment.end;
        });
        expect(end).toBe(text.length);
      }),
      runs,
    );
  });

  it('hold at most so many tokens, the very ones that tokenizing their text gives', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, limits, async (text, maxTokens) => {
        for (const segment of (await segmentsOf([text], { maxTokens })).segments) {
          expect(segment.tokens.ids.length).toBeLessThanOrEqual(maxTokens);
          const again = await tokenizer.encode(segment.text);
          expect([...segment.tokens.ids]).toEqual([...again.ids]);
          expect([...segment.tokens.starts]).toEqual(Array.from(again.starts, (start) => start + segment.start));
          expect([...segment.tokens.ends]).toEqual(Array.from(again.ends, (end) => end + segment.start));
        }
      }),
      runs,
    );
  });

  it('hold no more where the beginning of an unknown word has more tokens than the word', async () => {
    const text = `${'The Licensee shall pay. '.repeat(6)}${' '.repeat(90)}${'ab'.repeat(68)}\n\n\n\nNo. 5`;
    const { segments } = await segmentsOf([text], { maxTokens: 8 });
    expect(Math.max(...segments.map((segment) => segment.tokens.ids.length))).toBeLessThanOrEqual(8);
    expect(segments.map((segment) => segment.text).join('')).toBe(text);
  });

  it('do not depend on how the text is cut into appends', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, shares, limits, async (text, at, maxTokens) => {
        const whole = await segmentsOf([text], { maxTokens });
        const parts = await segmentsOf(cutAt(text, at), { maxTokens });
        expect(parts.segments).toEqual(whole.segments);
      }),
      runs,
    );
  });

  it('go on the same from any position', async () => {
    await fc.assert(
      fc.asyncProperty(longText, shares, async (text, at) => {
        const { segments, positions } = await segmentsOf(cutAt(text, at), { maxTokens: 24 });
        for (const from of positions) {
          const rest = await segmentsOf([text.slice(from.offset)], { maxTokens: 24, from });
          expect(rest.segments).toEqual(segments.slice(from.index));
        }
      }),
      { numRuns: 8 },
    );
  });

  it('have sentences inside them, in order, without white space around', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, limits, async (text, maxTokens) => {
        let end = 0;
        for (const segment of (await segmentsOf([text], { maxTokens })).segments) {
          for (const sentence of segment.sentences) {
            expect(sentence.start).toBeGreaterThanOrEqual(Math.max(end, segment.start));
            expect(sentence.end).toBeLessThanOrEqual(segment.end);
            const inner = text.slice(sentence.start, sentence.end);
            expect(inner).toBe(inner.trim());
            expect(inner).not.toBe('');
            end = sentence.end;
          }
          expect(text.slice(end, segment.end).trim()).toBe('');
        }
      }),
      runs,
    );
  });

  it('never part the two halves of a character', async () => {
    for (const lead of ['', ' ', 'x']) {
      const { segments } = await segmentsOf([lead + '🙂'.repeat(6000)]);
      for (const { text } of segments) expect(text.isWellFormed()).toBe(true);
    }
  });

  it('are none for an empty document, and one without tokens for white space', async () => {
    expect((await segmentsOf([''])).segments).toEqual([]);
    const { segments } = await segmentsOf([' \n\n ']);
    expect(segments).toHaveLength(1);
    expect(segments[0]).toMatchObject({ start: 0, end: 4, text: ' \n\n ', sentences: [] });
  });
});

describe('a segment', () => {
  const sentence = 'The Supplier shall deliver the goods to the Buyer on the agreed day. '; // 14 tokens
  const paragraph = (sentences: number): string => sentence.repeat(sentences).trimEnd();

  it('ends at the end of a sentence', async () => {
    const { segments } = await segmentsOf([sentence.repeat(60)], { maxTokens: 100 });
    for (const { text } of segments) expect(text.endsWith('day. ')).toBe(true);
    expect(segments[0]?.tokens.ids.length).toBe(98);
  });

  it('ends before a paragraph that does not fit, if it is full enough', async () => {
    const { segments } = await segmentsOf([[paragraph(5), paragraph(5)].join('\n\n')], { maxTokens: 100 });
    expect(segments.map(({ text }) => text.trim())).toEqual([paragraph(5), paragraph(5)]);
  });

  it('takes a part of a paragraph that does not fit, if it were nearly empty else', async () => {
    const { segments } = await segmentsOf([[paragraph(2), paragraph(8)].join('\n\n')], { maxTokens: 100 });
    expect(segments.map(({ sentences }) => sentences.length)).toEqual([7, 3]);
  });

  it('leaves a heading at its end to the segment with what it heads', async () => {
    const text = [paragraph(6), 'ARTICLE IV. PAYMENT', '4.1 Fees', paragraph(6)].join('\n\n');
    const { segments } = await segmentsOf([text], { maxTokens: 100 });
    expect(segments[1]?.text.startsWith('ARTICLE IV. PAYMENT\n\n4.1 Fees')).toBe(true);
  });

  it('cuts a sentence that is longer than a segment after a clause, else after a word', async () => {
    const clauses = 'the fee for the goods is due at once; '.repeat(30);
    for (const { text } of (await segmentsOf([clauses], { maxTokens: 64 })).segments) expect(text).toMatch(/; $/);
    const words = 'payment '.repeat(300);
    for (const { text } of (await segmentsOf([words], { maxTokens: 64 })).segments) expect(text).toMatch(/payment $/);
  });

  it('is given out as soon as the line after it shows that it is complete', async () => {
    const segmenter = createSegmenter(tokenizer, { maxTokens: 100 });
    expect(await segmenter.append(paragraph(7))).toEqual([]);
    expect(await segmenter.append(`\n\n${paragraph(3)}`)).toEqual([]);
    const segments = await segmenter.append('\n\nThe rest');
    expect(segments.map(({ text }) => text.trim())).toEqual([paragraph(7)]);
    expect(segmenter.position).toEqual({ offset: segments[0]?.end, index: 1 });
  });
});

describe('a segmenter', () => {
  it('holds back no more than its look ahead, even in a line without end', async () => {
    const segmenter = createSegmenter(tokenizer);
    for (let appended = 0; appended < 100_000; appended += 1000) {
      await segmenter.append('endless '.repeat(125));
      expect(appended + 1000 - segmenter.position.offset).toBeLessThan(10_000);
    }
  });

  it('works through calls that were not waited for in their order', async () => {
    const text = 'One is first. Two comes after it.\n\n'.repeat(200);
    const segmenter = createSegmenter(tokenizer);
    const results = await Promise.all([...cutAt(text, [0.2, 0.5]).map((part) => segmenter.append(part)), segmenter.finish()]);
    expect(results.flat()).toEqual((await segmentsOf([text])).segments);
  });

  it('stops on request, having given out and lost nothing', async () => {
    const text = 'One is first. Two comes after it.\n\n'.repeat(200);
    const controller = new AbortController();
    const segmenter = createSegmenter(tokenizer, { signal: controller.signal });
    const before = await segmenter.append(text);
    controller.abort();
    await expect(segmenter.append(text)).rejects.toMatchObject({ code: 'cancelled' });
    const { offset, index } = segmenter.position;
    expect({ offset, index }).toEqual({ offset: before.at(-1)?.end, index: before.length });
  });

  it('refuses segments too short to hold a word', () => {
    expect(() => createSegmenter(tokenizer, { maxTokens: 3 })).toThrow(InfolioError);
  });
});

describe('between two pages', () => {
  it('stands a space where the paragraph goes on, else a paragraph break', () => {
    expect(joinerBetween(true)).toBe(' ');
    expect(joinerBetween(false)).toBe('\n\n');
  });
});
