import type { Summary, SummaryLength, SummaryRequest, SummarySection, SummarySentence } from '../../contract/summary.ts';
import { summaryRequestSchema } from '../../contract/summary.ts';

/** What a form for a summary holds, as typed. */
export interface SummaryForm {
  readonly by: SummaryRequest['by'];
  readonly query: string;
  /** Empty: from the first page, to the last. */
  readonly first: string;
  readonly last: string;
  readonly unit: SummaryLength['unit'];
  readonly sentences: number;
  readonly words: number;
}

export const emptyForm: SummaryForm = { by: 'document', query: '', first: '', last: '', unit: 'auto', sentences: 10, words: 250 };

/** What the slider offers. A request from elsewhere may go beyond it and then stands at its end. */
export const lengths = {
  sentences: { least: 1, most: 60, step: 1 },
  words: { least: 50, most: 2_000, step: 50 },
} as const;

/** The form that gives this request. */
export function formOf(request: SummaryRequest): SummaryForm {
  const { length } = request;
  return {
    ...emptyForm,
    by: request.by,
    query: request.query ?? '',
    first: request.pages === null ? '' : String(request.pages.first),
    last: request.pages === null ? '' : String(request.pages.last),
    unit: length.unit,
    ...(length.unit === 'sentences' ? { sentences: length.count } : length.unit === 'words' ? { words: length.count } : {}),
  };
}

/** The pages that the form means: null for all of them, undefined where they are none. */
export function pagesOf({ first, last }: Pick<SummaryForm, 'first' | 'last'>, count: number): SummaryRequest['pages'] | undefined {
  if (first.trim() === '' && last.trim() === '') return null;
  const pages = { first: first.trim() === '' ? 1 : Number(first), last: last.trim() === '' ? count : Number(last) };
  const fits = Number.isInteger(pages.first) && Number.isInteger(pages.last) && pages.first >= 1 && pages.first <= pages.last && pages.last <= count;
  if (!fits) return undefined;
  return pages.first === 1 && pages.last === count ? null : pages;
}

/** The request that the form means; null where its pages are none of the document's. */
export function requestOf(form: SummaryForm, count: number): SummaryRequest | null {
  const pages = pagesOf(form, count);
  if (pages === undefined) return null;
  const length = form.unit === 'auto' ? { unit: form.unit } : { unit: form.unit, count: form.unit === 'words' ? form.words : form.sentences };
  const request = summaryRequestSchema.safeParse({ query: form.query.trim() === '' ? null : form.query, by: form.by, pages, length });
  return request.success ? request.data : null;
}

/** For each section the indices of those above it, the nearest last. */
export function ancestors(sections: readonly Pick<SummarySection, 'level'>[]): readonly (readonly number[])[] {
  const open: number[] = [];
  return sections.map((section, index) => {
    while (open.length > 0 && (sections[open.at(-1) ?? 0]?.level ?? 0) >= section.level) open.pop();
    const above = [...open];
    open.push(index);
    return above;
  });
}

/** More sections than this begin closed: their headings are the overview. */
const mostOpen = 10;

export function openAtFirst(sections: readonly unknown[]): boolean {
  return sections.length <= mostOpen;
}

export interface CitedWords {
  page(label: string): string;
}

/** The summary as text: each sentence with its page, sections under their headings, title and reach on top. */
export function summaryAsText(summary: Summary, title: string, read: string, words: CitedWords): string {
  const line = ({ text, pageLabel }: SummarySentence): string => `${text.replaceAll(/\s+/gu, ' ').trim()} (${words.page(pageLabel)})`;
  const head = [title, ...(summary.query === null ? [] : [summary.query]), read].join('\n');
  const sections = summary.sections.filter(({ sentences }) => sentences.length > 0).map(({ title: name, sentences }) => [name, ...sentences.map(line)].join('\n'));
  return [head, summary.sentences.map(line).join('\n'), ...sections].filter((part) => part !== '').join('\n\n');
}
