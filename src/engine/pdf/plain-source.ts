import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { InfolioError } from '../../contract/errors.ts';
import type { OutlineEntry, PageContent } from '../../contract/page.ts';
import { decodeText } from './decode.ts';
import { textBlocks } from './plain/blocks.ts';
import { markdownBlocks } from './plain/markdown.ts';
import { paginate, typeset } from './plain/pages.ts';
import type { PlainPage } from './plain/pages.ts';
import { refusal } from './refusals.ts';
import type { DocumentSource, PagesOptions } from './source.ts';

/** The longest text a JavaScript string holds with room to spare. */
const mostBytes = 200_000_000;

/** Opens a text or Markdown file. Throws `unsupported_format` where it holds no text, `no_text` where it is empty. */
export async function openPlainSource(path: string, kind: 'txt' | 'md', bytes: number): Promise<DocumentSource> {
  if (bytes > mostBytes) throw refusal('too_large', path);
  const text = decodeText(await readFile(path));
  if (text === null) throw refusal('unsupported_format', path);
  const pages = paginate(kind === 'md' ? markdownBlocks(text) : textBlocks(text));
  if (pages.length === 0) throw new InfolioError('no_text', `${basename(path)} is empty; give a file with text in it.`);
  const heading = kind === 'md' ? pages[0]?.blocks.find((block) => block.kind === 'heading')?.text : undefined;
  const close = (): Promise<void> => Promise.resolve();
  return {
    kind,
    pageCount: pages.length,
    title: heading ?? basename(path, extname(path)),
    outline: outlineOf(pages),
    bytes,
    pages: (options = {}) => pagesOf(pages, path, options),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function* pagesOf(pages: readonly PlainPage[], path: string, { from = 1, signal }: PagesOptions): AsyncGenerator<PageContent> {
  if (!Number.isInteger(from) || from < 1) throw new InfolioError('bad_argument', `Pages count from 1; ${from} is not a page.`);
  for (const [index, page] of pages.entries()) {
    if (index + 1 < from) continue;
    // A turn of the event loop for each page, so that a signal can arrive.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted === true) throw refusal('cancelled', path);
    yield typeset(page, index + 1);
  }
}

function outlineOf(pages: readonly PlainPage[]): OutlineEntry[] {
  interface Node { readonly title: string; readonly page: number; readonly children: Node[] }
  const roots: Node[] = [];
  const stack: { readonly level: number; readonly node: Node }[] = [];
  for (const [index, page] of pages.entries()) {
    for (const block of page.blocks) {
      if (block.kind !== 'heading') continue;
      const node: Node = { title: block.text, page: index + 1, children: [] };
      while ((stack.at(-1)?.level ?? 0) >= block.level) stack.pop();
      (stack.at(-1)?.node.children ?? roots).push(node);
      stack.push({ level: block.level, node });
    }
  }
  return roots;
}
