/**
 * Gives an array's memory back at once; it is empty afterwards. Left to the garbage collection, which looks at the heap and not at
 * what lies outside it, some megabytes a run pile up to tens of them, and leave holes that nothing else fits into. A part of a
 * larger buffer is left as it is.
 */
export function giveBack({ buffer, byteLength }: Pick<Uint8Array, 'buffer' | 'byteLength'>): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached && byteLength === buffer.byteLength) buffer.transfer(0);
}
