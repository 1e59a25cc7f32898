import type { RecallLine } from '../../contract/protocol.ts';
import { boxesOf } from '../pdf/index.ts';
import type { DocumentReader, PassageRow } from '../library/index.ts';
import type { Tokenizer } from '../text/index.ts';
import { mapLexicalShare, mapsKept, pagesBetweenTurns } from './limits.ts';
import { tokensOf } from './put.ts';
import { cosines } from './recall.ts';
import type { RecallContext } from './recalling.ts';

/** Where a passage stands on its first page. */
type Where = Omit<RecallLine, 'score'>;

/** Where the passages of the documents asked last stand: it is the same for every question, and costs a page's layout each. */
export class PassagePlaces {
  readonly #kept = new Map<string, readonly Where[]>();

  async of(document: DocumentReader): Promise<readonly Where[]> {
    const { id } = document.record;
    const known = this.#kept.get(id);
    const places = known?.length === document.passageCount ? known : await placesOf(document);
    this.#kept.delete(id);
    this.#kept.set(id, places);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mapsKept) break;
      this.#kept.delete(oldest);
    }
    return places;
  }
}

/** For every passage, where it stands and how strongly it answers a question, 0..1. */
export async function recallMap(context: RecallContext & { readonly tokenizer: Tokenizer }, question: string, places: PassagePlaces): Promise<RecallLine[]> {
  const where = await places.of(context.document);
  const ids = await tokensOf(context.tokenizer, question);
  const cosine = cosines(await context.network.question(ids, context.memory), context.document.vectors().data);
  const scores = mapScores(cosine, context.document.search(question, where.length));
  return where.map((place) => ({ ...place, score: scores[place.passage] ?? 0 }));
}

/**
 * Cosines and BM25 as one number a passage: the best is 1. Each counts by how far it stands out above what is usual in this
 * document, so that the many passages that have nothing to do with the question are at 0 or near it, even where one word
 * of it stands in all of them.
 */
export function mapScores(cosine: Float32Array, words: readonly { readonly passage: number; readonly bm25: number }[]): Float32Array {
  const lexical = new Float32Array(cosine.length);
  for (const { passage, bm25 } of words) lexical[passage] = Math.max(0, bm25);
  const [near, worded] = [standingOut(cosine), standingOut(lexical)];
  const raw = near.map((value, i) => (1 - mapLexicalShare) * value + mapLexicalShare * (worded[i] ?? 0));
  const best = raw.reduce((most, value) => Math.max(most, value), 0);
  return best === 0 ? raw : raw.map((value) => value / best);
}

/** From a median absolute deviation to a standard deviation, for values spread as a bell. */
const deviation = 1.4826;

/** 0 for values up to one standard deviation above the median, 1 for the largest, squared in between. */
function standingOut(values: Float32Array): Float32Array {
  const usual = median(values);
  const from = usual + deviation * median(values.map((value) => Math.abs(value - usual)));
  const reach = values.reduce((most, value) => Math.max(most, value), -Infinity) - from;
  return values.map((value) => (reach <= 0 ? 0 : Math.max(0, (value - from) / reach) ** 2));
}

function median(values: Float32Array): number {
  return values.slice().sort()[values.length >> 1] ?? 0;
}

async function placesOf(document: DocumentReader): Promise<Where[]> {
  const passages = document.passages();
  const places: Where[] = [];
  let at = 0;
  for (const [k, row] of document.pages().entries()) {
    if (k % pagesBetweenTurns === 0) await new Promise(setImmediate);
    const here: PassageRow[] = [];
    // A passage belongs to the page that its first words stand on; white space before them is the last page's.
    for (let next = passages[at]; next !== undefined && firstWord(next) < row.end; next = passages[++at]) here.push(next);
    const content = here.length === 0 ? undefined : document.pageContent(row.page);
    for (const passage of here) {
      const boxes = content === undefined ? [] : boxesOf(content, Math.max(0, passage.start - row.start), Math.min(row.end, passage.end) - row.start);
      const share = (y: number): number => (row.height > 0 ? Math.min(1, Math.max(0, y / row.height)) : 0);
      const top = boxes.length === 0 ? 0 : share(Math.min(...boxes.map((box) => box.y)));
      const bottom = boxes.length === 0 ? 1 : share(Math.max(...boxes.map((box) => box.y + box.height)));
      places.push({ passage: passage.index, page: row.page, top, bottom });
    }
  }
  return places;
}

function firstWord({ start, text }: PassageRow): number {
  return start + text.length - text.trimStart().length;
}
