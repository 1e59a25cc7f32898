import type { Box } from '../../contract/geometry.ts';
import { InfolioError } from '../../contract/errors.ts';
import type { PageContent } from '../../contract/page.ts';
import { boxesOf } from '../pdf/index.ts';
import type { Database, Row } from './database.ts';
import { checksumOf, inflated } from './deflated.ts';
import { damaged } from './failures.ts';
import { decodeLayout } from './layout.ts';
import { memoryOf } from './memories.ts';
import { findRecord, reading } from './records.ts';
import { bytesIn, indexOf, numberIn, numberOrNullIn, passageId, textIn } from './rows.ts';
import { searchPassages } from './search.ts';
import { decodeSentences } from './sentences.ts';
import type { DocumentReader, PageRow, PassageRow, VectorMatrix } from './types.ts';
import type { VectorCache } from './vector-cache.ts';
import { decodeVector, widthOf } from './vectors.ts';

const passageColumns = 'id, start, tokens, gate, sentences, text, checksum';
const pageColumns = 'page, label, width, height, start, end';

/** Reads one document; throws `not_found`. Everything is looked up when it is asked for, so a reading may go on beside. */
export function readerOf(database: Database, cache: VectorCache, id: string): DocumentReader {
  const { key } = findRecord(database, id);
  const passage = (index: number): PassageRow => {
    const row = Number.isInteger(index) && index >= 0 ? database.get(`SELECT ${passageColumns} FROM passages WHERE id = ?`, passageId(key, index)) : undefined;
    if (row === undefined) throw new InfolioError('bad_argument', `The document has no passage ${index}.`);
    return passageOf(database, row);
  };
  const pageContent = (page: number): PageContent | undefined => {
    const row = database.get(`SELECT ${pageColumns}, continues, layout FROM pages WHERE document = ? AND page = ?`, key, page);
    return row === undefined ? undefined : contentOf(database, row, textBetween(database, key, numberIn(row, 'start'), numberIn(row, 'end')));
  };
  return {
    get record() {
      return findRecord(database, id).record;
    },
    get passageCount() {
      return findRecord(database, id).record.segments;
    },
    passage,
    passages: (from = 0, to = Number.MAX_SAFE_INTEGER) => {
      const [low, high] = [Math.max(0, from), Math.min(to, passageId(1, 0))];
      if (low >= high) return [];
      return database
        .all(`SELECT ${passageColumns} FROM passages WHERE id BETWEEN ? AND ? ORDER BY id`, passageId(key, low), passageId(key, high - 1))
        .map((row) => passageOf(database, row));
    },
    passageAt: (offset) => {
      const found = database.value('SELECT id FROM passages WHERE document = ? AND start <= ? ORDER BY start DESC LIMIT 1', key, offset);
      const { textLength } = findRecord(database, id).record;
      if (typeof found !== 'number' || offset >= textLength) throw new InfolioError('bad_argument', `The document's text has no character ${offset}; it has ${textLength}.`);
      return indexOf(found);
    },
    vectors: () => cache.get(key, findRecord(database, id).record.segments, (rows) => loadVectors(database, key, rows)),
    text: (start = 0, end = Number.MAX_SAFE_INTEGER) => {
      // Looked up first: while a reading goes on there may be more text by now, never less. A document that was removed has none.
      const length = Number(database.value('SELECT text_length FROM documents WHERE key = ?', key) ?? 0);
      const text = textBetween(database, key, Math.max(0, start), end);
      if (text.length < Math.min(end, length) - Math.max(0, start)) throw damaged(database.file, "a part of a document's text is missing");
      return text;
    },
    search: (words, limit) => searchPassages(database, words, limit, [key]).map((hit) => ({ passage: indexOf(hit.id), bm25: hit.bm25 })),
    pages: () => database.all(`SELECT ${pageColumns} FROM pages WHERE document = ? ORDER BY page`, key).map((row) => pageOf(database, row)),
    page: (page) => {
      const row = database.get(`SELECT ${pageColumns} FROM pages WHERE document = ? AND page = ?`, key, page);
      return row === undefined ? undefined : pageOf(database, row);
    },
    pageAt: (offset) => {
      const row = database.get(
        `SELECT ${pageColumns} FROM pages WHERE document = ? AND start <= ? AND end > start ORDER BY start DESC LIMIT 1`, key, offset,
      );
      return row === undefined ? undefined : pageOf(database, row);
    },
    pageContent,
    boxes: (start, end) => boxesBetween(database, key, start, end),
    memory: (segments) => memoryOf(database, key, findRecord(database, id).record, segments),
    passagesUpTo: (page) => {
      const end = database.value('SELECT max(end) FROM pages WHERE document = ? AND page <= ?', key, page);
      if (typeof end !== 'number') return 0;
      // The last passage that begins before the page ends is the only one that can go on behind it.
      const last = database.get(`SELECT ${passageColumns} FROM passages WHERE document = ? AND start < ? ORDER BY start DESC LIMIT 1`, key, end);
      if (last === undefined) return 0;
      const { index, start, text } = passageOf(database, last);
      return start + text.trimEnd().length <= end ? index + 1 : index;
    },
    memories: () =>
      database
        .all('SELECT segments, page FROM memories WHERE document = ? ORDER BY segments', key)
        .map((row) => ({ segments: numberIn(row, 'segments'), page: numberIn(row, 'page') })),
  };
}

function passageOf(database: Database, row: Row): PassageRow {
  return reading(database, 'a passage', () => {
    const start = numberIn(row, 'start');
    const text = textOf(row);
    const { sentences, importance } = decodeSentences(bytesIn(row, 'sentences'), start);
    return {
      index: indexOf(numberIn(row, 'id')),
      start,
      end: start + text.length,
      text,
      sentences,
      importance,
      gate: numberIn(row, 'gate'),
      tokens: numberIn(row, 'tokens'),
    };
  });
}

/** The text of a passage's row, once its bytes are known to be those that were written. Throws what `reading` makes damage of. */
function textOf(row: Row): string {
  const expected = numberOrNullIn(row, 'checksum');
  if (expected !== null && expected !== checksumOf(numberIn(row, 'start'), bytesIn(row, 'sentences'), bytesIn(row, 'text'))) throw new RangeError('its checksum is wrong');
  return inflated(row.text);
}

function pageOf(database: Database, row: Row): PageRow {
  return reading(database, 'a page', () => ({
    page: numberIn(row, 'page'),
    label: textIn(row, 'label'),
    width: numberIn(row, 'width'),
    height: numberIn(row, 'height'),
    start: numberIn(row, 'start'),
    end: numberIn(row, 'end'),
  }));
}

function contentOf(database: Database, row: Row, text: string): PageContent {
  const { page, label, width, height } = pageOf(database, row);
  return reading(database, `the layout of page ${page}`, () => {
    const { blocks, runs } = decodeLayout(bytesIn(row, 'layout'), text);
    return { page, label, width, height, text, blocks, runs, continues: row.continues === 1 };
  });
}

/** The document's text [start, end) out of the passages that it lies in. */
function textBetween(database: Database, key: number, start: number, end: number): string {
  if (end <= start) return '';
  const first = database.value('SELECT max(start) FROM passages WHERE document = ? AND start <= ?', key, start);
  if (typeof first !== 'number') return '';
  const rows = database.all('SELECT start, sentences, text, checksum FROM passages WHERE document = ? AND start >= ? AND start < ? ORDER BY start', key, first, end);
  const texts = reading(database, 'a passage', () => rows.map(textOf));
  return texts.join('').slice(start - first, end - first);
}

function boxesBetween(database: Database, key: number, start: number, end: number): Box[] {
  if (end <= start) return [];
  // The pages that [start, end) lies on: pages follow one another in the text, so the first is the last that begins before.
  const first = database.value('SELECT max(start) FROM pages WHERE document = ? AND start <= ? AND end > start', key, start);
  const rows = database.all(
    `SELECT ${pageColumns}, continues, layout FROM pages WHERE document = ? AND start >= ? AND start < ? AND end > ? ORDER BY start`,
    key, typeof first === 'number' ? first : 0, end, start,
  );
  return rows.flatMap((row) => {
    const [from, to] = [numberIn(row, 'start'), numberIn(row, 'end')];
    const content = contentOf(database, row, textBetween(database, key, from, to));
    return boxesOf(content, Math.max(start, from) - from, Math.min(end, to) - from);
  });
}

function loadVectors(database: Database, key: number, rows: number): VectorMatrix {
  return reading(database, 'the vectors', () => {
    const vectors = database.all('SELECT vector FROM passages WHERE id BETWEEN ? AND ? ORDER BY id', passageId(key, 0), passageId(key, rows) - 1);
    if (vectors.length !== rows) throw new RangeError(`${vectors.length} of ${rows} are there`);
    const width = vectors[0] === undefined ? 0 : widthOf(bytesIn(vectors[0], 'vector'));
    const data = new Float32Array(rows * width);
    vectors.forEach((row, i) => { decodeVector(bytesIn(row, 'vector'), width, data, i * width); });
    return { rows, width, data };
  });
}
