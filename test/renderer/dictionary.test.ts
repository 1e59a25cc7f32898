import { describe, expect, it } from 'vitest';
import { commands } from '../../src/contract/protocol.ts';
import { en } from '../../src/renderer/i18n/en.ts';
import { languageOf } from '../../src/renderer/i18n/language.ts';
import { zhCn } from '../../src/renderer/i18n/zh-cn.ts';

/** Every string of a dictionary by its path; functions are called with arguments that fit. */
function strings(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (path === 'formats') return [];
  if (isFunction(value)) return [[path, String(called(value))]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => strings(inner, path === '' ? key : `${path}.${key}`));
}

type Words = (...args: readonly (number | string)[]) => unknown;

function isFunction(value: unknown): value is Words {
  return typeof value === 'function';
}

/** Those that format numbers refuse words, and the other way round. */
function called(words: Words): unknown {
  try {
    return words(2, 3, 4);
  } catch {
    return words('x', 'y');
  }
}

describe('the dictionaries', () => {
  const english = new Map(strings(en));
  const chinese = new Map(strings(zhCn));

  it('have the same entries, none of them empty', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [path, text] of [...english, ...chinese]) expect(text.trim(), path).not.toBe('');
  });

  it('speak Chinese in Chinese', () => {
    const alike = [...english].filter(([path, text]) => chinese.get(path) === text && /[a-z]{4,}/iu.test(text)).map(([path]) => path);
    // Proper names, names of formats, and example questions, which are put to documents in English.
    expect(alike.filter((path) => !/^app\.name|^settings\.(languages|precisions|devices)|^exporting\.formats|exampleQuestions/u.test(path))).toEqual([]);
  });

  it('name every command', () => {
    for (const command of commands) expect(en.commands[command]).not.toBe('');
  });

  it('count in both languages', () => {
    expect(en.library.failedPages(1)).toBe('1 page failed');
    expect(en.library.failedPages(2)).toBe('2 pages failed');
    expect(zhCn.library.failedPages(1)).toBe('1 页失败');
    expect(en.ask.hits(4, 102)).toBe('4 hits in 102 passages, every one read');
  });
});

describe('the language of the interface', () => {
  it('is the one that was chosen', () => {
    expect(languageOf('zh-CN', ['en-US'])).toBe('zh-CN');
  });

  it("is the first of the system's that there is", () => {
    expect(languageOf('system', ['fr-FR', 'zh-Hans-CN', 'en'])).toBe('zh-CN');
    expect(languageOf('system', ['de-DE', 'en-GB'])).toBe('en');
  });

  it('is English where there is none of them', () => {
    expect(languageOf('system', ['fr'])).toBe('en');
    expect(languageOf('system', [])).toBe('en');
  });
});
