import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, Place } from '../../contract/answer.ts';
import type { Note } from '../../contract/protocol.ts';
import type { Entry, Report, ReportDocument, Section, Statement } from '../../contract/report.ts';
import type { Finding, Review } from '../../contract/review.ts';
import type { Summary, SummarySentence } from '../../contract/summary.ts';
import type { DocumentReader, DocumentRecord } from '../library/index.ts';
import { fileSeenFrom } from './links.ts';

/** A question with what one document answered, as it is kept. */
export interface KeptAnswer {
  readonly answer: Answer;
  /** Answered from the pages up to this one; null: from the whole document. */
  readonly upToPage: number | null;
}

/** What there is to export of one document. Parts that are not given make no section. */
export interface ReportPart {
  readonly document: DocumentReader;
  readonly summary?: Summary;
  readonly answers?: readonly KeptAnswer[];
  readonly review?: Review;
  readonly notes?: readonly Note[];
}

export interface ReportOptions {
  readonly model: string;
  /** The file that it will be written to: links are made from there. */
  readonly path: string;
  /** It will be taken elsewhere: links are made as if the documents' files lay beside it. */
  readonly moved?: boolean;
  readonly madeAt: Date;
}

/** One report of one or several documents. */
export function reportOf(parts: readonly ReportPart[], { model, path, moved = false, madeAt }: ReportOptions): Report {
  const [first] = parts;
  const title = parts.length === 1 ? (first?.document.record.title ?? '') : `${parts.length} documents`;
  return {
    format: 'infolio-report',
    version: 1,
    title,
    madeAt: madeAt.toISOString(),
    model,
    documents: toldApart(parts.map(({ document }) => reportedDocument(document.record, moved ? null : dirname(path)))),
    sections: parts.flatMap(sectionsOf),
  };
}

/** Documents of one title get their files' names with it: they stand beside each other in tables. */
function toldApart(documents: readonly ReportDocument[]): ReportDocument[] {
  const titles = documents.map(({ title }) => title);
  return documents.map((document) => ({
    ...document,
    title: titles.filter((title) => title === document.title).length === 1 ? document.title : `${document.title} (${fileName(document.file)})`,
  }));
}

/** @param file a relative path with "/", or a file: URL */
function fileName(file: string): string {
  return basename(file.startsWith('file:') ? fileURLToPath(file) : file);
}

/** @param folder where links are made from; null: as if the document's file lay beside the export */
export function reportedDocument(record: DocumentRecord, folder: string | null): ReportDocument {
  const { id, title, kind, pageCount: pages, pagesRead, words } = record;
  const failedPages = record.failedPages.map(({ page, label, message }) => ({ page, label, message }));
  return { id, title, file: folder === null ? basename(record.path) : fileSeenFrom(folder, record.path), kind, pages, pagesRead, failedPages, words };
}

function sectionsOf({ document, summary, answers, review, notes }: ReportPart): Section[] {
  const { id } = document.record;
  const sections: Section[] = [];
  if (summary !== undefined) sections.push(sectionOfSummary(id, summary));
  if (review !== undefined) {
    const manner = review.everything ? 'Every passage was read with every question.' : 'Each question was read together with the passages that recall and the playbook\'s hints bring.';
    sections.push({ kind: 'review', title: `Review: ${review.playbook}`, document: id, about: manner, entries: review.findings.map(entryOfFinding) });
  }
  if (answers !== undefined) {
    const about = answers.length === 0 ? 'No questions to this document are kept.' : null;
    sections.push({ kind: 'answers', title: 'Questions and answers', document: id, about, entries: answers.map(entryOfAnswer) });
  }
  if (notes !== undefined) {
    const about = notes.length === 0 ? 'There are no notes on this document.' : null;
    sections.push({ kind: 'notes', title: 'Notes', document: id, about, entries: notes.map((note) => entryOfNote(note, document)) });
  }
  return sections;
}

function sectionOfSummary(document: string, { query, pages, sentences, sections, sentencesRead, pagesRead }: Summary): Section {
  const from = pages === null ? '' : `, of pages ${pages.first} to ${pages.last}`;
  const about = `Sentences of the document, chosen from ${sentencesRead} on ${pagesRead} ${pagesRead === 1 ? 'page' : 'pages'}${from}${query === null ? '' : `, for "${query}"`}.`;
  const whole = entryOfSentences(sections.length === 0 ? null : 'The whole', sentences);
  const parts = sections.map(({ title, sentences: own }) => entryOfSentences(title, own));
  return { kind: 'summary', title: 'Summary', document, about, entries: [whole, ...parts] };
}

function entryOfSentences(heading: string | null, sentences: readonly SummarySentence[]): Entry {
  const statements = sentences.map(
    ({ text, page, pageLabel, start, end }): Statement => ({ text, quote: text, page, label: pageLabel, start, end, score: null, note: null }),
  );
  return { heading, group: null, found: true, show: null, value: null, statements, notes: [] };
}

function statementOf(place: Place): Statement {
  return { text: place.text, quote: place.sentence, page: place.page, label: place.pageLabel, start: place.start, end: place.end, score: place.score, note: null };
}

function entryOfFinding(finding: Finding): Entry {
  const nearest = finding.nearest === null ? [] : [{ ...statementOf(finding.nearest), note: 'The nearest place, too unlikely to be called found.' }];
  const read = `${finding.passagesRead} of ${finding.passages} passages were read.`;
  return {
    heading: finding.item,
    group: finding.group,
    found: finding.found,
    show: finding.show,
    value: finding.value,
    statements: finding.found ? finding.places.map(statementOf) : nearest,
    notes: [...finding.notes, ...(finding.found ? [] : [read])],
  };
}

function entryOfAnswer({ answer, upToPage }: KeptAnswer): Entry {
  const asOf = upToPage === null ? [] : [`As of page ${upToPage}.`];
  const { everything } = answer;
  const common = { heading: answer.question, group: null, show: null, value: null };
  if (everything !== null && everything.hits.length > 0) {
    const told = `Every one of ${everything.passages} passages was read: ${everything.hits.length} ${everything.hits.length === 1 ? 'place' : 'places'}.`;
    return { ...common, found: true, statements: everything.hits.map(statementOf), notes: [...asOf, told] };
  }
  if (answer.best === null) {
    const nearest = answer.nearest.map((place) => ({ ...statementOf(place), score: null, note: 'The nearest passage.' }));
    return { ...common, found: false, statements: nearest, notes: asOf };
  }
  const statements = [answer.best, ...answer.others].map(statementOf);
  return { ...common, found: true, statements: answer.gist === true ? statements.map((one) => ({ ...one, score: null })) : statements, notes: asOf };
}

function entryOfNote(note: Note, document: DocumentReader): Entry {
  const label = document.page(note.page)?.label ?? String(note.page);
  const statement = { text: note.quote, quote: note.quote, page: note.page, label, start: null, end: null, score: null, note: note.comment === '' ? null : note.comment };
  return { heading: null, group: null, found: true, show: null, value: null, statements: [statement], notes: [] };
}
