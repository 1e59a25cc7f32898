import { wordsOfSearch } from './limits.ts';

/** Words that stand in every passage: they are looked for only where a search has no others. */
const stopWords = new Set(
  `a about after all also am an and any are as at be been before being between both but by can could did do does doing down during each few for from further had has
  have having he her here hers herself him himself his how i if in into is it its itself just may me might more most must my myself no nor not now of off on once only
  or other our ours ourselves out over own s same shall she should so some such t than that the their theirs them themselves then there these they this those through
  to too under until up upon us very was we were what when where which while who whom whose why will with within would you your yours yourself yourselves d ll m re ve`.split(/\s+/u),
);

/** As unicode61 sees words: letters, digits, marks and private use. */
const word = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;

/** The distinct words of a text in lower case without those that stand in every passage, or all of them if there are no others. */
export function tellingWords(text: string): string[] {
  const distinct = [...new Set(text.toWellFormed().toLowerCase().match(word) ?? [])];
  const telling = distinct.filter((each) => !stopWords.has(each));
  return telling.length > 0 ? telling : distinct;
}

/**
 * A user's words as a query of FTS5: each in quotes, so that no word is an operator, with OR between them. Null if
 * there is no word in them.
 */
export function wordQuery(words: string): string | null {
  const wanted = tellingWords(words).slice(0, wordsOfSearch);
  return wanted.length === 0 ? null : wanted.map((each) => `"${each}"`).join(' OR ');
}
