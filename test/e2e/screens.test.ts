import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { App } from './app.ts';
import { onEachShell, pictures } from './on-each-shell.ts';
import { allRead, ask, lease, open, patience, row, soon, until } from './screens.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const findingsSchema = z.array(z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string() })) }));
const themes = ['light', 'dark'] as const;

/** What axe finds wrong with what is on the screen now. */
async function findings(app: App, without: readonly string[] = []): Promise<string[]> {
  const { page } = app;
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const found: unknown = await page.evaluate(async (left) => {
    const { axe: look } = globalThis as unknown as { readonly axe: { run(context: unknown, options: unknown): Promise<{ readonly violations: readonly unknown[] }> } };
    // The pages themselves are the document's, not ours: pdf.js draws them.
    const { violations } = await look.run({ exclude: ['.textLayer', '.annotationLayer'] }, { resultTypes: ['violations'], rules: Object.fromEntries(left.map((rule) => [rule, { enabled: false }])) });
    return violations.map((violation) => {
      const { id, help, nodes } = violation as { readonly id: string; readonly help: string; readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[] };
      return { id, help, nodes: nodes.map(({ html, failureSummary }) => ({ html: html.slice(0, 200), failureSummary })) };
    });
  }, without);
  return findingsSchema.parse(found).flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html} ${failureSummary}`));
}

/** Shows every screen in turn. */
const screens: readonly { readonly name: string; readonly show: (app: App) => Promise<void>; readonly leave: (app: App) => Promise<void> }[] = [
  { name: 'document', show: () => Promise.resolve(), leave: () => Promise.resolve() },
  {
    name: 'outline and find',
    async show({ page }) {
      await page.keyboard.press('Control+Alt+o');
      await page.keyboard.press('Control+f');
      await page.keyboard.type('rent');
      await page.getByText(/^\d+ of \d+$/u).first().waitFor({ timeout: soon });
    },
    async leave({ page }) {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+Alt+o');
    },
  },
  { name: 'notes', show: ({ page }) => page.getByRole('tab', { name: /^Notes/u }).click(), leave: ({ page }) => page.getByRole('tab', { name: 'Ask' }).click() },
  {
    name: 'summary',
    async show({ page }) {
      await page.getByRole('tab', { name: 'Summary' }).first().click();
      await page.getByTestId('summary-by').getByText('By section').click();
      if ((await page.getByTestId('summary').count()) === 0) await page.getByTestId('summarise').click();
      await page.getByTestId('summary-section').first().waitFor({ timeout: patience });
    },
    leave: backToAsk,
  },
  {
    name: 'details',
    async show({ page }) {
      await page.getByRole('tab', { name: 'Summary' }).first().click();
      await page.getByRole('tab', { name: 'Details' }).click();
      await page.getByTestId('mention').first().waitFor({ timeout: patience });
      await page.getByTestId('mention').nth(1).getByRole('button').first().click();
    },
    leave: backToAsk,
  },
  {
    name: 'map',
    async show({ page }) {
      await page.getByRole('tab', { name: 'Summary' }).first().click();
      await page.getByRole('tab', { name: 'Map' }).click();
      await page.getByTestId('map-node').first().waitFor({ timeout: patience });
    },
    async leave(app) {
      await app.page.getByRole('tab', { name: 'Summary' }).last().click();
      await backToAsk(app);
    },
  },
  {
    name: 'review',
    async show({ page }) {
      await page.getByRole('tab', { name: 'Review' }).click();
      await page.getByTestId('playbook').selectOption({ label: 'Lease' });
      if ((await page.getByTestId('finding').count()) === 0) await page.getByTestId('run-review').click();
      await page.getByTestId('finding').first().waitFor({ timeout: patience });
      await page.getByTestId('working').waitFor({ state: 'detached', timeout: 3 * patience });
    },
    leave: backToAsk,
  },
  {
    name: 'playbook',
    async show({ page }) {
      await page.getByRole('tab', { name: 'Review' }).click();
      await page.getByRole('button', { name: 'Playbooks' }).click();
      await page.getByRole('menuitem', { name: 'New playbook…' }).click();
      await page.getByText('2 items, nothing wrong').waitFor({ timeout: soon });
    },
    async leave(app) {
      await escape(app);
      await backToAsk(app);
    },
  },
  { name: 'export', show: dialog('Control+s', 'Export'), leave: escape },
  {
    name: 'search',
    show: async ({ page }) => {
      await page.getByTestId('library-search').fill('insurance');
      await page.getByTestId('search-hit').first().waitFor({ timeout: patience });
    },
    leave: ({ page }) => page.getByTestId('library-search').press('Escape'),
  },
  { name: 'settings', show: dialog('Control+,', 'Settings'), leave: escape },
  { name: 'engine', show: dialog('Control+Alt+e', 'Engine'), leave: escape },
  { name: 'palette', show: dialog('Control+k', 'Command palette'), leave: escape },
  {
    name: 'shortcuts',
    async show({ page }) {
      await page.getByRole('button', { name: 'More', exact: true }).first().click();
      await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor({ timeout: soon });
    },
    leave: escape,
  },
  {
    name: 'about',
    async show({ page }) {
      await page.getByRole('button', { name: 'More', exact: true }).first().click();
      await page.getByRole('menuitem', { name: 'About Infolio' }).click();
      await page.getByRole('dialog', { name: 'About Infolio' }).waitFor({ timeout: soon });
    },
    leave: escape,
  },
  {
    name: 'menu',
    async show({ page }) {
      await row(page, 'Lease').click({ button: 'right' });
      await page.getByRole('menu').waitFor({ timeout: soon });
    },
    leave: escape,
  },
];

function dialog(keys: string, name: string) {
  return async ({ page }: App): Promise<void> => {
    await page.keyboard.press(keys);
    await page.getByRole('dialog', { name }).waitFor({ timeout: soon });
  };
}

async function backToAsk({ page }: App): Promise<void> {
  await page.getByRole('tab', { name: 'Ask' }).click();
}

async function escape({ page }: App): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('[role="dialog"], [role="menu"]').first().waitFor({ state: 'detached', timeout: soon });
}

async function useTheme({ page }: App, theme: (typeof themes)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await until(theme, () => page.evaluate((wanted) => document.documentElement.dataset['theme'] === wanted, theme));
}

async function picture({ page, shell }: App, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(pictures, `${shell}-${name}.png`), animations: 'disabled' });
}

onEachShell('every screen', (app) => {
  for (const theme of themes) {
    test(`the first start, ${theme}: nothing for axe to find`, async () => {
      await app().page.getByText('Open a document to begin').first().waitFor({ timeout: patience });
      await useTheme(app(), theme);
      await picture(app(), `1280-${theme}-first-start`);
      expect(await findings(app())).toEqual([]);
    });
  }

  test('a document, an answer, a highlight', async () => {
    const { page } = app();
    await useTheme(app(), 'light');
    await open(app(), [lease]);
    await page.locator('.page .textLayer span').first().waitFor({ state: 'attached', timeout: patience });
    const card = await ask(page, 'Who is the Lessor?');
    await card.getByTestId('page-chip').first().click();
    await page.locator('[data-testid="answer-box"]').first().waitFor({ timeout: soon });
    await ask(page, 'What is the boiling point of tungsten?');
    await allRead(page);
  });

  for (const theme of themes) {
    for (const { name, show, leave } of screens) {
      test(`${name}, ${theme}: nothing for axe to find`, async () => {
        await useTheme(app(), theme);
        await show(app());
        await picture(app(), `1280-${theme}-${name.replaceAll(' ', '-')}`);
        // An open menu lies over all landmarks and belongs to none.
        const found = await findings(app(), name === 'menu' ? ['region'] : []);
        await leave(app());
        expect(found).toEqual([]);
      });
    }
  }

  test('large windows and small ones', async () => {
    const { page, shell } = app();
    for (const theme of themes) {
      await useTheme(app(), theme);
      await page.setViewportSize({ width: 1920, height: 1080 });
      await picture(app(), `1920-${theme}-document`);
      if (shell !== 'serve') continue;
      await page.setViewportSize({ width: 390, height: 844 });
      for (const section of ['library', 'document', 'ask', 'summary', 'review', 'notes']) {
        await page.getByTestId(`section-${section}`).click();
        await picture(app(), `390-${theme}-${section}`);
        expect(await findings(app()), section).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, `${section} is as wide as the window`).toBeLessThanOrEqual(0);
      }
      await page.getByTestId('section-ask').click();
      await page.getByTestId('page-chip').first().click();
      await page.locator('[data-testid="answer-box"], .page').first().waitFor({ timeout: soon });
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });
});
