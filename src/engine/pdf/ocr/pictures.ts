import type { RawPage, Span } from '../extract/span.ts';
import { verticalOverlap } from '../layout/line.ts';
import { mayBePicture } from './candidates.ts';
import { leastInk, leastInkBesideStamp } from './limits.ts';
import { createPainter } from './painter.ts';
import { inkOf } from './picture.ts';
import { createRecogniser } from './recogniser.ts';

export interface PictureReaderOptions {
  readonly path: string;
  readonly password: string | undefined;
  /** Pages recognised at the same time. */
  readonly threads: number;
  /** Milliseconds to recognise one page. */
  readonly pageMs: number;
  /** Runs what keeps this thread busy, one thing after the other. */
  readonly inTurn: <T>(page: number, work: () => Promise<T>) => Promise<T>;
}

/** Reads pages that are pictures of text. */
export interface PictureReader {
  /**
   * The page with the words of its picture, in the place of each; the page as it is, where it has text of its own or
   * shows none. Throws `timed_out`, `page_failed` and what pdf.js throws.
   */
  read(page: RawPage): Promise<RawPage>;
  /** True while pages are being recognised. */
  readonly isBusy: boolean;
  /** True once a page was a picture: there may be more. */
  readonly isNeeded: boolean;
}

export function createPictureReader({ path, password, threads, pageMs, inTurn }: PictureReaderOptions): PictureReader {
  const painter = createPainter(path, password);
  const recogniser = createRecogniser(threads, pageMs);
  let busy = 0;
  let needed = false;
  return {
    async read(page) {
      if (!mayBePicture(page)) return page;
      const picture = await inTurn(page.page, () => painter.paint(page.page));
      if (inkOf(picture, page.spans) < (page.spans.length === 0 ? leastInk : leastInkBesideStamp)) return page;
      needed = true;
      busy++;
      try {
        const { spans } = await recogniser.recognise(picture);
        return { ...page, spans: [...page.spans, ...spans.filter((span) => !page.spans.some((own) => covers(own, span)))] };
      } finally {
        busy--;
      }
    },
    get isBusy() {
      return busy > 0;
    },
    get isNeeded() {
      return needed;
    },
  };
}

/** True if the recognised words are the stamp's, which is text already. */
function covers(own: Span, recognised: Span): boolean {
  if (own.quarter !== recognised.quarter || verticalOverlap(own, recognised) < 0.5) return false;
  const shared = Math.min(own.x + own.width, recognised.x + recognised.width) - Math.max(own.x, recognised.x);
  return shared > 0.5 * recognised.width;
}
