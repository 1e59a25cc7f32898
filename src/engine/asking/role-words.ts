import type { DocumentReader } from '../library/index.ts';
import { isTerm, isUsedFor, passagesWith } from './other-names.ts';
import type { OtherName } from './other-names.ts';
import { placeOf } from './place.ts';

/** Words for the same party of a contract: people ask about the tenant, the lease speaks of the Lessee. */
const roles: readonly (readonly string[])[] = [
  ['tenant', 'lessee', 'renter'],
  ['landlord', 'lessor'],
  ['buyer', 'purchaser', 'vendee'],
  ['seller', 'vendor'],
  ['lender', 'creditor', 'mortgagee'],
  ['borrower', 'debtor', 'mortgagor'],
  ['customer', 'client'],
  ['supplier', 'vendor', 'provider'],
];

const word = /(?<![\p{L}\p{N}-])(\p{L}+?)(?=(?:[’']s)?(?![\p{L}\p{N}-]))/gu;

/**
 * What a document calls the party that a question names by an everyday word: it defines one other word for that role, and not the
 * question's. "What must the tenant insure?" is read as "What must the Lessee insure?".
 *
 * @param passages only the document's first so many passages are looked at
 */
export function roleNames(document: DocumentReader, question: string, passages = Infinity): readonly OtherName[] {
  return [...question.matchAll(word)].flatMap((match) => {
    const [name] = match;
    const found = roleOf(document, name, Math.min(passages, document.passageCount));
    return found === null || question.toLowerCase().includes(found.other.toLowerCase()) ? [] : [{ name, end: match.index + name.length, ...found }];
  });
}

function roleOf(document: DocumentReader, name: string, count: number): Pick<OtherName, 'other' | 'place'> | null {
  const asked = name.toLowerCase();
  const others = [...new Set(roles.filter((role) => role.includes(asked)).flat())].filter((other) => other !== asked);
  if (others.length === 0) return null;
  const looked = passagesWith(document, [asked, ...others], count).map((at) => document.passage(at));
  if (looked.some(({ text }) => isTerm(text, asked))) return null;
  const defined = others.filter((other) => looked.some(({ text }) => isTerm(text, other)));
  const [other] = defined;
  if (other === undefined || defined.length > 1 || !isUsedFor(document, other, asked)) return null;
  for (const passage of looked) {
    const at = new RegExp(String.raw`[“"](?:the )?(${other})[”",.]`, 'iu').exec(passage.text);
    const term = at?.[1];
    if (at !== null && term !== undefined) {
      const start = passage.start + at.index + at[0].indexOf(term);
      return { other: term, place: placeOf(document, { passage, start, end: start + term.length, score: 1 }, false) };
    }
  }
  return null;
}
