/**
 * node bench/screenshot.ts
 *
 * Makes the README's pictures, docs/screenshot.png and docs/screenshot-dark.png: the sample lease is opened in the real
 * app, asked, and the words of the answer are lit.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openApp } from '../test/e2e/app.ts';
import { ask, lease, open, patience, row, soon } from '../test/e2e/screens.ts';

const docs = resolve(import.meta.dirname, '../docs');
const app = await openApp('serve');
try {
  const { page } = app;
  await mkdir(docs, { recursive: true });
  await open(app, [lease]);
  await row(page, 'Lease').locator('img').waitFor({ timeout: patience });
  await ask(page, 'Which law governs the lease?');
  const card = await ask(page, 'What is the Default Rate?');
  await card.getByTestId('page-chip').first().click();
  await page.getByTestId('answer-box').first().waitFor({ timeout: soon });
  for (const [scheme, name] of [['light', 'screenshot.png'], ['dark', 'screenshot-dark.png']] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.mouse.move(640, 5);
    // The light fades in, and pdf.js sharpens the page.
    await page.waitForTimeout(2_000);
    await page.screenshot({ path: join(docs, name) });
  }
} finally {
  await app.close();
}
