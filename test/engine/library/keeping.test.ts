import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PageContent, TextRun } from '../../../src/contract/page.ts';
import { ByteReader, ByteWriter } from '../../../src/engine/library/bytes.ts';
import { deflated, inflated } from '../../../src/engine/library/deflated.ts';
import { decodeLayout, encodeLayout } from '../../../src/engine/library/layout.ts';
import { earlierMemories, edgeTolerance, memoryStride } from '../../../src/engine/library/limits.ts';
import { strideFor } from '../../../src/engine/library/memories.ts';
import { decodeSentences, encodeSentences } from '../../../src/engine/library/sentences.ts';
import { openDocument } from '../../../src/engine/pdf/index.ts';
import { leasePdf } from '../reading/given.ts';

describe('Numbers', () => {
  it('come back, small ones in one byte', () => {
    fc.assert(fc.property(fc.array(fc.maxSafeInteger()), (numbers) => {
      const out = new ByteWriter();
      const safe = numbers.map((each) => Math.trunc(each / 4));
      for (const each of safe) out.signed(each);
      for (const each of safe) out.count(Math.abs(each));
      const input = new ByteReader(out.bytes());
      expect(safe.map(() => input.signed())).toEqual(safe.map((each) => each + 0));
      expect(safe.map(() => input.count())).toEqual(safe.map(Math.abs));
      expect(() => input.count()).toThrow(RangeError);
    }));
    const out = new ByteWriter();
    for (const each of [0, 63, -64, 1, -1]) out.signed(each);
    expect(out.bytes()).toHaveLength(5);
  });
});

describe('Sentences', () => {
  it('come back with their numbers', () => {
    const lengths = fc.array(fc.tuple(fc.nat(50), fc.nat(4000), fc.float({ noNaN: true })), { maxLength: 40 });
    fc.assert(fc.property(fc.nat(1e9), lengths, (from, each) => {
      let at = from;
      const sentences = each.map(([gap, length]) => ({ start: at + gap, end: (at += gap + length) }));
      const importance = each.map(([, , number]) => number);
      expect(decodeSentences(encodeSentences(sentences, from, importance), from)).toEqual({ sentences, importance });
    }));
  });
});

describe('Text', () => {
  it('comes back, whatever is in it', () => {
    fc.assert(fc.property(fc.uint16Array(), (units) => {
      const text = String.fromCharCode(...units).toWellFormed();
      expect(inflated(deflated(text))).toBe(text);
    }));
    expect(inflated(deflated('a\u0000b'))).toBe('a\u0000b');
    expect(() => inflated(Buffer.from('nonsense'))).toThrow();
    expect(() => inflated('text')).toThrow(TypeError);
  });
});

const letter = fc.constantFrom('a', 'b', 'm', ' ', ' ', 'W', 'é', '漢', '\ud83d\udE42'.slice(0, 1));

/** Pages with runs of every kind: with and without advances, of no width, with widths that make no sense. */
const anyPage = fc
  .array(fc.record({ gap: fc.nat(3), letters: fc.array(fc.tuple(letter, fc.double({ min: 0, max: 20, noNaN: true })), { minLength: 1, maxLength: 30 }), hasEdges: fc.boolean(), x: fc.double({ min: -100, max: 1000, noNaN: true }), y: fc.double({ min: -100, max: 1000, noNaN: true }), height: fc.constantFrom(0, 8, 9.96, 12.003) }), { maxLength: 12 })
  .map((lines): Pick<PageContent, 'text' | 'blocks' | 'runs'> => {
    let text = '';
    const runs = lines.map(({ gap, letters, hasEdges, x, y, height }): TextRun => {
      text += ' '.repeat(gap);
      const start = text.length;
      text += letters.map(([each]) => each).join('');
      const width = letters.reduce((sum, [, each]) => sum + each, 0);
      let edge = 0;
      const advances = letters.map(([, each]) => (width === 0 ? 0 : (edge += each) / width));
      const run = { start, end: text.length, x, y, width, height };
      return hasEdges ? { ...run, advances } : run;
    });
    return { text, blocks: text === '' ? [] : [{ kind: 'heading', start: 0, end: text.length, level: 3 }], runs };
  });

function assertNear(kept: Pick<PageContent, 'runs' | 'blocks'>, page: Pick<PageContent, 'runs' | 'blocks'>): void {
  expect(kept.blocks).toEqual(page.blocks);
  expect(kept.runs.map(({ start, end }) => [start, end])).toEqual(page.runs.map(({ start, end }) => [start, end]));
  page.runs.forEach((run, i) => {
    const back = kept.runs[i];
    for (const field of ['x', 'y', 'width', 'height'] as const) expect(Math.abs((back?.[field] ?? NaN) - run[field])).toBeLessThanOrEqual(1 / 40 + 1e-9);
    expect(back?.advances?.length).toBe(run.advances?.length);
    run.advances?.forEach((advance, k) => {
      // The run's own width is rounded besides.
      expect(Math.abs((back?.advances?.[k] ?? NaN) * (back?.width ?? NaN) - advance * run.width)).toBeLessThanOrEqual(edgeTolerance + 1 / 20);
    });
  });
}

describe('The layout of a page', () => {
  it('comes back within its tolerances, whatever the page', () => {
    fc.assert(fc.property(anyPage, (page) => { assertNear(decodeLayout(encodeLayout(page), page.text), page); }), { numRuns: 300 });
  });

  it('of a real document takes less than 0.4 bytes a character', { timeout: 300_000 }, async () => {
    await using source = await openDocument(leasePdf);
    let [bytes, characters] = [0, 0];
    for await (const page of source.pages()) {
      if ('failed' in page) throw new Error(page.failed.message);
      const kept = encodeLayout(page);
      assertNear(decodeLayout(kept, page.text), page);
      bytes += kept.byteLength;
      characters += page.text.length;
    }
    expect(characters).toBeGreaterThan(30_000);
    expect(bytes / characters).toBeLessThan(0.4);
  });
});

describe('Earlier memories', () => {
  it('stay evenly spread, and never more than a few', () => {
    let kept: number[] = [];
    for (let latest = 8; latest <= 20_000; latest += 8) {
      const stride = strideFor(latest);
      kept = [...kept.filter((each) => each % stride === 0), latest];
      expect(kept.length).toBeLessThanOrEqual(earlierMemories + 1);
      const gaps = kept.map((each, i) => each - (kept[i - 1] ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(stride);
    }
    expect(strideFor(memoryStride * earlierMemories)).toBe(memoryStride);
    expect(kept.length).toBeGreaterThan(earlierMemories / 2);
  });
});
