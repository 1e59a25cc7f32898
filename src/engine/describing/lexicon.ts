import { createRequire } from 'node:module';
import type compromise from 'compromise/two';
import { z } from 'zod';
import { generalWords, measures, stopWords } from './lists.ts';

/** What a word is known as: 'Person' (a first name), 'Place', 'Organization'; and what kind of words a phrase is made of. */
export interface Lexicon {
  /** Tags of compromise's lexicon for a word or a phrase in small letters; none if it is not in it. */
  tags(words: string): readonly string[];
  /** True if compromise reads the words as one noun phrase: adjectives, participles and nouns, a noun at the end. One word may be a verb too. */
  isNounPhrase(words: string): boolean;
}

const modelSchema = z.object({ one: z.object({ lexicon: z.record(z.string(), z.union([z.string(), z.array(z.string())])) }) });
const termsSchema = z.array(z.object({ terms: z.array(z.object({ tags: z.array(z.string()) })) }));

const require = createRequire(import.meta.url);

let loaded: Promise<Lexicon> | undefined;

/**
 * compromise's lexicon and tagger. Tagging whole documents takes minutes for a book, so that only the phrases that matter are
 * tagged, one by one. Loaded when it is first needed: that takes as long as everything else in the engine together.
 */
export function loadLexicon(): Promise<Lexicon> {
  loaded ??= Promise.resolve().then(() => {
    // One file, where `import` would load three hundred.
    const nlp = require('compromise/two') as typeof compromise;
    const { lexicon } = modelSchema.parse(nlp.model()).one;
    const known = new Map(Object.entries(lexicon));
    return {
      tags: (words) => {
        const found = known.get(words);
        return found === undefined ? [] : typeof found === 'string' ? [found] : found;
      },
      isNounPhrase: (words) => {
        if (!words.includes(' ')) return !termsSchema.parse(nlp(words).json()).some(({ terms }) => terms.some(({ tags }) => tags.some((tag) => notANoun.has(tag))));
        // Behind an article "rent" and "use" are nouns, as they are in the text.
        const [, ...terms] = termsSchema.parse(nlp(`the ${words}`).json()).flatMap((sentence) => sentence.terms);
        return terms.length > 0 && terms.every(({ tags }, at) => fits(tags, at === terms.length - 1));
      },
    };
  });
  return loaded;
}

const notANoun = new Set(['Gerund', 'Adjective', 'Adverb', 'PastTense', 'Participle', 'Comparative', 'Superlative', 'Pronoun', 'Determiner', 'Preposition', 'Conjunction', 'Modal', 'Value', 'Expression', 'Copula', 'Auxiliary']);

function fits(tags: readonly string[], last: boolean): boolean {
  const is = (tag: string): boolean => tags.includes(tag);
  if (is('Adverb') || is('Pronoun') || is('Determiner') || is('Preposition') || is('Conjunction') || is('Modal') || is('QuestionWord') || is('Value')) return false;
  if (is('Noun')) return true;
  return !last && (is('Adjective') || is('Participle') || is('Gerund') || is('PastTense'));
}

/** A word that carries meaning of its own. */
export function isContentWord(word: string): boolean {
  const key = word.toLowerCase();
  return word.length > 2 && !stopWords.has(key) && !generalWords.has(key) && !measures.has(key);
}
