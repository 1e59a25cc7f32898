import type { Entry, Report, ReportDocument, Section, Statement } from '../../../contract/report.ts';
import { comparisonsOf, documentOf } from '../comparison.ts';
import { flat, headOf, isPart, notFound, pageOf, sayingOf, sureOf } from '../describe.ts';
import { linkTo } from '../links.ts';

/** The report as Markdown (CommonMark, with the tables of GitHub's). */
export function markdown(report: Report): string {
  const head = headOf(report).map(({ name, text }) => `- ${name === '' ? '' : `**${name}:** `}${escaped(text)}`);
  const comparisons = report.documents.length < 2 ? [] : comparisonsOf(report).flatMap((comparison) => ['', `## ${escaped(comparison.title)}`, '', ...tableOf(comparison)]);
  const sections = report.sections.flatMap((section) => sectionLines(report, section));
  return `${[`# ${escaped(report.title)}`, '', ...head, ...comparisons, ...sections].join('\n')}\n`;
}

function tableOf({ documents, rows }: ReturnType<typeof comparisonsOf>[number]): string[] {
  const cell = (entry: Entry | null, document: ReportDocument | undefined): string => {
    const [best] = entry?.statements ?? [];
    if (entry === null) return '';
    return best === undefined || document === undefined || !entry.found ? escaped(sayingOf(entry)) : `${escaped(sayingOf(entry))} (${pageLink(document, best)})`;
  };
  return [
    `| | ${documents.map((document) => escaped(document.title)).join(' | ')} |`,
    `|---|${documents.map(() => '---|').join('')}`,
    ...rows.map(({ item, entries }) => `| **${escaped(item)}** | ${entries.map((entry, at) => cell(entry, documents[at])).join(' | ')} |`),
  ];
}

function sectionLines(report: Report, section: Section): string[] {
  const document = documentOf(report, section);
  const of = report.documents.length < 2 ? '' : `: ${escaped(document?.title ?? '')}`;
  const about = section.about === null ? [] : ['', escaped(section.about)];
  return ['', `## ${escaped(section.title)}${of}`, ...about, ...section.entries.flatMap((entry, at) => entryLines(entry, section.entries[at - 1], document))];
}

function entryLines(entry: Entry, before: Entry | undefined, document: ReportDocument | undefined): string[] {
  const group = entry.group !== null && entry.group !== before?.group ? ['', `### ${escaped(entry.group)}`] : [];
  const heading = entry.heading === null ? [] : ['', `${entry.group === null ? '###' : '####'} ${escaped(entry.heading)}`];
  const value = entry.found ? (entry.value === null ? [] : ['', `**${escaped(entry.value.text)}**`]) : ['', `*${notFound}*`];
  const remarks = entry.notes.map((note) => `- *${escaped(note)}*`);
  return [...group, ...heading, ...value, ...entry.statements.flatMap((one) => statementLines(one, document)), ...(remarks.length === 0 ? [] : ['', ...remarks])];
}

function statementLines(statement: Statement, document: ReportDocument | undefined): string[] {
  const said = isPart(statement) ? `**${escaped(statement.text)}** · ` : '';
  const where = document === undefined ? pageOf(statement) : pageLink(document, statement);
  const sure = sureOf(statement) === '' ? '' : ` · ${sureOf(statement)}`;
  const note = statement.note === null ? [] : ['>', `> ${escaped(statement.note)}`];
  return ['', `> “${escaped(statement.quote)}”`, '>', `> ${said}${where}${sure}`, ...note];
}

function pageLink(document: ReportDocument, statement: Statement): string {
  return `[${escaped(pageOf(statement))}](<${linkTo(document, statement.page).replaceAll(/[<>]/g, encodeURIComponent)}>)`;
}

/** Text that Markdown leaves alone: neither emphasis, links, HTML, entities, nor a list or heading at a line's beginning. */
function escaped(text: string): string {
  return flat(text)
    .replaceAll(/[\\`*_[\]<>|~&#!]/g, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^([-+=])/, '\\$1');
}
