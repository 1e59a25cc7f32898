import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { documents } from './app.ts';
import type { App } from './app.ts';

/** Milliseconds that something may take on a busy machine. */
export const patience = 180_000;
/** For what happens on the screen alone. */
export const soon = 15_000;

export const lease = join(documents, 'lease.pdf');
export const paper = join(documents, 'paper.pdf');
export const story = join(documents, 'story.pdf');

/** The row of a document in the library. */
export function row(page: Page, title: RegExp | string): Locator {
  return page.getByTestId('document-row').filter({ hasText: title });
}

/** Opens files with the Open button and waits until each has been read, or only until their rows are there. */
export async function open(app: App, files: readonly string[], { read = true } = {}): Promise<void> {
  await app.choose(files, () => app.page.getByTestId('open-files').click());
  const rows = app.page.getByTestId('document-row');
  for (let count = 0; count < files.length; count++) await rows.nth(count).waitFor({ timeout: patience });
  if (read) await allRead(app.page);
}

/** Waits until nothing is being read any more. */
export async function allRead(page: Page, timeout = patience): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('[data-testid="document-row"]') !== null && document.querySelector('[data-state="reading"], [data-state="preparing"], .incoming') === null,
    undefined,
    { timeout, polling: 200 },
  );
}

/** Shows a document and waits until its pages stand. */
export async function show(page: Page, title: RegExp | string): Promise<void> {
  await row(page, title).getByRole('button').first().click();
  await page.locator('.page .textLayer span').first().waitFor({ state: 'attached', timeout: patience });
}

/** Puts a question to what is chosen and gives the card that answers it. */
export async function ask(page: Page, question: string): Promise<Locator> {
  await page.getByTestId('question').fill(question);
  await page.getByTestId('question').press('Enter');
  return answered(page, question);
}

export async function answered(page: Page, question: string): Promise<Locator> {
  const card = page.getByTestId('answer-card').filter({ hasText: question }).first();
  await card.waitFor({ timeout: patience });
  return card;
}

/** Waits for a condition that is no element. */
export async function until(what: string, holds: () => Promise<boolean>, timeout = soon): Promise<void> {
  const end = performance.now() + timeout;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Waited ${timeout} ms in vain: ${what}.`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
