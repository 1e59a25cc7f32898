import type { Entry, Report, ReportDocument, Statement } from '../../contract/report.ts';

/** Phrases that every format shares. */

/** "12 May 2026, 14:05 UTC": the same wherever it is made. */
export function madeOn(report: Report): string {
  return `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(report.madeAt)).replace(' at ', ', ')} UTC`;
}

/** "read 20 of 20 pages", with the pages that failed. */
export function readOf({ pages, pagesRead, failedPages }: ReportDocument): string {
  const read = pagesRead - failedPages.length;
  const failed = failedPages.length === 0 ? '' : `; not readable: ${failedPages.map((page) => `p. ${page.label}`).join(', ')}`;
  return `read ${read} of ${pages} ${pages === 1 ? 'page' : 'pages'}${failed}`;
}

/** The head of an export: what is on top of it, as name and text. */
export function headOf(report: Report): { readonly name: string; readonly text: string; readonly document: ReportDocument | null }[] {
  return [
    ...report.documents.map((document) => ({ name: report.documents.length === 1 ? 'Document' : 'Documents', text: `${document.title} (${readOf(document)})`, document })),
    { name: 'Made', text: madeOn(report), document: null },
    { name: 'Read with', text: `Infolio, model ${report.model}, on this machine`, document: null },
  ].map((line, at, all) => ({ ...line, name: all[at - 1]?.name === line.name ? '' : line.name }));
}

export function pageOf({ label }: Statement): string {
  return `p. ${label}`;
}

export function sureOf({ score }: Statement): string {
  return score === null ? '' : `${Math.round(score * 100)} % sure`;
}

export const notFound = 'Not found in this document.';

/** What an entry says in a few words, for tables: its value, else the best statement's words. */
export function sayingOf(entry: Entry): string {
  if (!entry.found) return 'Not found';
  return entry.value?.text ?? flat(entry.statements[0]?.text ?? '');
}

/** True if the statement's words are only a part of its quote, so that both are worth showing. */
export function isPart({ text, quote }: Statement): boolean {
  return flat(text) !== flat(quote);
}

/** White space of all kinds as single spaces; characters that no format can hold are left out. */
export function flat(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '').replaceAll(/\s+/g, ' ').trim();
}
