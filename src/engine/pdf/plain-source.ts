import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { InfolioError } from '../../contract/errors.ts';
import { decodeText } from './decode.ts';
import { textBlocks } from './plain/blocks.ts';
import { markdownBlocks } from './plain/markdown.ts';
import { outlineOf } from './plain/outline.ts';
import { paginate } from './plain/pages.ts';
import { plainPages } from './plain/source-pages.ts';
import { refusal } from './refusals.ts';
import type { DocumentSource } from './source.ts';

/** The longest text a JavaScript string holds with room to spare. */
const mostBytes = 200_000_000;

/** Opens a text or Markdown file. Throws `unsupported_format` where it holds no text, `no_text` where it is empty. */
export async function openPlainSource(path: string, kind: 'txt' | 'md', bytes: number, outlineEntries: number): Promise<DocumentSource> {
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
    outline: outlineOf(pages, outlineEntries),
    bytes,
    pages: (options = {}) => plainPages(pages, path, options),
    close,
    [Symbol.asyncDispose]: close,
  };
}
