import type { Settings } from '../../contract/settings.ts';
import { en } from './en.ts';
import type { Dictionary } from './en.ts';
import { languageOf } from './language.ts';
import { zhCn } from './zh-cn.ts';

const dictionaries = { en, 'zh-CN': zhCn } as const;

let dictionary = $state.raw<Dictionary>(dictionaries[languageOf('system', navigator.languages)]);

/** The strings of the language in use. Read it where it is shown, so that a change of language reaches the screen. */
export function t(): Dictionary {
  return dictionary;
}

export function useLanguage(choice: Settings['language']): void {
  const language = languageOf(choice, navigator.languages);
  dictionary = dictionaries[language];
  document.documentElement.lang = language;
}
