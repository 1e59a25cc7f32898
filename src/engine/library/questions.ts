import type { Database, Row } from './database.ts';
import { keyOf, reading } from './records.ts';
import { numberIn, textIn } from './rows.ts';
import type { QuestionRow, Questions } from './types.ts';

const select = 'SELECT q.id, d.id AS document, q.question, q.answer, q.asked_at FROM questions q LEFT JOIN documents d ON d.key = q.document';

export function questionsOf(database: Database): Questions {
  const rowOf = (row: Row): QuestionRow =>
    reading(database, 'a question', () => ({
      id: numberIn(row, 'id'),
      document: row.document === null ? null : textIn(row, 'document'),
      question: textIn(row, 'question'),
      answer: JSON.parse(textIn(row, 'answer')) as unknown,
      askedAt: numberIn(row, 'asked_at'),
    }));
  return {
    add: ({ document, question, answer }) => {
      const row = database.get(
        'INSERT INTO questions (document, question, answer, asked_at) VALUES (?, ?, ?, ?) RETURNING id, asked_at',
        document === null ? null : keyOf(database, document), question, JSON.stringify(answer ?? null), Date.now(),
      ) ?? {};
      return { id: numberIn(row, 'id'), document, question, answer, askedAt: numberIn(row, 'asked_at') };
    },
    list: (document) => {
      const order = 'ORDER BY q.asked_at DESC, q.id DESC';
      if (document === undefined) return database.all(`${select} ${order}`).map(rowOf);
      if (document === null) return database.all(`${select} WHERE q.document IS NULL ${order}`).map(rowOf);
      return database.all(`${select} WHERE q.document = ? ${order}`, keyOf(database, document)).map(rowOf);
    },
    remove: (id) => database.run('DELETE FROM questions WHERE id = ?', id) > 0,
  };
}
