import { ByteReader, ByteWriter } from './bytes.ts';

interface Sentence {
  readonly start: number;
  readonly end: number;
}

/** The sentences of a passage, counted from its start, and behind them a number (fp32, little-endian) for each. */
export function encodeSentences(sentences: readonly Sentence[], passageStart: number, importance: readonly number[]): Uint8Array {
  const out = new ByteWriter();
  out.count(sentences.length);
  let at = passageStart;
  for (const { start, end } of sentences) {
    out.count(start - at);
    out.count(end - start);
    at = end;
  }
  const numbers = Buffer.alloc(4 * sentences.length);
  sentences.forEach((_, i) => numbers.writeFloatLE(importance[i] ?? 0, 4 * i));
  return Buffer.concat([out.bytes(), numbers]);
}

/** What `encodeSentences` wrote. Throws a RangeError if it is not that. */
export function decodeSentences(bytes: Uint8Array, passageStart: number): { readonly sentences: Sentence[]; readonly importance: number[] } {
  const input = new ByteReader(bytes);
  const count = input.count();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbersAt = bytes.byteLength - 4 * count;
  const sentences: Sentence[] = [];
  const importance: number[] = [];
  let at = passageStart;
  for (let i = 0; i < count; i++) {
    const start = at + input.count();
    at = start + input.count();
    sentences.push({ start, end: at });
    importance.push(view.getFloat32(numbersAt + 4 * i, true));
  }
  return { sentences, importance };
}
