import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answer, Place } from '../../../src/contract/answer.ts';
import type { PageContent, TextRun } from '../../../src/contract/page.ts';
import type { Scope } from '../../../src/contract/protocol.ts';
import type { DocumentRecord, Library, NewAsked } from '../../../src/engine/library/index.ts';

/** A folder that is gone at the end of the test. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'infolio-test-'));
  return { path, [Symbol.dispose]: () => { rmSync(path, { recursive: true, force: true, maxRetries: 3 }); } };
}

export const modelHash = 'c3'.repeat(32);

const lineHeight = 14;
const characterWidth = 6;

/** A page whose lines stand under one another, each character as wide as the next. */
export function page(number: number, lines: readonly string[], continues = false): PageContent {
  const text = lines.join(' ');
  let at = 0;
  const runs = lines.map((line, i): TextRun => {
    const start = at;
    at += line.length + 1;
    return {
      start, end: start + line.length, x: 72, y: 72 + i * lineHeight, width: line.length * characterWidth, height: 12,
      advances: Array.from(line, (_, k) => (k + 1) / line.length),
    };
  });
  return { page: number, label: `p${number}`, width: 612, height: 792, text, blocks: text === '' ? [] : [{ kind: 'paragraph', start: 0, end: text.length, level: 0 }], runs, continues };
}

export interface GivenDocument {
  readonly hash?: string;
  readonly title?: string;
  readonly path?: string;
  readonly pages: readonly PageContent[];
  /** Where passages end; one passage of everything unless given. */
  readonly cuts?: readonly number[];
  readonly vectors?: readonly Float32Array[];
}

/** Puts a document into the library as a reading would, in one step. */
export function given(library: Library, { hash = 'a1'.repeat(32), title = 'A document', path = '/somewhere/document.pdf', pages, cuts, vectors }: GivenDocument): DocumentRecord {
  let text = '';
  let joiner = '';
  const taken = pages.map((content) => {
    if (content.text === '') return { content, start: text.length };
    const start = text.length + joiner.length;
    text += joiner + content.text;
    joiner = content.continues ? ' ' : '\n\n';
    return { content, start };
  });
  const ends = [...(cuts ?? []), text.length];
  const { record } = library.intake.begin({ hash, modelHash, path, kind: 'pdf', title, pageCount: pages.length, outline: [], bytes: 1000 });
  library.intake.checkpoint(record.id, {
    from: { nextPage: 1, segments: 0 },
    point: { nextPage: pages.length + 1, joiner, pending: '' },
    pages: taken,
    failedPages: [],
    passages: ends.map((end, index) => {
      const start = ends[index - 1] ?? 0;
      return {
        index, start, text: text.slice(start, end), words: 1, tokens: 2, sentences: [{ start, end }], importance: [0.5], gate: 0.25,
        vector: vectors?.[index] ?? Float32Array.of(1, 0, 0, index),
      };
    }),
    memory: { layers: 1, features: 2, values: 1, data: Float32Array.of(1, 2) },
    pagesRead: pages.length,
  });
  return library.intake.finish(record.id);
}

/** An answer whose best place has these words. */
export function answerOf(question: string, text: string): Answer {
  const best: Place = { text, sentence: `${text}.`, page: 1, pageLabel: 'p1', start: 0, end: text.length, score: 0.75, boxes: [{ page: 1, x: 0.5, y: 1, width: 2, height: 3 }] };
  return { question, kind: 'span', found: true, best, others: [], nearest: [], everything: null };
}

/** A question with the answers of some documents, each `text`. */
export function asked(scope: Scope, question: string, documents: readonly string[], text = 'Nobody'): NewAsked {
  return { scope, question, everything: false, upToPage: null, answers: documents.map((document) => ({ document, title: 'A document', answer: answerOf(question, text) })) };
}
