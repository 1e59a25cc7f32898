import type { Entry, Report, ReportDocument, Section, Statement } from '../../../contract/report.ts';
import { comparisonsOf, documentOf } from '../comparison.ts';
import { flat, headOf, isPart, notFound, pageOf, sayingOf, sureOf } from '../describe.ts';
import { linkTo } from '../links.ts';
import { style } from './html-style.ts';

/** The report as one HTML page: no scripts, nothing fetched, light and dark, fit for printing. */
export function html(report: Report): string {
  const title = text(report.title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="Infolio">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<dl>
${headOf(report)
  .map(({ name, text: said, document }) => `${name === '' ? '' : `<dt>${text(name)}</dt>`}<dd>${document === null ? text(said) : `<a href="${text(linkTo(document, 1))}">${text(said)}</a>`}</dd>`)
  .join('\n')}
</dl>
${report.documents.length < 2 ? '' : comparisonsOf(report).map(comparisonTable).join('\n')}
${report.sections.map((section) => sectionHtml(report, section)).join('\n')}
</main>
</body>
</html>
`;
}

function comparisonTable({ title, documents, rows }: ReturnType<typeof comparisonsOf>[number]): string {
  const cell = (entry: Entry | null, document: ReportDocument | undefined): string => {
    if (entry === null) return '<td></td>';
    const [best] = entry.statements;
    if (!entry.found || best === undefined || document === undefined) return `<td class="absent">${text(sayingOf(entry))}</td>`;
    return `<td>${text(sayingOf(entry))} ${pageLink(document, best)}</td>`;
  };
  return `<section>
<h2>${text(title)}</h2>
<div class="wide"><table>
<thead><tr><th scope="col">Item</th>${documents.map((document) => `<th scope="col">${text(document.title)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(({ item, entries }) => `<tr><th scope="row">${text(item)}</th>${entries.map((entry, at) => cell(entry, documents[at])).join('')}</tr>`).join('\n')}
</tbody>
</table></div>
</section>`;
}

function sectionHtml(report: Report, section: Section): string {
  const document = documentOf(report, section);
  const of = report.documents.length < 2 ? '' : `: ${text(document?.title ?? '')}`;
  const about = section.about === null ? '' : `<p class="about">${text(section.about)}</p>`;
  return `<section>
<h2>${text(section.title)}${of}</h2>
${about}
${section.entries.map((entry, at) => entryHtml(entry, section.entries[at - 1], document)).join('\n')}
</section>`;
}

function entryHtml(entry: Entry, before: Entry | undefined, document: ReportDocument | undefined): string {
  const group = entry.group !== null && entry.group !== before?.group ? `<h3 class="group">${text(entry.group)}</h3>\n` : '';
  const level = entry.group === null ? 'h3' : 'h4';
  const heading = entry.heading === null ? '' : `<${level}>${text(entry.heading)}</${level}>`;
  const value = entry.found ? (entry.value === null ? '' : `<p class="value">${text(entry.value.text)}</p>`) : `<p class="absent">${notFound}</p>`;
  const remarks = entry.notes.length === 0 ? '' : `<ul class="remarks">${entry.notes.map((note) => `<li>${text(note)}</li>`).join('')}</ul>`;
  return `${group}<article>${heading}${value}${entry.statements.map((one) => statementHtml(one, document)).join('\n')}${remarks}</article>`;
}

function statementHtml(statement: Statement, document: ReportDocument | undefined): string {
  const where = document === undefined ? text(pageOf(statement)) : pageLink(document, statement);
  const sure = sureOf(statement) === '' ? '' : ` <span class="sure">${sureOf(statement)}</span>`;
  const note = statement.note === null ? '' : `<p class="note">${text(statement.note)}</p>`;
  return `<figure><blockquote>${quoted(statement)}</blockquote><figcaption>${where}${sure}</figcaption>${note}</figure>`;
}

/** The quote with the statement's words marked in it. */
function quoted(statement: Statement): string {
  const quote = flat(statement.quote);
  const said = flat(statement.text);
  const at = isPart(statement) ? quote.indexOf(said) : -1;
  return at === -1 ? escaped(quote) : `${escaped(quote.slice(0, at))}<mark>${escaped(said)}</mark>${escaped(quote.slice(at + said.length))}`;
}

function pageLink(document: ReportDocument, statement: Statement): string {
  return `<a class="page" href="${text(linkTo(document, statement.page))}">${text(pageOf(statement))}</a>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand in an element or in an attribute. */
function text(value: string): string {
  return escaped(flat(value));
}

function escaped(value: string): string {
  return value.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
