import { Refused } from './refused.ts';
import type { Archive } from './zip.ts';

/** The kinds of file that are read here. */
export type RichKind = 'docx' | 'epub' | 'html';

/** What the first bytes of a file say: an archive, an old Office container, RTF, a web page; null for anything else. */
export type Signature = 'zip' | 'ole' | 'rtf' | 'html' | null;

/** `head` is the beginning of the file as latin1. */
export function signatureOf(head: string): Signature {
  if (/^PK(?:\x03\x04|\x05\x06|\x07\x08)/u.test(head)) return 'zip';
  if (head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return 'ole';
  if (head.startsWith('{\\rtf')) return 'rtf';
  // A mark of UTF-8 or UTF-16, comments and a declaration may come first.
  const text = head.replaceAll('\0', '').replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/u, '');
  return /^\s*(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html)\b/iu.test(text) ? 'html' : null;
}

/** What an archive holds. Throws Refused `unsupported_format` for what is no text document. */
export async function kindOfArchive(archive: Archive): Promise<'docx' | 'epub'> {
  const has = (name: string): boolean => archive.names.includes(name);
  const read = async (name: string): Promise<string> => new TextDecoder().decode((await archive.bytes(name)) ?? new Uint8Array());
  const mimetype = has('mimetype') ? (await read('mimetype')).trim() : '';
  if (mimetype === 'application/epub+zip' || has('META-INF/container.xml')) return 'epub';
  if (mimetype.startsWith('application/vnd.oasis.opendocument')) throw other('an OpenDocument file');
  if (has('[Content_Types].xml')) {
    const types = await read('[Content_Types].xml');
    if (/wordprocessingml\.(?:document|template)|ms-word\./u.test(types)) return 'docx';
    if (types.includes('spreadsheetml')) throw other('a spreadsheet');
    if (types.includes('presentationml')) throw other('a presentation');
  }
  throw new Refused('unsupported_format', 'is an archive; unpack it and open the documents that are in it');
}

/** What an old Office container holds: never anything that is read here. */
export function refusalOfContainer(data: Uint8Array): Refused {
  const holds = (name: string): boolean => Buffer.from(data.buffer, data.byteOffset, data.length).includes(Buffer.from(name, 'utf16le'));
  if (holds('EncryptedPackage')) return new Refused('encrypted', 'is protected with a password; save it without one in the program it came from and open that');
  if (holds('WordDocument')) return new Refused('unsupported_format', 'is a document of an old Word (.doc); save it as .docx and open that');
  return other('a file of an old Office program');
}

export function other(what: string): Refused {
  return new Refused('unsupported_format', `is ${what}; save it as PDF or DOCX and open that`);
}

const names: Readonly<Record<RichKind, string>> = { docx: 'a Word document', epub: 'an EPUB book', html: 'a web page' };

/** A file whose name says something else than its content. `named` is the end of its name. */
export function misnamed(kind: RichKind, named: string): Refused {
  return new Refused(named === '.pdf' ? 'not_a_pdf' : 'unsupported_format', `holds ${names[kind]}, although its name ends in ${named}; ${kind === 'html' ? 'get the file again, or ' : ''}rename it to end in .${kind}`);
}
