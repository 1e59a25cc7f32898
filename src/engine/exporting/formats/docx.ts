import { BorderStyle, Document, ExternalHyperlink, Footer, HeadingLevel, Packer, PageNumber, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } from 'docx';
import type { IRunOptions, IStylesOptions, ParagraphChild } from 'docx';
import type { Entry, Report, ReportDocument, Section, Statement } from '../../../contract/report.ts';
import { comparisonsOf, documentOf } from '../comparison.ts';
import type { Comparison } from '../comparison.ts';
import { flat, headOf, isPart, notFound, pageOf, sayingOf, sureOf } from '../describe.ts';
import { linkTo } from '../links.ts';

const accent = '1F5FAE';
const muted = '5C6470';
const remark = '7A4B00';
const font = 'Calibri';

/** Sizes are in half points, distances in twentieths of a point, as Word has them. */
const styles: IStylesOptions = {
  default: {
    document: { run: { font, size: 22 }, paragraph: { spacing: { after: 80, line: 276 } } },
    title: { run: { font, size: 40, bold: true, color: '1C1E21' }, paragraph: { spacing: { after: 160 } } },
    heading1: { run: { font, size: 30, bold: true, color: '1C1E21' }, paragraph: { spacing: { before: 400, after: 120 }, keepNext: true } },
    heading2: { run: { font, size: 24, bold: true, color: muted }, paragraph: { spacing: { before: 280, after: 80 }, keepNext: true } },
    heading3: { run: { font, size: 23, bold: true, color: '1C1E21' }, paragraph: { spacing: { before: 200, after: 40 }, keepNext: true } },
    hyperlink: { run: { color: accent, underline: {} } },
  },
};

/** The report as a Word file. Pages are links to the documents' files, as Word resolves them: from where the report lies. */
export async function docx(report: Report): Promise<Uint8Array> {
  const comparisons = report.documents.length < 2 ? [] : comparisonsOf(report).flatMap(comparisonBlocks);
  const file = new Document({
    title: flat(report.title),
    creator: 'Infolio',
    description: `Made by Infolio with model ${flat(report.model)}`,
    styles,
    sections: [
      {
        footers: { default: new Footer({ children: [new Paragraph({ children: [run({ size: 18, color: muted, children: ['Page ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES] })] })] }) },
        children: [
          new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun(flat(report.title))] }),
          ...headOf(report).map(
            ({ name, text, document }) =>
              new Paragraph({
                spacing: { after: 20 },
                children: [run({ text: name === '' ? '' : `${name}: `, color: muted }), document === null ? new TextRun(flat(text)) : link(linkTo(document, 1), flat(text))],
              }),
          ),
          ...comparisons,
          ...report.sections.flatMap((section) => sectionBlocks(report, section)),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(file));
}

/** Text with a look of its own; white space at its ends is kept. */
function run(options: IRunOptions): TextRun {
  return new TextRun(options);
}

function link(address: string, text: string): ExternalHyperlink {
  return new ExternalHyperlink({ link: address, children: [run({ text, style: 'Hyperlink' })] });
}

function sectionBlocks(report: Report, section: Section): Paragraph[] {
  const document = documentOf(report, section);
  const of = report.documents.length < 2 ? '' : `: ${document?.title ?? ''}`;
  return [
    new Paragraph({ heading: HeadingLevel.HEADING_1, children: [new TextRun(flat(`${section.title}${of}`))] }),
    ...(section.about === null ? [] : [new Paragraph({ children: [run({ text: flat(section.about), color: muted })] })]),
    ...section.entries.flatMap((entry, at) => entryBlocks(entry, section.entries[at - 1], document)),
  ];
}

function entryBlocks(entry: Entry, before: Entry | undefined, document: ReportDocument | undefined): Paragraph[] {
  const group = entry.group !== null && entry.group !== before?.group ? [new Paragraph({ heading: HeadingLevel.HEADING_2, children: [new TextRun(flat(entry.group))] })] : [];
  const heading = entry.heading === null ? [] : [new Paragraph({ heading: HeadingLevel.HEADING_3, children: [new TextRun(flat(entry.heading))] })];
  const value = entry.value === null ? [] : [new Paragraph({ keepNext: true, children: [run({ text: flat(entry.value.text), bold: true })] })];
  const absent = [new Paragraph({ children: [run({ text: notFound, italics: true, color: muted })] })];
  const remarks = entry.notes.map((note) => new Paragraph({ bullet: { level: 0 }, spacing: { after: 20 }, children: [run({ text: flat(note), color: remark })] }));
  return [...group, ...heading, ...(entry.found ? value : absent), ...entry.statements.flatMap((one) => statementBlocks(one, document)), ...remarks];
}

function statementBlocks(statement: Statement, document: ReportDocument | undefined): Paragraph[] {
  const frame = { indent: { left: 240 }, border: { left: { style: BorderStyle.SINGLE, size: 12, space: 8, color: 'D9DDE3' } } };
  const where: ParagraphChild = document === undefined ? new TextRun(pageOf(statement)) : link(linkTo(document, statement.page), pageOf(statement));
  const sure = sureOf(statement) === '' ? [] : [run({ text: `   ${sureOf(statement)}`, color: muted, size: 19 })];
  const note = statement.note === null ? [] : [new Paragraph({ ...frame, children: [run({ text: flat(statement.note), italics: true })] })];
  return [
    new Paragraph({ ...frame, keepNext: true, spacing: { after: 20 }, children: quoted(statement) }),
    new Paragraph({ ...frame, keepNext: note.length > 0, children: [where, ...sure] }),
    ...note,
  ];
}

/** The quote, with the statement's words in bold. */
function quoted(statement: Statement): TextRun[] {
  const quote = `“${flat(statement.quote)}”`;
  const said = flat(statement.text);
  const at = isPart(statement) && said !== '' ? quote.indexOf(said) : -1;
  if (at === -1) return [new TextRun(quote)];
  return [new TextRun(quote.slice(0, at)), run({ text: said, bold: true }), new TextRun(quote.slice(at + said.length))];
}

function comparisonBlocks({ title, documents, rows }: Comparison): (Paragraph | Table)[] {
  const cell = (children: ParagraphChild[]): TableCell => new TableCell({ margins: { top: 40, bottom: 40, left: 80, right: 80 }, children: [new Paragraph({ spacing: { after: 0 }, children })] });
  const finding = (entry: Entry | null, document: ReportDocument | undefined): ParagraphChild[] => {
    if (entry === null) return [];
    const [best] = entry.statements;
    const said = run({ text: flat(sayingOf(entry)), size: 20, ...(entry.found ? {} : { color: muted }) });
    return entry.found && best !== undefined && document !== undefined ? [said, new TextRun(' '), link(linkTo(document, best.page), pageOf(best))] : [said];
  };
  return [
    new Paragraph({ heading: HeadingLevel.HEADING_1, children: [new TextRun(flat(title))] }),
    new Table({
      width: { size: 100, type: WidthType.PERCENTAGE },
      rows: [
        new TableRow({ tableHeader: true, children: [cell([]), ...documents.map((document) => cell([run({ text: flat(document.title), bold: true, size: 20 })]))] }),
        ...rows.map(
          ({ item, entries }) =>
            new TableRow({ cantSplit: true, children: [cell([run({ text: flat(item), bold: true, size: 20 })]), ...entries.map((entry, at) => cell(finding(entry, documents[at])))] }),
        ),
      ],
    }),
  ];
}
