import { decodeText } from '../decode.ts';
import type { PlainBlock } from '../plain/blocks.ts';
import { isSensibleTitle } from '../titles.ts';
import { blocksOf } from './blocks.ts';
import { readPackage } from './epub-package.ts';
import type { Package } from './epub-package.ts';
import { resolved } from './hrefs.ts';
import { charsetOf } from './html.ts';
import { Refused } from './refused.ts';
import type { AnchoredEntry, RichText } from './rich-text.ts';
import { attribute, childrenOf, findElement, hasWord, isElement, lineOf, localName, named, parseXhtml, parseXml } from './tree.ts';
import type { Element, Node } from './tree.ts';
import type { Archive } from './zip.ts';

/**
 * Reads a book chapter by chapter in the order of its spine. Throws Refused: `damaged_file` where it does not say what it
 * holds, `encrypted` where its chapters are, `too_large`.
 */
export async function readEpub(archive: Archive): Promise<RichText> {
  const book = await readPackage(archive);
  const blocks: PlainBlock[] = [];
  let missing = 0;
  for (const path of book.spine) {
    const bytes = await archive.bytes(path);
    const text = bytes === null ? null : decodeText(bytes, charsetOf(bytes));
    if (text === null) missing++;
    // The page of contents says what the outline says.
    else if (path !== book.nav) blocks.push(...chapterOf(path, text));
  }
  if (missing > 0 && missing === book.spine.length) throw new Refused('damaged_file', 'is damaged: none of its chapters is there; get it again');
  return { title: isSensibleTitle(book.title) ? book.title : null, blocks, outline: await outlineOf(archive, book) };
}

/** A chapter begins a page; its anchors are named after its file. */
function chapterOf(path: string, text: string): PlainBlock[] {
  const page = parseXhtml(text);
  const body = findElement(page, (element) => localName(element) === 'body') ?? page;
  const skip = (element: Element): boolean => localName(element) === 'nav' || hasWord(element, 'epub:type', ['pagebreak']);
  return blocksOf(body, { skip }).map((block, index): PlainBlock => {
    const anchors = [...(index === 0 ? [path] : []), ...(block.anchors ?? []).map((anchor) => `${path}#${anchor}`)];
    return { ...block, ...(index === 0 ? { opens: 'page' } : {}), ...(anchors.length > 0 ? { anchors } : {}) };
  });
}

/** The outline of the navigation document, else of the older table (NCX). */
async function outlineOf(archive: Archive, book: Package): Promise<AnchoredEntry[]> {
  for (const [path, read] of [[book.nav, ofNav], [book.ncx, ofNcx]] as const) {
    const bytes = path === null ? null : await archive.bytes(path);
    const text = bytes === null ? null : decodeText(bytes, charsetOf(bytes));
    if (path === null || text === null) continue;
    const entries = read(text, (href) => resolved(path, href));
    if (entries.length > 0) return entries;
  }
  return [];
}

function ofNav(text: string, to: (href: string) => string | null): AnchoredEntry[] {
  const navs = named(parseXhtml(text), 'nav');
  const nav = navs.find((each) => hasWord(each, 'epub:type', ['toc']) || hasWord(each, 'role', ['doc-toc'])) ?? navs[0];
  const list = (element: Node, depth: number): AnchoredEntry[] =>
    childrenOf(element).filter(isElement).filter((item) => localName(item) === 'li').flatMap((item) => {
      const own = childrenOf(item).filter(isElement);
      const words = own.find((child) => ['a', 'span'].includes(localName(child)));
      const inner = own.find((child) => localName(child) === 'ol');
      const children = inner === undefined || depth >= 8 ? [] : list(inner, depth + 1);
      const title = words === undefined ? '' : lineOf(words);
      return title === '' ? children : [{ title, anchor: words === undefined ? null : to(attribute(words, 'href') ?? ''), children }];
    });
  const root = nav === undefined ? null : findElement(nav, (element) => localName(element) === 'ol');
  return root === null ? [] : list(root, 0);
}

function ofNcx(text: string, to: (href: string) => string | null): AnchoredEntry[] {
  const points = (element: Node, depth: number): AnchoredEntry[] =>
    childrenOf(element).filter(isElement).filter((child) => localName(child) === 'navpoint').flatMap((point) => {
      const own = childrenOf(point).filter(isElement);
      const label = own.find((child) => localName(child) === 'navlabel');
      const content = own.find((child) => localName(child) === 'content');
      const children = depth >= 8 ? [] : points(point, depth + 1);
      const title = label === undefined ? '' : lineOf(label);
      return title === '' ? children : [{ title, anchor: content === undefined ? null : to(attribute(content, 'src') ?? ''), children }];
    });
  const [map] = named(parseXml(text), 'navmap');
  return map === undefined ? [] : points(map, 0);
}
