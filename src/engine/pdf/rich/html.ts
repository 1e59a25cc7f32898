import { decodeText } from '../decode.ts';
import { isSensibleTitle } from '../titles.ts';
import { blocksOf } from './blocks.ts';
import { mainOf } from './main-content.ts';
import { Refused } from './refused.ts';
import { withSections } from './rich-text.ts';
import type { RichText } from './rich-text.ts';
import { findElement, lineOf, localName, parsePage } from './tree.ts';

/** Reads a web page that lies in a file. Throws Refused `unsupported_format` where the bytes are no text. */
export function readHtml(bytes: Uint8Array): RichText {
  const html = decodeText(bytes, charsetOf(bytes));
  if (html === null) throw new Refused('unsupported_format', 'holds no text that can be read here; save the page anew as HTML or print it to a PDF');
  const page = parsePage(html);
  const title = findElement(page, (element) => localName(element) === 'title');
  const words = title === null ? '' : lineOf(title);
  return { title: isSensibleTitle(words) ? words : null, blocks: withSections(blocksOf(...mainOf(page))), outline: [] };
}

/** The encoding that a page names near its beginning. */
export function charsetOf(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w:-]+)/iu.exec(head)?.[1] ?? /^\s*<\?xml[^>]+encoding\s*=\s*["']([\w:-]+)/iu.exec(head)?.[1] ?? null;
}
