import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultModelFolder } from '../../../src/cli/common.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { openDocument } from '../../../src/engine/pdf/index.ts';
import { boxesOf } from '../../../src/engine/pdf/boxes.ts';

const fixtures = resolve(import.meta.dirname, '../../fixtures');
const mixed = join(fixtures, 'scans', 'mixed.pdf');
const scan = join(fixtures, 'scans', 'scan.pdf');
const patience = 600_000;

describe('scans in the library', { timeout: patience }, () => {
  const place = mkdtempSync(join(tmpdir(), 'infolio-scans-'));
  afterAll(() => {
    rmSync(place, { recursive: true, force: true });
  });
  const engineWith = (ocr: boolean): Promise<Engine> =>
    createEngine({ libraryFolder: place, modelFolder: defaultModelFolder, cacheFolder: join(tmpdir(), 'infolio-test-cache'), device: 'cpu', ocr });

  it('stay empty while recognition is off, and a file of nothing else says how to switch it on', async () => {
    await using engine = await engineWith(false);
    const document = await engine.open(mixed);
    expect(document).toMatchObject({ state: 'ready', pageCount: 3, pagesRead: 3 });
    expect(await engine.text(document.id)).not.toContain('TIDEWATER');
    expect(await engine.open(mixed)).toMatchObject({ readAt: document.readAt });
    await expect(engine.open(scan)).rejects.toMatchObject({ code: 'no_text', message: expect.stringMatching(/^scan\.pdf .* text recognition is off; .*--no-ocr/u) as string });
    expect((await engine.diagnose()).ocr).toMatchObject({ on: false, language: 'eng', data: expect.stringContaining('4.0.0_best_int') as string });
  });

  it('are read anew once it is on, once, and answer with the page and the place of the words on its picture', async () => {
    await using engine = await engineWith(true);
    const before = engine.library.documents.findByPath(mixed);
    const progress: number[] = [];
    const document = await engine.open(mixed, { onProgress: ({ pagesRead }) => progress.push(pagesRead) });
    expect(document).toMatchObject({ id: before?.id, state: 'ready', pagesRead: 3, failedPages: [] });
    expect(document.words).toBeGreaterThan((before?.words ?? 0) + 200);
    expect(progress.at(-1)).toBe(3);
    expect(await engine.open(mixed)).toMatchObject({ readAt: document.readAt });

    const { best } = await engine.ask(document.id, 'How much is the Base Rent for each calendar month?');
    expect(best?.text).toMatch(/eighteen thousand four hundred dollars|18,400/u);
    expect(best?.page).toBe(2);
    await using lease = await openDocument(join(fixtures, 'documents', 'lease.pdf'));
    for await (const page of lease.pages({ from: 3 })) {
      if ('failed' in page) throw new Error(page.failed.message);
      const start = page.text.indexOf(best?.text ?? '');
      const [expected] = boxesOf(page, start, start + (best?.text.length ?? 0));
      const [box] = best?.boxes ?? [];
      expect(start).toBeGreaterThan(0);
      expect(Math.abs((box?.x ?? 0) - (expected?.x ?? 0))).toBeLessThan(4);
      expect(Math.abs((box?.y ?? 0) - (expected?.y ?? 0))).toBeLessThan(4);
      expect(Math.abs((box?.width ?? 0) - (expected?.width ?? 0))).toBeLessThan(6);
      break;
    }
  });
});
