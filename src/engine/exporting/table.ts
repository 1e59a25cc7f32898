import type { Report, ReportDocument, Section, Statement } from '../../contract/report.ts';
import { comparisonsOf, documentOf } from './comparison.ts';
import type { Comparison } from './comparison.ts';
import { flat, sayingOf } from './describe.ts';
import { linkTo } from './links.ts';

/** A cell: a text, a number, or a text that links to a place. */
export type Cell = string | number | null | { readonly text: string; readonly link: string };

/** A sheet of a workbook, or a CSV file. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A review as a table: a row for each item, and for each document what was found, where, and how sure. */
function comparisonTable({ title, documents, rows }: Comparison): Table {
  const columns = documents.flatMap((document) => {
    const of = documents.length === 1 ? '' : `${flat(document.title)}: `;
    return ['Finding', 'Quote', 'Page', 'Sure (%)', 'Remarks'].map((name) => `${of}${name}`);
  });
  return {
    name: title,
    columns: ['Item', 'Group', ...columns],
    rows: rows.map(({ item, group, entries }) => [
      item,
      group,
      ...entries.flatMap((entry, at): Cell[] => {
        const best = entry?.found === true ? entry.statements[0] : undefined;
        const place = best === undefined ? [null, null, null] : [flat(best.quote), pageCell(documents[at], best), percent(best)];
        return [entry === null ? null : sayingOf(entry), ...place, entry === null ? null : entry.notes.join(' ')];
      }),
    ]),
  };
}

/** Answers and notes as a table: a row for each statement, and one for each question that found nothing. */
function sectionTable(report: Report, sections: readonly Section[], name: string): Table {
  const rows = sections.flatMap((section) => {
    const document = documentOf(report, section);
    return section.entries.flatMap((entry): Cell[][] => {
      const heading = entry.heading ?? '';
      const title = document?.title ?? '';
      if (!entry.found) return [[title, heading, 'Not found', null, null, null, entry.notes.join(' ')]];
      return entry.statements.map((one) => {
        const remarks = [one.note, ...entry.notes].filter((note) => note !== null).join(' ');
        return [title, heading, flat(one.text), flat(one.quote), pageCell(document, one), percent(one), remarks];
      });
    });
  });
  return { name, columns: ['Document', 'Question', 'Text', 'Quote', 'Page', 'Sure (%)', 'Remarks'], rows };
}

function pageCell(document: ReportDocument | undefined, { label, page }: Statement): Cell {
  return document === undefined ? label : { text: label, link: linkTo(document, page) };
}

function percent({ score }: Statement): number | null {
  return score === null ? null : Math.round(score * 100);
}

/** The report as tables: reviews first, then summaries, answers and notes; empty ones only if there is nothing else. */
export function tablesOf(report: Report): Table[] {
  const rest = ([['summary', 'Summary'], ['answers', 'Answers'], ['notes', 'Notes']] as const).flatMap(([kind, name]) => {
    const sections = report.sections.filter((section) => section.kind === kind);
    return sections.length === 0 ? [] : [sectionTable(report, sections, name)];
  });
  const tables = [...comparisonsOf(report).map(comparisonTable), ...rest];
  const filled = tables.filter((table) => table.rows.length > 0);
  return filled.length > 0 ? filled : tables.slice(0, 1);
}
