import JSZip from 'jszip';
import mammoth from 'mammoth';
import { isSensibleTitle } from '../titles.ts';
import { blocksOf } from './blocks.ts';
import { withNumbers } from './docx-numbers.ts';
import { Refused } from './refused.ts';
import { withSections } from './rich-text.ts';
import type { RichText } from './rich-text.ts';
import { attribute, elementsIn, lineOf, localName, named, parsePage, parseXml } from './tree.ts';
import type { Element, Node } from './tree.ts';
import type { Archive } from './zip.ts';

/** Besides what mammoth does by itself: titles are headings, tables of contents are left out, page breaks are kept. */
const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='caption'] => figcaption:fresh",
  "p[style-name='TOC Heading'] => !",
  ...Array.from({ length: 9 }, (_, index) => `p[style-name='toc ${index + 1}'] => !`),
  "br[type='page'] => hr.page",
];

/** Reads a Word document. Throws Refused: `damaged_file`, `too_large`. */
export async function readDocx(archive: Archive): Promise<RichText> {
  const text = new TextDecoder();
  const parts = new Map<string, string>();
  for (const name of archive.names.filter(isNeeded)) {
    const bytes = await archive.bytes(name);
    if (bytes !== null) parts.set(name, text.decode(bytes));
  }
  const main = mainPart(parts);
  parts.set(main, withNumbers(parts.get(main) ?? '', part(parts, main, 'numbering'), part(parts, main, 'styles')));
  const page = parsePage(await converted(parts));
  const notes = notesOf(page);
  const skip = (element: Element): boolean => notes.lists.has(element);
  const [title] = named(parseXml(parts.get('docProps/core.xml') ?? ''), 'title');
  const words = title === undefined ? '' : lineOf(title);
  return { title: isSensibleTitle(words) ? words : null, blocks: withSections(blocksOf(page, { skip, notes: notes.texts, numbered: false })), outline: [] };
}

/** Text and what it needs: no pictures, no embedded files, nothing that could run. */
function isNeeded(name: string): boolean {
  return /\.(?:xml|rels)$/iu.test(name) && !/^(?:customXml|word\/(?:theme|glossary|embeddings|media))\//iu.test(name);
}

/** The part that holds the document's body, as the types say it. */
function mainPart(parts: ReadonlyMap<string, string>): string {
  const types = named(parseXml(parts.get('[Content_Types].xml') ?? ''), 'override');
  const own = types.find((type) => /\.(?:document|template)(?:\.macroEnabled\w*)?\.main\+xml$/iu.test(attribute(type, 'contenttype') ?? ''));
  return (own === undefined ? null : attribute(own, 'partname'))?.replace(/^\//u, '') ?? 'word/document.xml';
}

/** A part beside the main one, by the beginning of its name. */
function part(parts: ReadonlyMap<string, string>, main: string, name: string): string {
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  for (const [path, text] of parts) if (path.startsWith(`${folder}${name}`)) return text;
  return '';
}

/** The document as mammoth's HTML. The parts are packed anew, so that nothing unmeasured is unpacked there. */
async function converted(parts: ReadonlyMap<string, string>): Promise<string> {
  const zip = new JSZip();
  for (const [name, text] of parts) zip.file(name, text, { createFolders: false });
  const buffer = await zip.generateAsync({ type: 'nodebuffer', compression: 'STORE' });
  const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
  try {
    const { value } = await mammoth.convertToHtml({ buffer }, { styleMap, includeEmbeddedStyleMap: false, externalFileAccess: false, convertImage });
    return value;
  } catch {
    throw new Refused('damaged_file', 'is damaged: it holds no Word document that can be read; get it again or save it anew in Word');
  }
}

/** The footnotes and endnotes, which stand in lists at the end: each with its number, by its element's id. */
function notesOf(page: Node): { readonly lists: ReadonlySet<Node>; readonly texts: ReadonlyMap<string, string> } {
  const lists = new Set<Node>();
  const texts = new Map<string, string>();
  let number = 0;
  for (const item of elementsIn(page)) {
    const id = attribute(item, 'id') ?? '';
    if (localName(item) !== 'li' || !/^(?:footnote|endnote)-\d+$/u.test(id)) continue;
    if (item.parentNode !== null) lists.add(item.parentNode);
    number++;
    const skip = (element: Element): boolean => localName(element) === 'a' && (attribute(element, 'href') ?? '').startsWith(`#${id.replace('-', '-ref-')}`);
    const words = blocksOf(item, { skip }).map((block) => block.text).join(' ').trim();
    if (words !== '') texts.set(id, `[${number}] ${words}`);
  }
  return { lists, texts };
}
