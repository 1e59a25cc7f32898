import type { Worker as Thread } from 'node:worker_threads';
import tesseract from 'tesseract.js';
import { InfolioError } from '../../../contract/errors.ts';
import type { Quarter } from '../extract/span.ts';
import { languageFolder, recognisedLanguage } from './language.ts';
import { leastColumnHeight, leastColumnWidth, leastPageConfidence, leastTurnedCharacters, mostTurnedInk } from './limits.ts';
import { encoded, inkOf, looksSideways, turned } from './picture.ts';
import type { Picture } from './picture.ts';
import { spansOfRecognition } from './words.ts';
import type { Recognised } from './words.ts';

/** Tesseract in threads of its own. */
export interface Recogniser {
  /** What stands on a picture. Throws `timed_out`, or `page_failed` where Tesseract cannot be started or gives up. */
  recognise(picture: Picture): Promise<Recognised>;
}

type Engine = tesseract.Worker;

/** A thread, or the place for one: they are started when there is something to do, and anew after a failure. */
interface Place {
  engine: Promise<Engine> | null;
}

/**
 * Up to `threads` pictures at a time, each within `limitMs` milliseconds. The threads end with the one that made them,
 * so there is nothing to close.
 */
export function createRecogniser(threads: number, limitMs: number): Recogniser {
  const free = Array.from({ length: threads }, (): Place => ({ engine: null }));
  const waiting: ((place: Place) => void)[] = [];
  const take = (): Place | Promise<Place> => free.pop() ?? new Promise((resolve) => waiting.push(resolve));
  const giveBack = (place: Place): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(place);
    else next(place);
  };
  return {
    async recognise(picture) {
      const place = await take();
      try {
        return await within(limitMs, (place.engine ??= startEngine()).then((engine) => readInAnyDirection(engine, picture)));
      } catch (error) {
        // Whatever state it is in now, a new one is in none.
        void place.engine?.then((engine) => engine.terminate()).catch(() => undefined);
        place.engine = null;
        throw failureOf(error);
      } finally {
        giveBack(place);
      }
    },
  };
}

/** Starts Tesseract with the language's data from this disk: it is given no address to fetch anything from. */
async function startEngine(): Promise<Engine> {
  const langPath = languageFolder();
  if (langPath === null) throw new Error(`the language data of text recognition (${recognisedLanguage}) is missing; install Infolio again`);
  const engine = await tesseract.createWorker(recognisedLanguage, tesseract.OEM.LSTM_ONLY, {
    langPath,
    gzip: true,
    // Neither looked for nor left anywhere else.
    cacheMethod: 'none',
    // Every failure comes back as a rejection too.
    errorHandler: () => undefined,
  });
  // An error without a listener would end the thread that started it.
  (engine as Engine & { readonly worker: Thread }).worker.on('error', () => undefined);
  return engine;
}

/** Reads a picture upright and, where that gives nothing that could be text, turned to the side or upside down. */
async function readInAnyDirection(engine: Engine, picture: Picture): Promise<Recognised> {
  let best = await read(engine, picture, 0);
  if (!best.sideways) {
    if (best.confidence >= leastPageConfidence || best.characters < leastTurnedCharacters || inkOf(picture, []) > mostTurnedInk) return asText(best);
  }
  for (const quarter of best.sideways || looksSideways(picture) ? ([3, 1] as const) : ([2] as const)) {
    const other = await read(engine, picture, quarter);
    if (!other.sideways && (best.sideways || other.confidence > best.confidence)) best = other;
    if (!best.sideways && best.confidence >= leastPageConfidence) break;
  }
  return asText(best);
}

/** Nothing, where a picture shows something else than text. */
function asText(found: Recognised): Recognised {
  return found.confidence >= leastPageConfidence && !found.sideways ? found : { ...found, spans: [] };
}

async function read(engine: Engine, picture: Picture, quarter: Quarter): Promise<Recognised> {
  const upright = turned(picture, quarter);
  const image = encoded(upright);
  await engine.setParameters({ tessedit_pageseg_mode: tesseract.PSM.AUTO, user_defined_dpi: String(Math.round(picture.scale * 72)) });
  const { data: layout } = await engine.recognize(image, {}, { text: false, layoutBlocks: true });
  const { layoutBlocks } = layout as Layout;
  // Reading by columns loses what hangs before a paragraph, its letter or number; one block is read across columns.
  if (!hasColumns(layoutBlocks ?? [], upright)) await engine.setParameters({ tessedit_pageseg_mode: tesseract.PSM.SINGLE_BLOCK });
  const { data } = await engine.recognize(image, {}, { text: false, blocks: true });
  return spansOfRecognition(data, upright, quarter);
}

/** What the types of tesseract.js leave out: the blocks where only the layout was asked for. */
interface Layout {
  readonly layoutBlocks?: readonly { readonly bbox: Bbox }[] | null;
}

type Bbox = tesseract.Bbox;

/** True if two blocks of some size stand beside each other. */
function hasColumns(blocks: readonly { readonly bbox: Bbox }[], { width, height }: Picture): boolean {
  const wide = blocks.map((block) => block.bbox).filter((box) => box.x1 - box.x0 > leastColumnWidth * width);
  return wide.some((left) => wide.some((right) => left.x1 <= right.x0 && Math.min(left.y1, right.y1) - Math.max(left.y0, right.y0) > leastColumnHeight * height));
}

/** The promise's value, or `timed_out`. */
async function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new InfolioError('timed_out', `took longer than ${limitMs / 1000} s to recognise`));
  }, limitMs);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
    promise.catch(() => undefined);
  }
}

/** Tesseract fails with strings as well as with errors. */
function failureOf(error: unknown): InfolioError {
  if (error instanceof InfolioError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new InfolioError('page_failed', message.split('\n', 1)[0]?.replace(/[.\s]+$/u, '') ?? '', { cause: error });
}
