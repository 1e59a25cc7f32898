import type { DocumentReader } from '../library/index.ts';
import { isUsedFor, passagesWith, termIn } from './other-names.ts';
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
  if (looked.some(({ text }) => termIn(text, asked) !== null)) return null;
  const defined = others.flatMap((other) =>
    looked
      .flatMap((passage) => {
        const term = termIn(passage.text, other);
        return term === null ? [] : [{ passage, term }];
      })
      .slice(0, 1),
  );
  const [one] = defined;
  if (one === undefined || defined.length > 1) return null;
  const { passage, term } = one;
  const other = passage.text.slice(term.start, term.end);
  if (!isUsedFor(document, other.toLowerCase(), asked)) return null;
  return { other, place: placeOf(document, { passage, start: passage.start + term.start, end: passage.start + term.end, score: 1 }, false) };
}
