import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeBroken, makeLocked, makeWordless, password } from './made.ts';
import { onEachShell } from './on-each-shell.ts';
import { standsStill, wordsOnPage } from './positions.ts';
import { allRead, answered, ask, lease, open, paper, patience, row, show, soon, until } from './screens.ts';

const marked = 'COMMERCIAL LEASE';

onEachShell('a library of documents', (app) => {
  test('several files are read at once', async () => {
    const { page } = app();
    await page.getByText('Open a document to begin').first().waitFor({ timeout: patience });
    await open(app(), [lease, paper]);
    await row(page, 'Lease').getByText('20 pages').waitFor({ timeout: soon });
    expect(await page.getByTestId('document-row').count()).toBe(2);
    await show(page, 'Lease');
  });

  test('“read everything” puts the question to every passage and gives every hit its page', async () => {
    const { page } = app();
    await page.getByTestId('everything').check();
    await page.getByTestId('question').fill('What is the Default Rate?');
    await page.getByTestId('question').press('Enter');
    const running = page.getByTestId('running-card');
    const progress: string[] = [];
    await until(
      'every passage is read',
      async () => {
        const text = await running.textContent({ timeout: 300 }).catch(() => null);
        if (text !== null) progress.push(text);
        return (await page.getByTestId('answer-card').count()) > 0;
      },
      patience,
    );
    expect(progress.some((text) => /Read \d+ of \d+ passages/u.test(text)), progress.at(-1)).toBe(true);
    const card = await answered(page, 'What is the Default Rate?');
    const summary = (await card.getByTestId('everything-summary').textContent()) ?? '';
    const hits = Number(/(\d+) hits?/u.exec(summary)?.[1] ?? 0);
    expect(summary).toMatch(/in \d+ passages, every one read/u);
    expect(hits).toBeGreaterThan(0);
    const showAll = card.getByRole('button', { name: /^Show all/u });
    if ((await showAll.count()) > 0) await showAll.first().click();
    expect(await card.getByTestId('place').count()).toBeGreaterThanOrEqual(hits);
    expect(await card.getByTestId('place').getByTestId('page-chip').count()).toBe(await card.getByTestId('place').count());
    await page.getByTestId('everything').uncheck();
  });

  test('a question up to the page one is on gives nothing away of what comes later', async () => {
    const { page } = app();
    await page.getByTestId('page-box').fill('4');
    await page.getByTestId('page-box').press('Enter');
    await page.getByText('Only up to page 4').waitFor({ timeout: soon });
    await page.getByTestId('up-to-page').check();
    const card = await ask(page, 'Who is the Lessor?');
    await card.getByText('up to page 4', { exact: true }).waitFor({ timeout: soon });
    const others = card.getByRole('button', { name: /other places?$/u });
    if ((await others.count()) > 0) await others.first().click();
    const pages = await card.getByTestId('page-chip').evaluateAll((chips) => chips.map((chip) => Number(chip.getAttribute('data-page'))));
    expect(pages.length).toBeGreaterThan(0);
    expect(Math.max(...pages)).toBeLessThanOrEqual(4);
    await page.getByTestId('up-to-page').uncheck();
  });

  test('words that are selected can be highlighted and commented, and stay', async () => {
    const { page } = app();
    await page.getByTestId('page-box').fill('1');
    await page.getByTestId('page-box').press('Enter');
    await page.locator('.page[data-page-number="1"] .textLayer span').first().waitFor({ state: 'attached', timeout: patience });
    await standsStill(page);
    const [line] = (await wordsOnPage(page, 1, marked)) ?? [];
    expect(line, `“${marked}” on page 1`).toBeDefined();
    const { left = 0, right = 0, top = 0, bottom = 0 } = line ?? {};
    await page.mouse.move(left + 1, (top + bottom) / 2);
    await page.mouse.down();
    await page.mouse.move(right - 1, (top + bottom) / 2, { steps: 8 });
    await page.mouse.up();
    await page.getByTestId('selection-bar').getByRole('button', { name: 'Highlight in green' }).click({ timeout: soon });
    const box = page.locator('.page[data-page-number="1"] [data-testid="note-box"]').first();
    await box.waitFor({ timeout: soon });
    const area = await box.boundingBox();
    expect(Math.abs((area?.x ?? 0) - left)).toBeLessThanOrEqual(4);
    expect(Math.abs((area?.x ?? 0) + (area?.width ?? 0) - right)).toBeLessThanOrEqual(4);
    await page.getByRole('tab', { name: /^Notes/u }).click();
    const note = page.getByTestId('note').first();
    expect((await note.locator('blockquote').textContent())?.replaceAll(/\s+/gu, ' ').toUpperCase()).toContain(marked);
    await note.getByRole('button', { name: 'Add a comment' }).click();
    await note.getByRole('textbox', { name: 'Comment' }).fill('Ask for the signed copy.');
    await note.getByRole('button', { name: 'Save' }).click();
    await note.getByText('Ask for the signed copy.').waitFor({ timeout: soon });

    await page.reload();
    await page.locator('.page[data-page-number="1"] [data-testid="note-box"]').first().waitFor({ timeout: patience });
    await page.getByRole('tab', { name: /^Notes/u }).click();
    await page.getByText('Ask for the signed copy.').waitFor({ timeout: soon });
    await page.getByRole('tab', { name: 'Ask' }).click();
  });

  test('the search over all documents goes to the words', async () => {
    const { page } = app();
    await page.getByTestId('library-search').fill('sphagnum');
    const hit = page.getByTestId('search-hit').first();
    await hit.waitFor({ timeout: patience });
    expect((await hit.textContent())?.toLowerCase()).toContain('sphagnum');
    await hit.click();
    await page.locator('[data-testid="answer-box"]').first().waitFor({ timeout: patience });
    await page.getByTestId('library-search').fill('zyzzyva');
    await page.getByText('No document says “zyzzyva”.').waitFor({ timeout: soon });
    await page.getByTestId('library-search').press('Escape');
    await row(page, 'Lease').waitFor({ timeout: soon });
  });

  test('a question to a collection names the document of each answer', async () => {
    const { page } = app();
    await page.getByRole('button', { name: 'New collection…' }).click();
    await page.getByLabel('Name of the collection').fill('Autumn');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('button', { name: /^Autumn/u }).first().waitFor({ timeout: soon });
    for (const title of ['Lease', 'From source']) {
      await row(page, title).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Add to a collection' }).click();
      await page.getByRole('menuitem', { name: 'Autumn' }).click();
      await page.getByRole('menu').first().waitFor({ state: 'detached', timeout: soon });
    }
    await page.getByRole('button', { name: /^Autumn\s*2/u }).waitFor({ timeout: soon });
    await page.getByTestId('scope').selectOption({ label: 'Autumn' });
    const card = await ask(page, 'Who paid for the work?');
    expect(await card.getByTestId('answer').or(card.getByRole('button', { name: /^Not found in/u })).count()).toBeGreaterThan(0);
    await page.getByTestId('scope').selectOption('document');
  });

  test('what cannot be read says why and what to do', async () => {
    const { page } = app();
    const [broken, wordless] = [join(app().home, 'broken.pdf'), join(app().home, 'wordless.pdf')];
    makeBroken(broken);
    await app().choose([broken], () => page.getByTestId('open-files').click());
    const notice = page.getByTestId('notice').filter({ hasText: 'broken.pdf' }).first();
    await notice.waitFor({ timeout: patience });
    expect(await notice.getAttribute('data-code')).toMatch(/^(damaged_pdf|not_a_pdf)$/u);
    expect(await notice.locator('.help').textContent()).toMatch(/\w+.*\.$/u);
    await notice.getByRole('button', { name: 'Dismiss' }).click();

    await makeWordless(wordless);
    await app().choose([wordless], () => page.getByTestId('open-files').click());
    await row(page, 'Wordless').locator('[data-state="failed"]').waitFor({ timeout: patience });
    await row(page, 'Wordless').getByRole('button').first().click();
    await page.getByText('This document could not be read').first().waitFor({ timeout: soon });
    await page.getByText('Code: no_text').waitFor({ timeout: soon });
  });

  test('a protected file asks for its password, and once more if it was wrong', async () => {
    const { page } = app();
    const locked = join(app().home, 'locked.pdf');
    await makeLocked(locked);
    await app().choose([locked], () => page.getByTestId('open-files').click());
    const dialog = page.getByRole('dialog', { name: 'This document is protected' });
    await dialog.waitFor({ timeout: patience });
    await dialog.getByLabel('Password').fill('not this one');
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await dialog.getByText('That is not the password. Try again.').waitFor({ timeout: patience });
    await dialog.getByLabel('Password').fill(password);
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    await row(page, 'The locked page').waitFor({ timeout: patience });
    await allRead(page);
    await row(page, 'The locked page').getByRole('button').first().click();
    const again = page.getByTestId('viewer-password');
    await again.getByLabel('Password').fill(password);
    await again.getByRole('button', { name: 'Unlock' }).click();
    await page.locator('.page .textLayer').getByText('Ambrose Vane').first().waitFor({ timeout: patience });
  });

  test('theme and language change at once and stay', async () => {
    const { page } = app();
    await page.keyboard.press('Control+,');
    await page.getByTestId('theme').selectOption('dark');
    await until('dark', () => page.evaluate(() => document.documentElement.dataset['theme'] === 'dark'));
    await page.getByTestId('language').selectOption('zh-CN');
    await until('Chinese', () => page.evaluate(() => document.documentElement.lang.startsWith('zh')));
    await page.keyboard.press('Escape');
    expect(await page.getByTestId('open-files').textContent()).toContain('打开');
    await page.reload();
    await page.getByTestId('open-files').getByText('打开').waitFor({ timeout: patience });
    await until('still dark', () => page.evaluate(() => document.documentElement.dataset['theme'] === 'dark'));
    await page.keyboard.press('Control+,');
    await page.getByTestId('language').selectOption('en');
    await page.getByTestId('theme').selectOption('light');
    await until('light', () => page.evaluate(() => document.documentElement.dataset['theme'] === 'light'));
    await page.keyboard.press('Escape');
    await page.getByTestId('open-files').getByText('Open').waitFor({ timeout: soon });
  });

  test('a document that is removed is gone, its questions too', async () => {
    const { page } = app();
    const remove = page.getByRole('alertdialog').getByRole('button', { name: 'Remove' });
    // The settings gave the focus back a moment after they closed: the key is pressed where the focus then is.
    await until('the question', async () => {
      if (await remove.isVisible()) return true;
      await row(page, 'Wordless').getByRole('button').first().press('Delete');
      return false;
    });
    await remove.click();
    await row(page, 'Wordless').waitFor({ state: 'detached', timeout: soon });
    expect(await page.getByTestId('document-row').count()).toBe(3);
  });
});
