import type { Entry, Report, ReportDocument, Section } from '../../contract/report.ts';

/** Several documents reviewed by one playbook, side by side: a row for each item, a column for each document. */
export interface Comparison {
  readonly title: string;
  readonly documents: readonly ReportDocument[];
  readonly rows: readonly { readonly item: string; readonly group: string | null; readonly entries: readonly (Entry | null)[] }[];
}

/** The reviews of a report, one comparison for each playbook; with one document, too: it has one column. */
export function comparisonsOf(report: Report): Comparison[] {
  const titles = [...new Set(report.sections.filter((section) => section.kind === 'review').map((section) => section.title))];
  return titles.map((title) => {
    const sections = report.sections.filter((section) => section.kind === 'review' && section.title === title);
    const documents = sections.flatMap((section) => documentOf(report, section) ?? []);
    const names = [...new Set(sections.flatMap((section) => section.entries.map((entry) => entry.heading ?? '')))];
    const rows = names.map((item) => {
      const entries = sections.map((section) => section.entries.find((entry) => entry.heading === item) ?? null);
      return { item, group: entries.find((entry) => entry !== null)?.group ?? null, entries };
    });
    return { title, documents, rows };
  });
}

export function documentOf(report: Report, section: Section): ReportDocument | undefined {
  return report.documents.find((document) => document.id === section.document);
}
