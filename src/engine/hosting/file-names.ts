import { extname } from 'node:path';
import type { ExportRequest } from '../../contract/protocol.ts';

/** Bytes of a name in UTF-8; file systems allow 255, and what is made beside a file has a longer name. */
const longestName = 120;

/** Names that Windows keeps for devices, with any ending. */
const reserved = /^(?:con|prn|aux|nul|(?:com|lpt)[\d\u00b9\u00b2\u00b3])(?=\.|$)/iu;

/** The last part of a path or a name as a name that every file system takes and none takes for more than that. */
export function safeName(given: string, otherwise = 'document'): string {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last.replaceAll(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '_').replace(/^[.\s]+/, '').replace(/[.\s]+$/, '').replace(reserved, '$&_');
  const extension = extname(plain);
  const stem = plain.slice(0, plain.length - extension.length);
  let short = '';
  for (const character of stem) {
    if (Buffer.byteLength(short + character + extension) > longestName) break;
    short += character;
  }
  return `${short === '' ? otherwise : short}${extension}`;
}

/** The name of an export's file: the given one, with the format's ending. */
export function exportName(given: string, format: ExportRequest['format']): string {
  const ending = `.${format}`;
  const bare = given.toLowerCase().endsWith(ending) ? given.slice(0, -ending.length) : given;
  // A title's slash is no way to a folder, and its dots are no ending.
  const stem = bare.replaceAll(/[/\\]/gu, '-').replace(/^[-.\s]+/u, '').replace(/[.\s]+$/u, '');
  return safeName(`${stem === '' ? 'export' : stem}${ending}`);
}
