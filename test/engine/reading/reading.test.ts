import { appendFileSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadingProgress } from '../../../src/contract/document.ts';
import { openLibrary } from '../../../src/engine/library/index.ts';
import type { Library } from '../../../src/engine/library/index.ts';
import { openDocument } from '../../../src/engine/pdf/index.ts';
import { readDocument } from '../../../src/engine/reading/index.ts';
import type { ReadingNetwork } from '../../../src/engine/reading/index.ts';
import { pdfWithoutText } from './blank-pdf.ts';
import { everyRow, leasePdf, prose, standIn, temporaryFolder, wordTokenizer } from './given.ts';
import { batchSegments } from '../../../src/engine/reading/limits.ts';

/** A PDF's worker takes its time to start where others use the machine. */
const patience = 300_000;

let place: ReturnType<typeof temporaryFolder>;
let library: Library;

beforeEach(() => {
  place = temporaryFolder();
  library = openLibrary(join(place.path, 'library'));
});
afterEach(() => {
  library.close();
  place[Symbol.dispose]();
});

const tools = (network: ReadingNetwork): { library: Library; tokenizer: typeof wordTokenizer; network: ReadingNetwork } => ({ library, tokenizer: wordTokenizer, network });

function book(characters = 60_000, seed = 1): string {
  const path = join(place.path, `book-${seed}.txt`);
  writeFileSync(path, prose(characters, seed));
  return path;
}

/** Reads in a library of its own, undisturbed; all its rows. */
async function undisturbedRows(path: string): Promise<ReturnType<typeof everyRow>> {
  const folder = join(place.path, 'undisturbed');
  const other = openLibrary(folder);
  await readDocument(path, { library: other, tokenizer: wordTokenizer, network: standIn() });
  other.close();
  return everyRow(folder);
}

describe('Reading a PDF', { timeout: patience }, () => {
  it('keeps every page, and a text that is the pages one after the other', async () => {
    const record = await readDocument(leasePdf, tools(standIn()));
    expect(record).toMatchObject({ state: 'ready', kind: 'pdf', pageCount: 20, pagesRead: 20, failedPages: [], path: leasePdf });
    const reader = library.open(record.id);
    expect(reader.passageCount).toBe(record.segments);
    expect(reader.text()).toHaveLength(record.textLength);
    await using source = await openDocument(leasePdf);
    let at = 0;
    for await (const page of source.pages()) {
      if ('failed' in page) throw new Error(page.failed.message);
      const kept = reader.pageContent(page.page);
      expect(kept?.text).toBe(page.text);
      expect(kept?.label).toBe(page.label);
      expect(kept?.blocks).toEqual(page.blocks);
      const row = reader.page(page.page);
      expect(row?.start).toBe(at);
      at = (row?.end ?? 0) + (page.continues ? 1 : 2);
    }
    expect(record.words).toBeGreaterThan(5000);
    expect(record.words).toBeLessThan(record.tokens);
  });

  it('fails with no_text if no page has any, and says so again the next time', async () => {
    const path = join(place.path, 'scan.pdf');
    writeFileSync(path, pdfWithoutText(3));
    for (let i = 0; i < 2; i++) {
      await expect(readDocument(path, tools(standIn()))).rejects.toMatchObject({ code: 'no_text', message: expect.stringContaining('scan.pdf') as string });
      expect(library.documents.list()).toMatchObject([{ state: 'failed', failure: { code: 'no_text' }, pageCount: 3, segments: 0 }]);
    }
  });

  it('refuses what cannot be opened with the reason, and keeps nothing of it', async () => {
    await expect(readDocument(join(place.path, 'none.pdf'), tools(standIn()))).rejects.toMatchObject({ code: 'not_found' });
    await expect(readDocument(place.path, tools(standIn()))).rejects.toMatchObject({ code: 'not_a_file' });
    const broken = join(place.path, 'broken.pdf');
    writeFileSync(broken, 'no PDF at all');
    await expect(readDocument(broken, tools(standIn()))).rejects.toMatchObject({ code: 'not_a_pdf' });
    expect(library.documents.list()).toEqual([]);
  });
});

describe('What was read', () => {
  it('is read in whole batches that begin at multiples of the batch, whatever the pages are', async () => {
    const network = standIn();
    const record = await readDocument(book(), tools(network));
    expect(record.segments).toBeGreaterThan(40);
    expect(network.firsts).toEqual(Array.from({ length: Math.ceil(record.segments / batchSegments) }, (_, i) => batchSegments * i));
    expect(network.segmentsRead()).toBe(record.segments);
  });

  it('is the words of the file with their importance by sentence', async () => {
    const path = book(8000);
    const network = standIn();
    const read: Float32Array[] = [];
    const record = await readDocument(path, tools({ ...network, read: async (segments, memory) => {
      const output = await network.read(segments, memory);
      read.push(...output.importance);
      return output;
    } }));
    const reader = library.open(record.id);
    const [first] = reader.passages();
    const [sentence] = first?.sentences ?? [];
    const tokens = await wordTokenizer.encode(first?.text ?? '');
    const inside = [...tokens.starts.keys()].filter((i) => (tokens.starts[i] ?? 0) < (sentence?.end ?? 0));
    const mean = inside.reduce((sum, i) => sum + (read[0]?.[i] ?? 0), 0) / inside.length;
    expect(inside.length).toBeGreaterThan(4);
    expect(first?.importance[0]).toBeCloseTo(mean, 6);
    expect(first?.importance).toHaveLength(first?.sentences.length ?? -1);
    for (const passage of reader.passages()) {
      for (const { start, end } of passage.sentences) expect(reader.text(start, end)).toMatch(/^[A-Z].*\.$/su);
    }
  });

  it('is there at once the second time, from wherever the same bytes come', async () => {
    const path = book();
    const first = await readDocument(path, tools(standIn()));
    const copy = join(place.path, 'copy.txt');
    copyFileSync(path, copy);
    const idle = standIn();
    const second = await readDocument(copy, tools(idle));
    expect(idle.segmentsRead()).toBe(0);
    expect(second).toEqual({ ...first, path: copy, openedAt: second.openedAt });
    expect(library.documents.list()).toHaveLength(1);
  });

  it('is read again if the bytes or the model are others', async () => {
    const path = book(20_000);
    const first = await readDocument(path, tools(standIn()));
    const other = standIn({ modelHash: '77'.repeat(32) });
    const second = await readDocument(path, tools(other));
    expect(other.segmentsRead()).toBe(first.segments);
    expect(second.id).not.toBe(first.id);
    appendFileSync(path, 'One more sentence.');
    const third = await readDocument(path, tools(standIn()));
    expect(third.words).toBe(first.words + 3);
    expect(library.documents.list()).toHaveLength(3);
    expect(library.documents.list(first.modelHash)).toHaveLength(2);
  });
});

describe('A reading', () => {
  it('tells how far it is, in steps that never go back, and ends with every page', async () => {
    const seen: ReadingProgress[] = [];
    const record = await readDocument(book(), tools(standIn({ msPerCall: 5 })), { onProgress: (progress) => seen.push(progress) });
    const rising = (values: number[]): boolean => values.every((value, i) => i === 0 || value >= (values[i - 1] ?? 0));
    expect(rising(seen.map((each) => each.pagesRead))).toBe(true);
    expect(rising(seen.map((each) => each.segments))).toBe(true);
    expect(new Set(seen.map((each) => each.segments)).size).toBeGreaterThan(3);
    expect(seen[0]).toMatchObject({ pagesRead: 0, pageCount: record.pageCount, segments: 0, secondsLeft: null });
    expect(seen.some((each) => each.secondsLeft !== null && each.secondsLeft > 0 && each.tokensPerSecond > 0)).toBe(true);
    expect(seen.at(-1)).toMatchObject({ pagesRead: record.pageCount, segments: record.segments, tokens: record.tokens, secondsLeft: 0 });
  });

  it('stops on request, keeps what it has, and goes on from there to the very same end', async () => {
    const path = book(90_000);
    const stop = new AbortController();
    const network = standIn();
    const stopping = readDocument(path, tools(network), { signal: stop.signal, onProgress: ({ segments }) => { if (segments >= 32) stop.abort(); } });
    await expect(stopping).rejects.toMatchObject({ code: 'cancelled' });
    const [stopped] = library.documents.list();
    expect(stopped).toMatchObject({ state: 'reading', segments: 32 });
    expect(stopped?.pagesRead).toBeGreaterThan(0);
    const rest = standIn();
    const record = await readDocument(path, tools(rest));
    expect(rest.firsts[0]).toBe(32);
    expect(record.segments).toBe(32 + rest.segmentsRead());
    expect(everyRow(join(place.path, 'library'))).toEqual(await undisturbedRows(path));
  });

  it('of a PDF goes on to the very same end after it was stopped at every batch', { timeout: patience }, async () => {
    for (let kept = 0, ready = false; !ready; kept += 16) {
      const stop = new AbortController();
      const reading = readDocument(leasePdf, tools(standIn()), { signal: stop.signal, onProgress: ({ segments }) => { if (segments > kept) stop.abort(); } });
      ready = await reading.then(() => true, (error: unknown) => {
        expect(error).toMatchObject({ code: 'cancelled' });
        return false;
      });
    }
    expect(everyRow(join(place.path, 'library'))).toEqual(await undisturbedRows(leasePdf));
  });

  it('does not begin if it is cancelled before', async () => {
    const network = standIn();
    await expect(readDocument(book(), tools(network), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(network.segmentsRead()).toBe(0);
    expect(library.documents.list()).toEqual([]);
  });

  it('that the network breaks off is kept as far as it came', async () => {
    const path = book(60_000);
    const sound = standIn();
    const broken: ReadingNetwork = { ...sound, read: (segments, memory) => (segments[0]?.index === 32 ? Promise.reject(new Error('the device is gone')) : sound.read(segments, memory)) };
    await expect(readDocument(path, tools(broken))).rejects.toThrow('the device is gone');
    expect(library.documents.list()).toMatchObject([{ state: 'reading', segments: 32 }]);
    await readDocument(path, tools(standIn()));
    expect(everyRow(join(place.path, 'library'))).toEqual(await undisturbedRows(path));
  });

  it('is done once for two who ask for the same file at the same time', async () => {
    const path = book();
    const network = standIn();
    const progress = [0, 0];
    const both = await Promise.all([0, 1].map((who) => readDocument(path, tools(network), { onProgress: () => { progress[who] = (progress[who] ?? 0) + 1; } })));
    expect(both[0]).toEqual(both[1]);
    expect(network.segmentsRead()).toBe(both[0]?.segments);
    expect(Math.min(...progress)).toBeGreaterThan(3);
  });

  it('goes on for the others when one of them cancels, and stops with the last', async () => {
    const path = book(120_000);
    const network = standIn({ msPerCall: 5 });
    const [one, two] = [new AbortController(), new AbortController()];
    const first = readDocument(path, tools(network), { signal: one.signal });
    const second = readDocument(path, tools(network), { signal: two.signal, onProgress: ({ segments }) => {
      if (segments >= batchSegments) one.abort();
      if (segments >= 48) two.abort();
    } });
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect(library.documents.list()[0]?.segments).toBeLessThan(48);
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    expect(library.documents.list()).toMatchObject([{ state: 'reading', segments: 48 }]);
    expect((await readDocument(path, tools(standIn()))).state).toBe('ready');
  });

  it('ends with an error if its document is removed meanwhile, and leaves nothing of it', async () => {
    const path = book();
    const removing = readDocument(path, tools(standIn()), { onProgress: ({ segments }) => {
      const [record] = library.documents.list();
      if (segments >= batchSegments && record !== undefined) library.documents.remove(record.id);
    } });
    await expect(removing).rejects.toMatchObject({ code: 'not_found' });
    expect(library.documents.list()).toEqual([]);
    expect(everyRow(join(place.path, 'library'))).toMatchObject({ passages: [], pages: [], memories: [], readings: [] });
  });
});
