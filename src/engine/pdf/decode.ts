/**
 * The text of a file's bytes, or null where they hold no text: UTF-8 or UTF-16 by their mark, else in the encoding that it
 * names itself (if it is one, and not UTF-16, which its name could not be read in), else UTF-8 if valid, else windows-1252.
 */
export function decodeText(bytes: Uint8Array, named: string | null = null): string | null {
  const text = decoded(bytes, named).replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n');
  return looksBinary(text) ? null : text.replace(/[^\P{Cc}\n\t\f]|\uFEFF/gu, '');
}

function decoded(bytes: Uint8Array, named: string | null): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (named !== null && !/^utf-?(?:8|16)/iu.test(named)) {
    try {
      return new TextDecoder(named).decode(bytes);
    } catch {
      // No encoding that anyone knows: as if none were named.
    }
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Text has no zero characters and hardly any other control characters. */
function looksBinary(text: string): boolean {
  const sample = text.slice(0, 65_536);
  const controls = sample.match(/[^\P{Cc}\n\t\f]|\uFFFD/gu)?.length ?? 0;
  return text.includes('\0') || controls > Math.max(3, 0.01 * sample.length);
}
