import { InfolioError } from '../../../contract/errors.ts';
import type { PageContent } from '../../../contract/page.ts';
import { refusal } from '../refusals.ts';
import type { PagesOptions } from '../source.ts';
import { typeset } from './pages.ts';
import type { PlainPage } from './pages.ts';

/** The pages of a source that holds them all, set one by one. Throws `bad_argument` and `cancelled`. */
export async function* plainPages(pages: readonly PlainPage[], path: string, { from = 1, signal }: PagesOptions): AsyncGenerator<PageContent> {
  if (!Number.isInteger(from) || from < 1) throw new InfolioError('bad_argument', `Pages count from 1; ${from} is not a page.`);
  for (const [index, page] of pages.entries()) {
    if (index + 1 < from) continue;
    // A turn of the event loop for each page, so that a signal can arrive.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted === true) throw refusal('cancelled', path);
    yield typeset(page, index + 1);
  }
}
