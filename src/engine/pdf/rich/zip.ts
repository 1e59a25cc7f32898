import JSZip from 'jszip';
import { allPartsBytes, archiveEntries, partBytes } from './limits.ts';
import { Refused } from './refused.ts';

/** An archive, read part by part and never unpacked to disk. */
export interface Archive {
  /** The names of its files, as they stand there. */
  readonly names: readonly string[];
  /** A part's bytes, null if there is none. Throws Refused: `too_large`, `damaged_file`. */
  bytes(name: string): Promise<Uint8Array | null>;
}

/** Opens a ZIP archive. Throws Refused: `damaged_file`, `encrypted`, `too_large`. */
export async function openArchive(data: Uint8Array): Promise<Archive> {
  const zip = await JSZip.loadAsync(data).catch((error: unknown) => {
    if (error instanceof Error && /encrypted/iu.test(error.message)) throw new Refused('encrypted', 'is an archive with a password; unpack it, pack it again without one and open that');
    throw damaged();
  });
  const names = Object.values(zip.files).filter((file) => !file.dir).map((file) => file.name);
  if (names.length > archiveEntries) throw new Refused('too_large', `holds more than ${archiveEntries} files; split it and open the parts`);
  let left = allPartsBytes;
  return {
    names,
    async bytes(name) {
      const file = zip.files[name];
      if (file === undefined || file.dir) return null;
      const part = await unpacked(file, Math.min(left, partBytes));
      left -= part.length;
      return part;
    },
  };
}

/** Unpacks piece by piece and stops at the limit: the size that an archive gives for a part may be a lie. */
async function unpacked(file: JSZip.JSZipObject, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const stream = file.nodeStream('nodebuffer');
  stream.on('data', (piece: Uint8Array) => {
    length += piece.length;
    if (length > most) {
      stream.pause();
      reject(new Refused('too_large', 'unpacks to more than a document may take; split it and open the parts'));
    } else {
      pieces.push(piece);
    }
  });
  stream.on('error', () => { reject(damaged()); });
  stream.on('end', () => { resolve(undefined); });
  await promise;
  return Buffer.concat(pieces);
}

function damaged(): Refused {
  return new Refused('damaged_file', 'is damaged or was not copied whole; get it again or save it anew in the program it came from');
}
