import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** Longer than any passage; what is not as long is damaged. */
const mostBytes = 1024 * 1024;

/** A passage's text as it is kept: about half of its bytes. */
export function deflated(text: string): Uint8Array {
  return deflateRawSync(text, { level: 9 });
}

/** The text that `deflated` made bytes of. Throws what zlib throws, or a TypeError, if it was not it. */
export function inflated(bytes: unknown): string {
  if (!(bytes instanceof Uint8Array)) throw new TypeError('a text is no bytes');
  return inflateRawSync(bytes, { maxOutputLength: mostBytes }).toString('utf8');
}

/** What tells a passage whose bytes were changed on the disk from one that was not: neither SQLite nor deflate would. */
export function checksumOf(start: number, sentences: Uint8Array, text: Uint8Array): number {
  return crc32(text, crc32(sentences, crc32(String(start))));
}
