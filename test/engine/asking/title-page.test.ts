import { describe, expect, test } from 'vitest';
import type { DocumentReader } from '../../../src/engine/library/index.ts';
import { titlePageAnswer } from '../../../src/engine/asking/title-page.ts';

/** What the title page of a document with this title and this text answers. */
function said(title: string, text: string, question: string): string | null {
  const passage = { index: 0, text, start: 1000, end: 1000 + text.length, sentences: [] };
  const document = { passageCount: 1, record: { title }, passage: () => passage } as unknown as DocumentReader;
  const found = titlePageAnswer(document, question);
  return found === null ? null : text.slice(found.start - 1000, found.end - 1000);
}

const paper = ['Annals of Peat 5 (2023), 41–48', 'From Source to Sink', 'Ingrid Fennimore 1, Tomasz de la Cruz ∗+ and Aoife B. Brannigan 3', '1 Institute for Ecology.', 'Abstract. Tom Wells and Ann Hay read it.'].join('\n\n');
const book = 'Lord Jim\n\nby Joseph Conrad\n\n\n# CHAPTER 1\n\nHe was an inch, perhaps two, under six feet.';

describe('who wrote it', () => {
  test.each(['Who wrote the paper?', 'Who wrote this?', 'who are the authors?', 'Who is the author of this article?', 'What are the names of the authors?'])('%s', (question) => {
    expect(said('From Source to Sink', paper, question)).toBe('Ingrid Fennimore 1, Tomasz de la Cruz ∗+ and Aoife B. Brannigan');
  });

  test.each([
    [book, 'Joseph Conrad'],
    ['The Republic\n\nby Plato\n\nBook I', 'Plato'],
    ['American Adventures\n\nBy Julian Street', 'Julian Street'],
    ['On Peat\n\nAnn Hay\n\nUniversity of Kelm, ann@kelm.example', 'Ann Hay'],
    ['The Widow’s Bank\n\nHarbour House\n\nA story of the sea', null],
    ['LEASE\n\nOak Holdings LLC and Birch Mills Inc\n\nas Lessors', null],
    ['On Peat\n\nIntroduction\n\nAnn Hay, Tom Wells', null],
  ])('%j: %s', (text, author) => {
    expect(said('x', text, 'Who is the author?')).toBe(author);
  });
});

describe('what it is called', () => {
  test('is the line that says the title', () => {
    for (const question of ['What is the title?', "What's the title of this paper?", 'What is this document called?', 'What is the name of the book?']) expect(said('From source to sink', paper, question)).toBe('From Source to Sink');
  });

  test('or the first line, where the file is called something else, unless that is a sentence', () => {
    expect(said('scan_0012', book, 'What is the title?')).toBe('Lord Jim');
    expect(said('notes', 'We met at noon. It was about peat.', 'What is the title?')).toBeNull();
  });
});

test('other questions are none of it', () => {
  for (const question of ['Who wrote the letter to Jim?', 'What is the title of the song?', 'Who is the captain?', 'What is the name of the ship?', 'Who wrote Hamlet?']) expect(said('Lord Jim', book, question)).toBeNull();
});
