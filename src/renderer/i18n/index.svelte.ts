import type { Settings } from '../../contract/settings.ts';
import { en } from './en.ts';
import type { Dictionary } from './en.ts';
import { languageOf } from './language.ts';
import type { Language } from './language.ts';
import { zhCn } from './zh-cn.ts';

const dictionaries: Readonly<Record<Language, Dictionary>> = { en, 'zh-CN': zhCn };

let inUse = $state<Language>(languageOf('system', navigator.languages));

/** The strings of the language in use. Read it where it is shown, so that a change of language reaches the screen. */
export function t(): Dictionary {
  return dictionaries[inUse];
}

export function language(): Language {
  return inUse;
}

export function useLanguage(choice: Settings['language']): void {
  inUse = languageOf(choice, navigator.languages);
  document.documentElement.lang = inUse;
}
