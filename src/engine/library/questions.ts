import { answerSchema } from '../../contract/schemas.ts';
import { documentAnswerSchema, scopeSchema } from '../../contract/protocol.ts';
import type { Asked, DocumentAnswer, Scope } from '../../contract/protocol.ts';
import type { Database, Row } from './database.ts';
import { keyOf, reading } from './records.ts';
import { numberIn, numberOrNullIn, textIn } from './rows.ts';
import type { Questions } from './types.ts';

const select = `SELECT q.id, d.id AS document, d.title, q.question, q.answer, q.scope, q.everything, q.up_to_page, q.asked_at
  FROM questions q LEFT JOIN documents d ON d.key = q.document`;
const answersSchema = documentAnswerSchema.array();

export function questionsOf(database: Database): Questions {
  const rowOf = (row: Row): Asked =>
    reading(database, 'a question', () => ({
      id: numberIn(row, 'id'),
      question: textIn(row, 'question'),
      askedAt: numberIn(row, 'asked_at'),
      ...(row.scope === null ? ofFirstVersion(row) : ofThisVersion(row)),
    }));
  return {
    add: (asked) => {
      const document = asked.scope.kind === 'document' ? keyOf(database, asked.scope.document) : null;
      const row = database.get(
        'INSERT INTO questions (document, question, answer, scope, everything, up_to_page, asked_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id, asked_at',
        document, asked.question, JSON.stringify(asked.answers), JSON.stringify(asked.scope), asked.everything ? 1 : 0, asked.upToPage, Date.now(),
      ) ?? {};
      return { ...asked, id: numberIn(row, 'id'), askedAt: numberIn(row, 'asked_at') };
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

type Kept = Pick<Asked, 'scope' | 'everything' | 'upToPage' | 'answers'>;

function ofThisVersion(row: Row): Kept {
  return {
    scope: scopeSchema.parse(JSON.parse(textIn(row, 'scope'))),
    everything: row.everything === 1,
    upToPage: numberOrNullIn(row, 'up_to_page'),
    answers: answersSchema.parse(JSON.parse(textIn(row, 'answer'))),
  };
}

/** Rows of the first version hold one Answer, to one document; what does not read as one is a question without answers. */
function ofFirstVersion(row: Row): Kept {
  const scope: Scope = row.document === null ? { kind: 'library' } : { kind: 'document', document: textIn(row, 'document') };
  const { data: answer } = answerSchema.safeParse(JSON.parse(textIn(row, 'answer')));
  const answers: DocumentAnswer[] = answer === undefined || scope.kind !== 'document' ? [] : [{ document: scope.document, title: textIn(row, 'title'), answer }];
  return { scope, everything: answer !== undefined && answer.everything !== null, upToPage: null, answers };
}

/** Takes a document's answers out of the questions that went to several: a removed contract's words are gone. */
export function forgetAnswers(database: Database, document: string): void {
  for (const row of database.all('SELECT id, answer FROM questions WHERE document IS NULL AND scope IS NOT NULL AND instr(answer, ?) > 0', document)) {
    const answers = reading(database, 'a question', () => answersSchema.parse(JSON.parse(textIn(row, 'answer'))));
    const left = answers.filter((answer) => answer.document !== document);
    if (left.length < answers.length) database.run('UPDATE questions SET answer = ? WHERE id = ?', JSON.stringify(left), numberIn(row, 'id'));
  }
}
