import { decodeText } from '../decode.ts';
import { resolved } from './hrefs.ts';
import { Refused } from './refused.ts';
import { attribute, hasWord, lineOf, named, parseXml } from './tree.ts';
import type { Node } from './tree.ts';
import type { Archive } from './zip.ts';

/** What a book says about itself. Paths are those of the archive. */
export interface Package {
  readonly title: string;
  /** The chapters' files in the order of reading. */
  readonly spine: readonly string[];
  readonly nav: string | null;
  readonly ncx: string | null;
}

/** Ways of making fonts unreadable outside the book: no protection of the words. */
const fontsOnly = ['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#RC'];

/** Reads a book's container and package. Throws Refused: `damaged_file`, `encrypted`, `too_large`. */
export async function readPackage(archive: Archive): Promise<Package> {
  const xml = async (path: string): Promise<Node | null> => {
    const bytes = await archive.bytes(path);
    const text = bytes === null ? null : decodeText(bytes);
    return text === null ? null : parseXml(text);
  };
  const container = await xml('META-INF/container.xml');
  const [root] = container === null ? [] : named(container, 'rootfile');
  const path = root === undefined ? archive.names.find((name) => name.endsWith('.opf')) : attribute(root, 'full-path');
  const opf = path === undefined || path === null ? null : await xml(path);
  if (opf === null || path === undefined || path === null) throw new Refused('damaged_file', 'is damaged: it does not say which chapters it has; get it again');

  const items = named(opf, 'item').map((item) => ({
    id: attribute(item, 'id'),
    path: resolved(path, attribute(item, 'href') ?? ''),
    type: attribute(item, 'media-type') ?? '',
    isNav: hasWord(item, 'properties', ['nav']),
  }));
  const byId = new Map(items.map((item) => [item.id, item]));
  const [spine] = named(opf, 'spine');
  const chapters = (spine === undefined ? [] : named(spine, 'itemref')).flatMap((reference) => {
    const item = byId.get(attribute(reference, 'idref'));
    return item?.path === undefined || item.path === null || !/html|xml$/iu.test(item.type) ? [] : [item.path];
  });
  if (chapters.length === 0) throw new Refused('damaged_file', 'is damaged: it does not say which chapters it has; get it again');
  const encryption = await xml('META-INF/encryption.xml');
  if (encryption !== null) assertReadable(encryption, new Set(chapters));
  const ncx = byId.get(spine === undefined ? null : attribute(spine, 'toc')) ?? items.find((item) => item.type === 'application/x-dtbncx+xml');
  const [title] = named(opf, 'title');
  return { title: title === undefined ? '' : lineOf(title), spine: [...new Set(chapters)], nav: items.find((item) => item.isNav)?.path ?? null, ncx: ncx?.path ?? null };
}

/** Throws `encrypted` where the words of a book are protected, and not only its fonts. */
function assertReadable(encryption: Node, chapters: ReadonlySet<string>): void {
  for (const data of named(encryption, 'encrypteddata')) {
    const [method] = named(data, 'encryptionmethod');
    if (method !== undefined && fontsOnly.includes(attribute(method, 'algorithm') ?? '')) continue;
    for (const reference of named(data, 'cipherreference')) {
      const path = resolved('', (attribute(reference, 'uri') ?? '').replace(/^\//u, ''));
      if (path !== null && chapters.has(path)) throw new Refused('encrypted', 'is protected by its seller (DRM) and opens only in their own program; get a copy without that protection');
    }
  }
}
