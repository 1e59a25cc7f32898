import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { onEachShell } from './on-each-shell.ts';
import { litBoxes, standsStill, wordsOnPage } from './positions.ts';
import { lease, open, patience, show, soon, until } from './screens.ts';

const lettersOf = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]+/gu, '').toLowerCase();

onEachShell('summaries, reviews and exports', (app) => {
  test('a document that was read offers questions that it answers', async () => {
    const { page } = app();
    await page.getByText('Open a document to begin').first().waitFor({ timeout: patience });
    await open(app(), [lease]);
    await show(page, 'Lease');
    // Every heading and definition is asked about, so this takes its time.
    await page.getByTestId('suggestions').getByRole('button').first().waitFor({ timeout: 2 * patience });
    const chosen = page.getByTestId('suggestions').getByRole('button').first();
    const question = (await chosen.textContent()) ?? '';
    await chosen.click();
    const card = page.getByTestId('answer-card').filter({ hasText: question }).first();
    await card.waitFor({ timeout: patience });
    expect(await card.getByTestId('answer').getAttribute('data-found'), question).toBe('true');
  });

  test('a summary is made of the document’s own sentences, and each shows its words', async () => {
    const { page } = app();
    await page.keyboard.press('Control+Alt+s');
    await until('the button has the focus', () => page.getByTestId('summarise').evaluate((button) => button === document.activeElement));
    await page.getByTestId('summary-unit').selectOption('sentences');
    await page.getByTestId('summary-length').fill('5');
    await page.getByTestId('summarise').click();
    await page.getByTestId('summary').waitFor({ timeout: patience });
    expect(await page.getByTestId('summary-read').textContent()).toBe('Read 20 of 20 pages');
    expect(await page.getByTestId('summary-sentence').count()).toBe(5);

    const sentence = page.getByTestId('summary-sentence').nth(2);
    const chip = sentence.getByTestId('page-chip');
    const number = Number(await chip.getAttribute('data-page'));
    const text = ((await sentence.textContent()) ?? '').replace((await chip.textContent()) ?? '', '').trim();
    await chip.click();
    await page.locator(`.page[data-page-number="${number}"] [data-testid="answer-box"]`).first().waitFor({ timeout: soon });
    await page.locator(`.page[data-page-number="${number}"] .textLayer span`).first().waitFor({ state: 'attached', timeout: patience });
    const first = text.split(/\s+/u).slice(0, 3).join(' ');
    await standsStill(page);
    const [lit, there] = [await litBoxes(page, number), await wordsOnPage(page, number, first)];
    expect(there, `“${first}” on page ${number}`).not.toBeNull();
    const [box, line] = [lit[0], there?.[0]];
    expect(Math.abs((box?.left ?? 0) - (line?.left ?? 1_000))).toBeLessThanOrEqual(4);
    expect(Math.abs((box?.top ?? 0) + (box?.bottom ?? 0) - (line?.top ?? 1_000) - (line?.bottom ?? 1_000)) / 2).toBeLessThanOrEqual(4);
  });

  test('by section its headings open and close', async () => {
    const { page } = app();
    await page.getByTestId('summary-by').getByText('By section').click();
    await page.getByTestId('summarise').click();
    const heading = page.getByTestId('summary-section').first().getByRole('button', { expanded: true }).or(page.getByTestId('summary-section').first().getByRole('button', { expanded: false })).first();
    await heading.waitFor({ timeout: patience });
    const before = await heading.getAttribute('aria-expanded');
    await heading.press('Enter');
    expect(await heading.getAttribute('aria-expanded')).not.toBe(before);
  });

  test('details name people, dates and amounts with their places', async () => {
    const { page } = app();
    await page.getByRole('tab', { name: 'Details' }).click();
    const lists = page.getByTestId('mentions');
    await lists.first().waitFor({ timeout: patience });
    const organisations = await lists.filter({ hasText: 'Organisations' }).first().textContent();
    expect(organisations).toContain('Harrow Mill');
    await lists.filter({ hasText: 'Dates' }).getByTestId('page-chip').first().click();
    await page.getByTestId('answer-box').first().waitFor({ timeout: soon });
  });

  test('the map is walked by keyboard and shows sentences', async () => {
    const { page } = app();
    await page.getByRole('tab', { name: 'Map' }).click();
    await page.getByTestId('map-node').first().waitFor({ timeout: patience });
    await page.locator('[data-testid="map-node"][tabindex="0"]').focus();
    const before = await page.evaluate(() => document.activeElement?.getAttribute('data-node'));
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) await page.keyboard.press(key);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('map-node');
    expect(typeof before).toBe('string');
    await page.keyboard.press('Enter');
    expect(await page.getByTestId('map-list').getByTestId('place').count()).toBeGreaterThan(0);
  });

  test('a review by the lease playbook finds the rent, with its value and its words', async () => {
    const { page } = app();
    await page.keyboard.press('Control+Alt+v');
    await page.getByTestId('playbook').selectOption({ label: 'Lease' });
    await page.getByTestId('run-review').click();
    await page.getByTestId('finding').first().waitFor({ timeout: patience });
    await page.getByTestId('working').waitFor({ state: 'detached', timeout: 3 * patience });
    const rent = page.locator('[data-testid="finding"][data-item="Rent"]');
    await rent.getByTestId('finding-value').waitFor({ timeout: soon });
    expect(await rent.getByTestId('finding-value').textContent()).toMatch(/\d/u);
    await rent.getByTestId('page-chip').first().click();
    await page.getByTestId('answer-box').first().waitFor({ timeout: soon });
    expect(Number(/^(\d+) of/u.exec((await page.getByTestId('review-counted').textContent()) ?? '')?.[1])).toBeGreaterThan(3);
  });

  test('a playbook with an error says in which line, one without is saved and tried', async () => {
    const { page } = app();
    await page.getByRole('button', { name: 'Playbooks' }).click();
    await page.getByRole('menuitem', { name: 'New playbook…' }).click();
    const text = page.getByTestId('playbook-text');
    await text.fill('name: Mine\nitems:\n  - name: Rent\n    question: How much is the rent?\n');
    const problem = page.getByTestId('playbook-problem').filter({ hasText: 'question' }).first();
    await problem.waitFor({ timeout: soon });
    expect(await page.getByTestId('save-playbook').isDisabled()).toBe(true);
    const line = Number(await problem.getAttribute('data-line'));
    expect([3, 4]).toContain(line);
    await problem.click();
    const selected = await text.evaluate((area) => (area instanceof HTMLTextAreaElement ? area.value.slice(0, area.selectionStart).split('\n').length : 0));
    expect(selected).toBe(line);

    await text.fill('name: Mine\nitems:\n  - name: Rent\n    questions:\n      - How much is the rent?\n    show: amount\n');
    await page.getByText('1 item, nothing wrong').waitFor({ timeout: soon });
    await page.getByTestId('try-playbook').click();
    await page.getByTestId('playbook-trial').getByRole('listitem').first().waitFor({ timeout: patience });
    await page.getByTestId('playbook-name').fill('rent only');
    await page.keyboard.press('Control+s');
    await page.getByText('“Mine” was saved.').waitFor({ timeout: soon });
    await until('the new playbook is chosen', async () => (await page.getByTestId('playbook').inputValue()) === 'rent only');
  });

  test('an export is a file that says what the screen says', async () => {
    const { page, home } = app();
    await page.keyboard.press('Control+s');
    for (const part of ['summary', 'answers']) await page.getByTestId(`export-part-${part}`).check();
    await page.getByTestId('export-format').selectOption('md');
    await page.getByTestId('export-name').fill('what it says');
    const path = await app().save(join(home, 'what it says.md'), () => page.getByTestId('run-export').click());
    await page.getByTestId('notice').filter({ hasText: 'what it says.md' }).waitFor({ timeout: patience });
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(/20 of 20 pages/u);
    await page.getByRole('tab', { name: 'Summary' }).first().click();
    await page.getByRole('tab', { name: 'Summary' }).last().click();
    const sentence = page.getByTestId('summary-sentence').first();
    const words = ((await sentence.textContent()) ?? '').replace((await sentence.getByTestId('page-chip').textContent()) ?? '', '');
    expect(lettersOf(text)).toContain(lettersOf(words));
  });

  test('after a restart the last summary and the last review are still there', async () => {
    await app().restart();
    const { page } = app();
    await show(page, 'Lease');
    await page.getByRole('tab', { name: 'Summary' }).first().click();
    await page.getByTestId('summary-sentence').first().waitFor({ timeout: patience });
    await page.getByRole('tab', { name: 'Review' }).click();
    await page.getByTestId('playbook').selectOption({ label: 'Lease' });
    await page.getByTestId('finding').first().waitFor({ timeout: patience });
  });
});
