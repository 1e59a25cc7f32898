import type { Finding, Review } from '../src/contract/review.ts';
import type { QaDocument } from './data.ts';

/** How CUAD's question for each matter of the contract playbook begins. */
const categories: Readonly<Record<string, string>> = {
  'Document name': 'What is the name of the contract',
  Parties: 'Who are the parties',
  'Agreement date': 'What is the date of the contract',
  'Effective date': 'On what date does the contract become effective',
  'Expiration date': 'On what date will the contract',
  'Renewal term': 'What is the renewal term',
  'Notice to stop renewal': 'What is the notice period required to terminate renewal',
  'Termination for convenience': 'Can a party terminate this contract without cause',
  'After termination': 'Is a party subject to obligations after the termination',
  'Change of control': 'Does one party have the right to terminate or is consent',
  Assignment: 'Is consent or notice required of a party if the contract is assigned',
  'Governing law': 'Which state or country',
  'Most favoured customer': 'Is there a clause that if a third party gets better terms',
  Exclusivity: 'Is there an exclusive dealing',
  'Non-compete': 'Is there a restriction on the ability of a party to compete',
  'Exceptions to the restrictions': 'This category includes the exceptions',
  'No solicitation of customers': 'Is a party restricted from contracting or soliciting customers',
  'No solicitation of employees': "Is there a restriction on a party's soliciting or hiring",
  'Non-disparagement': 'Is there a requirement on a party not to disparage',
  'First refusal, offer or negotiation': 'Is there a clause granting one party a right of first refusal',
  'Revenue or profit sharing': 'Is one party required to share revenue',
  'Price restrictions': 'Is there a restriction on the ability of a party to raise or reduce prices',
  'Minimum commitment': 'Is there a minimum order size',
  'Volume restriction': 'Is there a fee increase or consent requirement',
  'Assignment of intellectual property': 'Does intellectual property created by one party',
  'Joint intellectual property': 'Is there any clause providing for joint',
  'Licence grant': 'Does the contract contain a license granted by one party',
  'Non-transferable licence': 'Does the contract limit the ability of a party to transfer the license',
  "Licence by the licensor's affiliates": 'Does the contract contain a license grant by affiliates',
  "Licence to the licensee's affiliates": 'Does the contract contain a license grant to a licensee',
  'Unlimited licence': 'Is there a clause granting one party an "enterprise',
  'Irrevocable or perpetual licence': 'Does the contract contain a license grant that is irrevocable',
  'Source code escrow': 'Is one party required to deposit its source code',
  'Audit rights': 'Does a party have the right to audit',
  'Warranty duration': 'What is the duration of any warranty',
  'Uncapped liability': "Is a party's liability uncapped",
  'Cap on liability': 'Does the contract include a cap on liability',
  'Liquidated damages': 'Does the contract contain a clause that would award either party liquidated',
  Insurance: 'Is there a requirement for insurance',
  'Covenant not to sue': 'Is a party restricted from contesting',
  'Third party beneficiary': 'Is there a non-contracting party who is a beneficiary',
};

/** What became of one matter in one contract. */
export interface ReviewRow {
  readonly document: string;
  readonly item: string;
  /** The contract has such a clause. */
  readonly there: boolean;
  /** Something was shown. */
  readonly found: boolean;
  /** One of the places shown lies in what the annotators marked. */
  readonly right: boolean;
  /** How sure the best place is; of what was not found, the nearest. */
  readonly score: number;
  readonly question: string;
  /** The nearest place lies there, though it was not called found. */
  readonly nearestRight: boolean;
}

/** @param offset maps the data's offsets to those of the text that was read */
export function judge(document: QaDocument, review: Review, offset: (codePoint: number) => number): ReviewRow[] {
  return review.findings.flatMap((finding) => {
    // A playbook that compares wordings has an item for each: "Parties | 2".
    const beginning = categories[finding.item.split(' | ', 1)[0] ?? ''];
    const question = document.questions.find((one) => beginning !== undefined && folded(one.question).startsWith(folded(beginning)));
    if (question === undefined) return [];
    const marked = question.answers.map(({ text, start }) => ({ start: offset(start), end: offset(start + Array.from(text).length - 1) + 1 }));
    return [rowOf(document.doc_id, finding, marked)];
  });
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function rowOf(document: string, finding: Finding, marked: readonly Range[]): ReviewRow {
  const overlaps = (place: Range) => marked.some((range) => range.start < place.end && place.start < range.end);
  const { item, found, places, nearest, question } = finding;
  return {
    document,
    item,
    there: marked.length > 0,
    found,
    right: places.some(overlaps),
    score: (places[0] ?? nearest)?.score ?? 0,
    question,
    nearestRight: nearest !== null && overlaps(nearest),
  };
}

export interface Tally {
  readonly item: string;
  readonly there: number;
  readonly shown: number;
  readonly missed: number;
  /** Of those that are there: another place was shown. */
  readonly elsewhere: number;
  /** Shown though there is none. */
  readonly falseAlarms: number;
  /** Per cent; null where there is nothing to count. */
  readonly recall: number | null;
  readonly precision: number | null;
}

/** The rows counted by matter, in the playbook's order, and all together. */
export function tally(rows: readonly ReviewRow[]): { readonly items: Tally[]; readonly total: Tally } {
  const names = [...new Set(rows.map(({ item }) => item))];
  return { items: names.map((name) => count(name, rows.filter(({ item }) => item === name))), total: count('All', rows) };
}

function count(item: string, rows: readonly ReviewRow[]): Tally {
  const there = rows.filter((row) => row.there);
  const shown = there.filter((row) => row.right).length;
  const elsewhere = there.filter((row) => row.found && !row.right).length;
  const falseAlarms = rows.filter((row) => !row.there && row.found).length;
  const share = (part: number, of: number) => (of === 0 ? null : Math.round((part / of) * 1000) / 10);
  return {
    item,
    there: there.length,
    shown,
    missed: there.length - shown - elsewhere,
    elsewhere,
    falseAlarms,
    recall: share(shown, there.length),
    precision: share(shown, shown + elsewhere + falseAlarms),
  };
}

function folded(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z]+/g, ' ').trim();
}
