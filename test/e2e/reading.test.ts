import { expect, test } from 'vitest';
import { onEachShell } from './on-each-shell.ts';
import { litBoxes, standsStill, wordsOnPage } from './positions.ts';
import { allRead, answered, ask, lease, open, patience, row, show, soon, until } from './screens.ts';

/** CSS pixels by which an edge may be off: the text layer scales each line's words to the width of the drawn ones. */
const near = 3;

onEachShell('open, ask, see the words light up', (app) => {
  test('the first start says what to do', async () => {
    const { page } = app();
    await page.getByText('Open a document to begin').first().waitFor({ timeout: patience });
    await page.getByText('Your documents will be listed here.').waitFor({ timeout: soon });
    expect(await page.getByTestId('open-files').isEnabled()).toBe(true);
    expect(await page.title()).toContain('Infolio');
  });

  test('a document is read before one’s eyes, page by page', async () => {
    const { page } = app();
    const seen: string[] = [];
    await open(app(), [lease], { read: false });
    await until(
      'the reading ends',
      async () => {
        const text = await page.locator('.state[data-state="reading"]').first().textContent({ timeout: 500 }).catch(() => null);
        if (text !== null) seen.push(text.trim());
        return (await page.locator('.state[data-state]').count()) === 0 && (await page.getByTestId('document-row').count()) === 1;
      },
      patience,
    );
    await allRead(page);
    expect(seen.some((text) => /Reading \d+\s?%/u.test(text)), seen.join(' | ')).toBe(true);
    await row(page, 'Lease').getByText('20 pages').waitFor({ timeout: soon });
    await page.getByText('Read 20 of 20 pages').waitFor({ timeout: soon });
  });

  test('the answer is the document’s own words, with the page', async () => {
    const { page } = app();
    await show(page, 'Lease');
    const card = await ask(page, 'Which law governs the lease?');
    expect(await card.getByTestId('answer').getAttribute('data-found')).toBe('true');
    expect(await card.getByTestId('page-chip').first().getAttribute('data-page')).toBe('15');
    expect(await card.locator('mark').first().textContent()).toContain('State of Maine');
  });

  test('a click on the page lights up exactly the words of the answer', async () => {
    const { page } = app();
    const card = await answered(page, 'Which law governs the lease?');
    const words = (await card.locator('mark').first().textContent()) ?? '';
    await card.getByTestId('page-chip').first().click();
    await page.locator('.page[data-page-number="15"] [data-testid="answer-box"]').first().waitFor({ timeout: soon });
    await page.locator('.page[data-page-number="15"] .textLayer span').first().waitFor({ state: 'attached', timeout: patience });
    await standsStill(page);
    const lit = await litBoxes(page, 15);
    const there = await wordsOnPage(page, 15, words);
    expect(there, `“${words}” in the text layer`).not.toBeNull();
    expect(lit).toHaveLength(there?.length ?? 0);
    for (const [index, line] of (there ?? []).entries()) {
      const box = lit[index] ?? { left: 0, right: 0, top: 0, bottom: 0 };
      expect(Math.abs(box.left - line.left), `left edge of line ${index + 1}`).toBeLessThanOrEqual(near);
      expect(Math.abs(box.right - line.right), `right edge of line ${index + 1}`).toBeLessThanOrEqual(near + line.hyphen);
      expect(Math.abs((box.top + box.bottom) / 2 - (line.top + line.bottom) / 2), `middle of line ${index + 1}`).toBeLessThanOrEqual(near);
    }
    const { height = 0, width = 0 } = page.viewportSize() ?? {};
    for (const box of lit) {
      expect(box.top).toBeGreaterThan(0);
      expect(box.bottom).toBeLessThan(height);
      expect(box.right).toBeLessThan(width);
    }
  });

  test('what the document does not say is not found, with the nearest passages', async () => {
    const card = await ask(app().page, 'What is the boiling point of tungsten?');
    await card.getByTestId('not-found').waitFor({ timeout: soon });
    expect(await card.getByTestId('not-found').textContent()).toBe('Not found in this document');
    expect(await card.getByTestId('place').count()).toBeGreaterThan(0);
  });

  test('what the document is about is told in whole sentences, each with its page', async () => {
    const { page } = app();
    const card = await ask(page, 'What is this document about?');
    expect(await card.getByTestId('place').count()).toBe(4);
    for (const place of await card.getByTestId('place').all()) {
      expect((await place.locator('.sentence').textContent())?.trim()).toMatch(/\.$/u);
      expect(await place.getByTestId('page-chip').count()).toBe(1);
    }
    await card.getByText('The Summary pane makes longer summaries.').waitFor({ timeout: soon });
  });

  test('after a restart documents, questions and the page are still there', async () => {
    const { page: before } = app();
    await before.getByTestId('page-box').fill('17');
    await before.getByTestId('page-box').press('Enter');
    await until('page 17', async () => (await before.getByTestId('page-box').inputValue()) === '17');
    await before.waitForTimeout(1_500);
    await app().restart();
    const { page } = app();
    await row(page, 'Lease').waitFor({ timeout: patience });
    await page.locator('.page[data-page-number="17"] .textLayer span').first().waitFor({ state: 'attached', timeout: patience });
    await until('page 17 again', async () => (await page.getByTestId('page-box').inputValue()) === '17');
    await answered(page, 'Which law governs the lease?');
    await answered(page, 'What is the boiling point of tungsten?');
  });

  test('by keyboard alone: open, ask, jump, back', async () => {
    const { page } = app();
    await app().choose([lease], () => page.keyboard.press('Control+o'));
    await allRead(page);
    await page.getByTestId('page-box').waitFor({ timeout: patience });
    await page.keyboard.press('Control+j');
    expect(await page.getByTestId('question').evaluate((box) => box === document.activeElement)).toBe(true);
    await page.keyboard.type('What is the Default Rate?');
    await page.keyboard.press('Enter');
    const card = await answered(page, 'What is the Default Rate?');
    const target = await card.getByTestId('page-chip').first().getAttribute('data-page');
    expect(target).not.toBe('17');
    const focused = () => page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('data-testid') === 'page-chip' && (element.closest('[data-testid="answer-card"]')?.textContent ?? '').includes('Default Rate');
    });
    for (let press = 0; press < 30 && !(await focused()); press++) await page.keyboard.press('Tab');
    expect(await focused()).toBe(true);
    await page.keyboard.press('Enter');
    await page.locator(`.page[data-page-number="${target ?? ''}"] [data-testid="answer-box"]`).first().waitFor({ timeout: soon });
    await until('the page of the answer', async () => (await page.getByTestId('page-box').inputValue()) === target);
    await page.keyboard.press('Alt+ArrowLeft');
    await until('page 17, where we were', async () => (await page.getByTestId('page-box').inputValue()) === '17');
  });
});
