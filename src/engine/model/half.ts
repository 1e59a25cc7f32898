/*
 * IEEE 754 half precision: 1 sign bit, 5 bits of exponent (bias 15), 10 bits of fraction. Written out, because
 * Float16Array is not in every runtime that the engine starts on.
 */

let table: Float32Array | undefined;

function decode(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Half-precision bits to fp32, exactly. */
export function fromHalf(halves: Uint16Array): Float32Array {
  const known = (table ??= Float32Array.from({ length: 65536 }, (_, bits) => decode(bits)));
  const floats = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) floats[i] = known[halves[i] ?? 0] ?? NaN;
  return floats;
}

/** fp32 to half-precision bits, to the nearest, ties to even; what is too large becomes infinity. */
export function toHalf(floats: Float32Array): Uint16Array {
  const words = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  const halves = new Uint16Array(words.length);
  for (let i = 0; i < words.length; i++) halves[i] = roundToHalf(words[i] ?? 0);
  return halves;
}

function roundToHalf(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const exponent = ((word >>> 23) & 0xff) - 112;
  const fraction = word & 0x7fffff;
  if (exponent > 30) return sign | (((word >>> 23) & 0xff) === 255 && fraction !== 0 ? 0x7e00 : 0x7c00);
  // Below 2^-14 a half has no implicit one: shift it in, by as much as the exponent is too small.
  const shift = exponent > 0 ? 13 : 14 - exponent;
  if (shift > 24) return sign;
  const whole = exponent > 0 ? (exponent << 23) | fraction : fraction | 0x800000;
  const kept = whole >>> shift;
  const rest = whole & ((1 << shift) - 1);
  const middle = 1 << (shift - 1);
  // A carry out of the fraction rightly raises the exponent.
  return sign | (kept + (rest > middle || (rest === middle && kept & 1) ? 1 : 0));
}
