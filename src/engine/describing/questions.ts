import type { Details, Mention, Suggestion } from '../../contract/details.ts';
import type { Answer } from '../../contract/answer.ts';
import type { PlaybookItem } from '../../contract/review.ts';
import { givesValue, loadPlaybook } from '../reviewing/index.ts';
import type { Part } from '../reviewing/index.ts';
import type { Genre } from './genre.ts';
import { stopWords } from './lists.ts';

/** A question that the document may answer. */
export interface Candidate {
  readonly from: Suggestion['from'];
  /** In one wording or more; the first one that is answered counts. */
  readonly wordings: readonly string[];
  /** Whether what was found is an answer to this question, as far as can be told. */
  readonly answeredBy: (answer: Answer) => boolean;
}

/** Headings that name no matter. */
const emptyHeading = /^(?:introduction|background|abstract|summary|contents|table of contents|preface|foreword|references|bibliography|notes|index|appendix|acknowledge?ments|keywords|results|methods?|discussion|conclusions?|definitions|recitals?|miscellaneous|general(?: terms)?|signatures?|exhibits?|schedules?|chapter|part|book|volume|letter|act|scene|section|article)\b(?:\s+(?:[\divxlc]+|[a-z]+))?$/iu;
const numbering = /^\s*(?:(?:article|section|chapter|part|schedule|exhibit|appendix|annex|clause)\s+)?(?:(?:\d+(?:\.\d+)*|[ivxlc]+|[a-z])[.):]?\s+|(?:one|two|three|four|five|six|seven|eight|nine|ten|[a-z]+teen|[a-z]+ty(?:-[a-z]+)?)[.:]\s+)?[—–-]?\s*/iu;

/** "Article 3. Rent" asks what is said about rent. Headings of stories are no matters: a book's are left out. */
export function ofHeadings(parts: readonly Part[], genre: Genre): Candidate[] {
  if (genre === 'book') return [];
  const seen = new Set<string>();
  return parts.flatMap((part, at): Candidate[] => {
    const title = part.title.replaceAll(/\s+/g, ' ').replace(numbering, '').replace(/[.:]+$/, '').trim();
    const words = title.split(' ');
    const titleOfAll = at === 0 && part.level === 1;
    if (titleOfAll || seen.has(title.toLowerCase()) || words.length > 7 || !/\p{L}{3}/u.test(title) || /[?!|;“”"]|\d{3}/u.test(title) || emptyHeading.test(title)) return [];
    seen.add(title.toLowerCase());
    const matter = inSentence(title);
    return [
      {
        from: 'heading',
        wordings: [`What does the document say about ${matter}?`],
        answeredBy: ({ best }) => best !== null && part.start <= best.start && best.start < part.end && best.text.length > title.length && best.sentence.replaceAll(/\s+/g, ' ') !== part.title,
      },
    ];
  });
}

/** A heading as it stands in a sentence: only names and abbreviations keep their capitals. */
function inSentence(title: string): string {
  const shouting = title === title.toUpperCase();
  const titleCase = title.split(' ').filter((word) => !stopWords.has(word.toLowerCase())).every((word) => /^\P{Ll}/u.test(word));
  return title
    .split(' ')
    .map((word, at) => (shouting && word.length > 4) || at === 0 || titleCase ? (!shouting && /\p{Lu}.*\p{Lu}/u.test(word) ? word : word.toLowerCase()) : word)
    .join(' ');
}

/** Terms that every contract defines: what "Agreement" means nobody asks. */
const selfEvident = /^(?:agreement|contract|lease|part(?:y|ies)|you|we|us|our|your|effective date)$/iu;

export function ofDefinitions(details: Details): Candidate[] {
  return details.definitions
    .filter(({ text }) => !selfEvident.test(text))
    .map((mention): Candidate => ({
      from: 'definition',
      wordings: mention.value === null ? [`What does “${mention.text}” mean?`, `What is the ${mention.text}?`] : [`What does ${mention.text} stand for?`, `What does the abbreviation ${mention.text} mean?`],
      answeredBy: (answer) => tellsOf(mention, answer),
    }));
}

/** A term's meaning stands behind it in the sentence that defines it; an abbreviation's is its long form. */
function tellsOf({ text, value, places: [defined] }: Mention, { best }: Answer): boolean {
  if (best === null || defined === undefined) return false;
  const said = best.text.toLowerCase();
  if (value === null) return best.start > defined.start + defined.text.indexOf(text) && best.end <= defined.end && best.text.includes(' ') && !/["“”]/u.test(best.text);
  const long = value.toLowerCase();
  return said.includes(long) || (long.includes(said) && said.length > 0.6 * long.length);
}

/** Who the people of a book are, those named most first: it introduces them as a contract defines its terms. */
export function ofPeople(details: Details, genre: Genre): Candidate[] {
  if (genre !== 'book') return [];
  return details.people.map(({ text }): Candidate => ({ from: 'definition', wordings: [`Who is ${text}?`], answeredBy: (answer) => describesSomebody(text, answer) }));
}

/** What somebody is begins with a small letter ("harbour-master"), or is told in more than a name. */
function describesSomebody(name: string, { best }: Answer): boolean {
  if (best === null || best.score < likelierInBooks || somebody.test(best.text) || !/^(?:\p{Ll}{4}|(?:an?|the|his|her|my) |(?:\S+ ){4})/u.test(best.text) || justNumber.test(best.text)) return false;
  const words = name.split(' ').filter((word) => !/\.$/.test(word));
  return words.some((word) => best.sentence.includes(word));
}

/** "The man" tells nobody who somebody is. */
const somebody = /^(?:(?:an?|the|his|her|my) )?(?:man|woman|boy|girl|child|one|other|person|lady|gentleman|fellow)$/iu;
const justNumber = /^(?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b/iu;

/** The questions of the playbook that fits; an answer is to give a value of the item's kind, and to speak of what was asked. */
export async function ofPlaybook(genre: Genre): Promise<Candidate[]> {
  if (genre === null) return [];
  const { items } = await loadPlaybook(genre);
  return items.map((item: PlaybookItem): Candidate => ({ from: 'playbook', wordings: item.questions, answeredBy: (answer) => answer.best !== null && givesValue(item, answer.best) && speaksOf(answer, genre === 'book' ? likelierInBooks : likelyEnough) }));
}

/** From how likely an answer on it is suggested: above what is shown to somebody who asks, since nobody asked. */
const likelyEnough = 0.3;
/** In a story words that sound like an answer stand everywhere. */
const likelierInBooks = 0.35;
/** Letters by which words are the same: "renew" and "renewal". */
const stem = 5;

/** Half of what the question asks for at least is named in the sentence that answers. */
function speaksOf({ question, best }: Answer, atLeast: number): boolean {
  if (best === null || best.score < atLeast || !/\p{L}{3}|\d/u.test(best.text)) return false;
  const asked = contentOf(question);
  const said = new Set(contentOf(best.sentence));
  return asked.length > 0 && asked.filter((word) => said.has(word)).length >= asked.length / 2;
}

function contentOf(text: string): string[] {
  const words = text.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  return [...new Set(words.filter((word) => !stopWords.has(word) && word !== 'date').map((word) => word.slice(0, stem)))];
}
