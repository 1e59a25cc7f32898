import { expect, test } from 'vitest';
import { onEachShell } from './on-each-shell.ts';
import { allRead, ask, open, patience, row, show, soon, story, until } from './screens.ts';

const share = (text: string | null): number => Number(/(\d+)\s?%/u.exec(text ?? '')?.[1] ?? -1);

onEachShell('readings that are interrupted', (app) => {
  test('one that is stopped keeps what was read, and goes on later', async () => {
    const { page } = app();
    await open(app(), [story], { read: false });
    const state = row(page, 'Bank').locator('.state[data-state]');
    await until('some pages are read', async () => share(await state.textContent({ timeout: 1_000 }).catch(() => null)) >= 2, patience);
    await row(page, 'Bank').getByTestId('stop-reading').click();
    await row(page, 'Bank').locator('[data-state="stopped"]').waitFor({ timeout: soon });
    // The run that was going on when it was stopped ends, and what it read is kept; then nothing moves any more.
    await page.waitForTimeout(1_500);
    const stopped = share(await state.textContent());
    expect(stopped).toBeGreaterThan(0);
    expect(stopped).toBeLessThan(100);
    await page.waitForTimeout(1_000);
    expect(share(await state.textContent())).toBe(stopped);

    // A start of the app does not begin what its user stopped.
    await app().restart();
    await row(app().page, 'Bank').locator('[data-state="stopped"]').waitFor({ timeout: patience });
    await row(app().page, 'Bank').getByTestId('go-on-reading').click();
    const going = row(app().page, 'Bank').locator('[data-state="reading"]');
    await until('it goes on', async () => share(await going.textContent({ timeout: 1_000 }).catch(() => null)) >= stopped, patience);
  });

  test('one whose engine is killed goes on by itself, and the user is told', async () => {
    const { page } = app();
    const pid = await app().enginePid();
    expect(pid).not.toBeNull();
    expect(await row(page, 'Bank').locator('[data-state="reading"]').count(), 'it is still being read').toBe(1);
    process.kill(pid ?? 0, 'SIGKILL');
    await page.getByTestId('engine-restarted').getByText('The engine stopped and was started again; reading goes on.').waitFor({ timeout: patience });
    await until('another engine', async () => ![null, pid].includes(await app().enginePid()), patience);
    await allRead(page, 540_000);
    await row(page, 'Bank').getByText('100 pages').waitFor({ timeout: soon });
    expect(await page.locator('.state[data-state]').count()).toBe(0);
    await show(page, 'Bank');
    await page.getByText('Read 100 of 100 pages').waitFor({ timeout: soon });
    const card = await ask(page, 'Who drew the map?');
    expect(await card.getByTestId('answer').count()).toBe(1);
  });

  test('an engine that ends while nobody asks for anything is there for the next question', async () => {
    const { page } = app();
    process.kill((await app().enginePid()) ?? 0, 'SIGKILL');
    await until('it has ended', async () => (await app().enginePid()) === null);
    const card = await ask(page, 'Who keeps the lighthouse?');
    expect(await card.getByTestId('answer').count()).toBe(1);
  });
});
