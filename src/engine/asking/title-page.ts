import type { DocumentReader, PassageRow } from '../library/index.ts';
import { openingPassages, titlePageOdds } from './limits.ts';
import type { Range } from './place.ts';
import { theDocument } from './whole-document.ts';

const asksAuthor = new RegExp(String.raw`^(?:and )?(?:who (?:has |have )?(?:wrote|written|authored) ${theDocument}|(?:who(?:'s|’s| is| are| was| were)|what are the names of|what is the name of) the (?:authors?|writers?)(?: of ${theDocument})?)\s*[?.]?$`, 'iu');
const asksTitle = new RegExp(String.raw`^(?:and )?(?:what(?:'s|’s| is| was) the (?:full )?(?:title|name)(?: of ${theDocument})?|what is ${theDocument} called)\s*[?.]?$`, 'iu');

/** Where a document's own text begins. */
const body = /^(?:abstract|summary|contents|table of contents|introduction|preface|prologue|chapter|keywords?|\d)(?![\p{L}\p{N}])/iu;
const byline = /^(?:written )?by[:\s]+(?=\p{Lu})/iu;
/** Marks of footnotes behind a name. */
const marks = String.raw`(?:[\s\d*∗†‡§¶#+$,]|(?<!\p{L})[a-e](?!\p{L}))*`;
/** "Ana M. de la Cruz", with the marks that papers put behind it. */
const person = String.raw`\p{Lu}[\p{L}.’'-]*(?: (?:(?:de|da|del|della|di|du|la|le|van|von|der|den|ter|bin|al)[ -])*\p{Lu}[\p{L}.’'-]*){1,4}`;
const people = new RegExp(String.raw`^${person}(?=${marks}(?:[,;&]|\band\b|$))(?:${marks}(?:[,;&]|\band\b)+\s*(?:and )?${person})*${marks}$`, 'u');
/** "by Plato". */
const mononym = /^\p{Lu}[\p{L}’'-]+$/u;
/** What stands where names could stand, and is none. */
const nobody = /\b(?:university|institute|department|school|college|laborator|hospital|centre|center|press|inc|llc|ltd|corp|corporation|company|journal|proceedings|conference|street|avenue|edition|volume|agreement|contract|lease|report|chapter|story|between|exhibit)\b/iu;
/** Where somebody works, which papers put below the names. */
const address = /\b(?:university|institute|department|school|college|laborator\w*|hospital|centre|center|corporation|academy|e-?mail)\b|@/iu;
const paragraphsLooked = 8;

interface Paragraph {
  readonly text: string;
  readonly start: number;
}

/** Title or authors of the document itself, read off its title page where a question asks for them; null for other questions and where it does not say. Only the first `passages` are looked at. */
export function titlePageAnswer(document: Pick<DocumentReader, 'passage' | 'passageCount' | 'record'>, question: string, passages = Infinity): Range | null {
  const text = question.trim();
  const find = asksAuthor.test(text) ? authorsOf : asksTitle.test(text) ? titleOf : null;
  if (find === null) return null;
  for (let at = 0; at < Math.min(openingPassages, document.passageCount, passages); at++) {
    const passage = document.passage(at);
    const found = find(paragraphsOf(passage), document.record.title);
    if (found !== null) return { passage, ...found, score: titlePageOdds };
  }
  return null;
}

/** The lines "by Jane Austen", or the list of names below the title. */
function authorsOf(paragraphs: readonly Paragraph[], title: string): { readonly start: number; readonly end: number } | null {
  const front = paragraphs.slice(0, paragraphsLooked);
  const end = front.findIndex(({ text }) => body.test(text));
  const looked = end < 0 ? front : front.slice(0, end);
  for (const [k, { text, start }] of looked.entries()) {
    const lead = byline.exec(text)?.[0].length ?? 0;
    const names = text.slice(lead);
    const isPeople = lead > 0 ? people.test(names) || mononym.test(names) : people.test(names) && !nobody.test(names);
    if (!isPeople || isTitle(names, title)) continue;
    const many = /[,;&]|\band\b/u.test(names);
    const below = paragraphs[k + 1]?.text ?? '';
    // One name alone may be anything: a ship, a place. A byline or an address tells that it is an author's.
    if (lead === 0 && !address.test(below) && !(many && k > 0)) continue;
    return { start: start + lead, end: start + text.replace(new RegExp(`${marks}$`, 'u'), '').length };
  }
  return null;
}

/** The document's title where the page says it; what stands first where it says another. */
function titleOf(paragraphs: readonly Paragraph[], title: string): { readonly start: number; readonly end: number } | null {
  const [first] = paragraphs;
  const found = paragraphs.find(({ text }) => isTitle(text, title)) ?? (first !== undefined && first.text.length < 160 && !/[.:;,]$/u.test(first.text) ? first : undefined);
  return found === undefined ? null : { start: found.start, end: found.start + found.text.length };
}

function isTitle(text: string, title: string): boolean {
  return bare(text) === bare(title);
}

function bare(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

function paragraphsOf({ text, start }: PassageRow): readonly Paragraph[] {
  return [...text.matchAll(/[^\n]+/gu)].flatMap(({ 0: line, index }) => (line.trim() === '' ? [] : [{ text: line.trim(), start: start + index + line.length - line.trimStart().length }]));
}
