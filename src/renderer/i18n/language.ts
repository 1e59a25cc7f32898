import type { Settings } from '../../contract/settings.ts';

export type Language = Exclude<Settings['language'], 'system'>;

/** The language of the interface: the one chosen, or the first of the system's that there is. */
export function languageOf(choice: Settings['language'], system: readonly string[]): Language {
  if (choice !== 'system') return choice;
  for (const tag of system) {
    const base = tag.toLowerCase().split('-', 1)[0];
    if (base === 'zh') return 'zh-CN';
    if (base === 'en') return 'en';
  }
  return 'en';
}
