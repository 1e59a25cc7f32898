import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { terminal } from './terminal.ts';

const scan = resolve(import.meta.dirname, '../fixtures/scans/scan.pdf');

test('--no-ocr leaves a scan unread and says so; doctor shows where the language data lies', { timeout: 300_000 }, async () => {
  const { infolio } = terminal();
  const { code, stdout, stderr } = await infolio('open', scan, '--no-ocr', '--json', '--quiet');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^infolio: no_text: scan\.pdf has no text on any page, and text recognition is off; [^\n]*--no-ocr\.\n$/u);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'no_text' } });
  expect((await infolio('doctor')).stdout).toMatch(/^ocr {7}on, eng: .*4\.0\.0_best_int$/mu);
  expect((await infolio('doctor', '--no-ocr')).stdout).toMatch(/^ocr {7}off, eng: /mu);
});
