import type { Settings } from '../../contract/settings.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');
let choice: Settings['theme'] = 'system';

function apply(): void {
  document.documentElement.dataset['theme'] = choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
}

/** Light or dark, by the user's choice or as the system is, now and when it changes. */
export function useTheme(theme: Settings['theme']): void {
  choice = theme;
  apply();
}

dark.addEventListener('change', apply);
apply();
