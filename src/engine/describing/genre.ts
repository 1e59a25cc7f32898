import type { Details } from '../../contract/details.ts';
import type { DocumentReader } from '../library/index.ts';
import type { Part } from '../reviewing/index.ts';

/** Which of the playbooks that come with Infolio fits a document; null where none does. */
export type Genre = 'lease' | 'contract' | 'paper' | 'book' | null;

/** Characters at the beginning that are looked at: a cover and the first clauses. */
const opening = 6_000;
/** From so many words on a text that is neither a contract nor a paper is read as a book. */
const bookWords = 15_000;
const paperHeadings = /^\W*(?:\d+\.?\s+)?(?:abstract|introduction|background|related work|(?:materials and )?methods?|results|discussion|conclusions?|references|acknowledge?ments|evaluation)\b/iu;

/** A cheap look: the opening, the headings, what is defined. */
export function genreOf(document: DocumentReader, parts: readonly Part[], details: Details): Genre {
  const text = document.text(0, opening);
  const says = (pattern: RegExp): boolean => pattern.test(text);
  const defined = details.definitions.map((one) => one.text.toLowerCase());
  const contractual = says(/\b(?:hereby|hereinafter|whereas|hereto|by and between|(?:agreement|lease|contract)\s+is\s+(?:made|entered|dated)|parties (?:therefore )?agree)\b/iu) && defined.length >= 2;
  if (contractual && defined.some((term) => /^(?:lessee|lessor|landlord|tenant)$/.test(term)) && says(/\blease\b/iu)) return 'lease';
  if (contractual) return 'contract';
  const sections = new Set(parts.flatMap(({ title }) => paperHeadings.exec(title)?.[0].toLowerCase().replaceAll(/[^\p{L} ]/gu, '').trim() ?? []));
  if (sections.size >= 3 || (sections.size >= 2 && says(/\babstract\b/iu))) return 'paper';
  return document.record.words >= bookWords ? 'book' : null;
}
