import type { DocumentReader, PassageRow } from '../library/index.ts';
import { definedPartyOdds, definitionWindow } from './limits.ts';
import { companyEnding, definedIn, literally, passagesWith } from './other-names.ts';

const asksWho = /^(?:so |and )?(?:who(?:'s|’s| is| are| was| were)|(?:what|which) (?:company|party|person|people|entity|firm|bank|corporation|organi[sz]ation)s? (?:is|are|was|were)|(?:what is )?the name of)(?: meant by| called)? (?:the |an? )?[“"']?([\p{L}\p{N}][\p{L}\p{N}’'&.-]*(?: [\p{L}\p{N}’'&.-]+){0,3}?)[”"']?(?: (?:here|in this (?:contract|agreement|lease|document)))?\s*[?.]?$/iu;

/** "Lessee" of "Who is the Lessee?", "Which company is the Agent in this contract?"; null for other questions. */
export function termAsked(question: string): string | null {
  return asksWho.exec(question.trim())?.[1]?.replace(/[’']s$/u, '') ?? null;
}

/** A name as contracts write it: "Oak & Birch Holdings, Inc.", "the Bank of Maine, N.A.", "JANE A. ROE". */
const written = /(?<![\p{L}\p{N}’'-])(?:\p{Lu}|\d+(?= \p{Lu}))[\p{L}\p{N}.’'&/-]*(?:(?:,? |,? & )(?:(?:of|and|&|de|van|von|for|the) )*[\p{Lu}\p{N}(&][\p{L}\p{N}.’'&/-]*\)?)*/gu;
const writtenHere = new RegExp(written.source, 'uy');
/** What a party's name stands behind: "by and between", another party's bracket, a line that names it in front. */
const beforeParty = /\b(?:between|among|BETWEEN|AMONG)\b[:,]?|[”"][^()]{0,60}\)|;/gu;
/** Runs of capitals that are nobody's name: titles, dates, states behind ", a". */
const nobody = /\b(?:this|agreement|contract|lease|amendment|exhibit|schedule|section|article|dated?|effective|january|february|march|april|may|june|july|august|september|october|november|december|witnesseth|recitals?)\b/iu;
/** "a Delaware corporation", "organised in Ohio": what follows is no party's name. */
const behindNoName = /\b(?:an?|in|at|of|under|to|our|its|such|each|any|all|said) $/iu;
/** Between a party's name and the bracket stands what it is or where it sits, or nothing. */
const beforeBracket = /^[,.;: ]*(?:$|\[|\(|(?:an?|the|organi[sz]ed|incorporated|existing|with|having|whose|located|through|acting|on behalf|formerly|as|doing|having|residing|individually|together|and its|both|d\/b\/a|f\/k\/a|\d)\b)/iu;
/** What stands before a party's name at the beginning of an agreement; its words may all be capitals. */
const opening = /^(?:[\p{L}’' -]*?\b)?(?:by and between|by and among|by|between|among|and|whereas|with|from|to|is|of)\b[:,]? +(?=[\p{Lu}\d])/iu;

/**
 * The name for which a passage defines a term, "Birch Ltd., a Delaware corporation (the “Lessee”)" or "“Lessee” means Birch Ltd.":
 * offsets into the document's text, or null. A name before brackets is put the other way round, too: it must be called this
 * term and no other.
 */
export function partyIn(passage: Pick<PassageRow, 'text' | 'start'>, term: string): { readonly start: number; readonly end: number } | null {
  const { text } = passage;
  for (const bracket of text.matchAll(bracketOf(term))) {
    const window = text.slice(Math.max(0, bracket.index - definitionWindow), bracket.index);
    const clause = window.slice([...window.matchAll(beforeParty)].reduce((_, { index, 0: words }) => index + words.length, 0));
    for (const run of clause.matchAll(written)) {
      const first = bracket.index - clause.length + run.index;
      const name = nameIn(run[0]);
      const at = first + name.skipped;
      const [before, between] = [text.slice(0, at), text.slice(at + name.text.length, bracket.index)];
      if (name.text.length < 3 || nobody.test(name.text) || behindNoName.test(before) || !beforeBracket.test(between)) continue;
      const called = definedIn({ text: text.slice(at, bracket.index + bracket[0].length), start: 0 }, bare(name.text))?.other.replace(/^the /, '');
      if (called?.toLowerCase() !== term.toLowerCase()) continue;
      return { start: passage.start + at, end: passage.start + at + name.text.length };
    }
  }
  for (const said of text.matchAll(meaning(term))) {
    const at = said.index + said[0].length;
    writtenHere.lastIndex = at;
    const name = nameIn(writtenHere.exec(text)?.[0] ?? '');
    if (name.text.length > 2 && name.skipped === 0 && !nobody.test(name.text)) return { start: passage.start + at, end: passage.start + at + name.text.length };
  }
  return null;
}

/** “the Term” means Name; “Term” refers to Name; Term: Name, at the beginning of a line. */
function meaning(term: string): RegExp {
  const quoted = literally(term);
  return new RegExp(String.raw`[“"](?:the )?${quoted}[”"] (?:means|shall mean|is|refers to) (?:the )?|(?<=^|\n)(?:the )?${quoted}: +`, 'giu');
}

/** ("Term"), (the “Term”), (hereinafter referred to as "Term"), (together, the "Term"). */
function bracketOf(term: string): RegExp {
  return new RegExp(String.raw`\([^()“”"]{0,60}[“"]${literally(term)}[,.]?[”"][^()]{0,60}\)`, 'giu');
}

/** A run of capitals without the words that open an agreement. */
function nameIn(run: string): { readonly text: string; readonly skipped: number } {
  const skipped = opening.exec(run)?.[0].length ?? 0;
  const name = run.slice(skipped).replace(/,? (?:\d{1,6}(?: |$)|One |Two ).*$/u, '');
  return { text: /^\d+(?: |$)/u.test(name) ? '' : name.replace(/[,. ]+$/u, (ending) => (ending.startsWith('.') ? '.' : '')), skipped };
}

/** Without what companies' names end in. */
function bare(name: string): string {
  const at = name.search(/,? (?:Inc|LLC|L\.L\.C|Ltd|Limited|Corp|Corporation|Co|Company|LLP|L\.?P|plc|GmbH|AG|S\.A|N\.A)\b/u);
  return at > 2 && companyEnding.test(name.slice(at)) ? name.slice(0, at) : name;
}

/** Whom a question asks for, where the document defines it; `score` is how often that was right (bench:other-names). */
export function definedParty(document: DocumentReader, question: string, passages = Infinity): { readonly passage: PassageRow; readonly start: number; readonly end: number; readonly score: number } | null {
  const term = termAsked(question);
  if (term === null) return null;
  // A term of every page is in too many passages: "means" tells the one that defines it.
  for (const at of passagesWith(document, [term, `${term} means`], Math.min(passages, document.passageCount))) {
    const passage = document.passage(at);
    const found = partyIn(passage, term);
    if (found !== null) return { passage, ...found, score: definedPartyOdds };
  }
  return null;
}
