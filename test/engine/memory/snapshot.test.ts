import { describe, expect, test } from 'vitest';
import { decodeMemory, encodeMemory } from '../../../src/engine/memory/index.ts';
import type { Memory } from '../../../src/engine/memory/index.ts';

const memory: Memory = { layers: 2, features: 3, values: 2, data: Float32Array.from({ length: 12 }, (_, i) => i / 7 - 1) };
const hash = 'ab'.repeat(32);

describe('a snapshot of a memory', () => {
  test('comes back as it was, to the bit', () => {
    const back = decodeMemory(encodeMemory(memory, hash, 41), hash);
    expect(back).toEqual({ memory, segmentsRead: 41 });
  });

  test('comes back from the middle of a larger buffer, as a database gives it', () => {
    const bytes = encodeMemory(memory, hash, 1);
    const around = new Uint8Array(bytes.byteLength + 6);
    around.set(bytes, 3);
    expect(decodeMemory(around.subarray(3, 3 + bytes.byteLength), hash).memory.data).toEqual(memory.data);
  });

  test('is found damaged wherever a byte is changed', () => {
    const bytes = encodeMemory(memory, hash, 1);
    for (let at = 0; at < bytes.byteLength; at++) {
      const broken = bytes.slice();
      broken[at] = (broken[at] ?? 0) ^ 0x10;
      // The version is checked first, and the two bytes behind it mean nothing.
      const code = at === 5 ? 'library_too_new' : 'library_damaged';
      if (at !== 6 && at !== 7) expect(() => decodeMemory(broken, hash), `byte ${at}`).toThrow(expect.objectContaining({ code }) as Error);
    }
  });

  test('is found damaged wherever it is cut', () => {
    const bytes = encodeMemory(memory, hash, 1);
    for (let end = 0; end < bytes.byteLength; end++) {
      expect(() => decodeMemory(bytes.subarray(0, end), hash)).toThrow(expect.objectContaining({ code: 'library_damaged' }) as Error);
    }
  });

  test('of another model is refused by name', () => {
    expect(() => decodeMemory(encodeMemory(memory, hash, 1), 'cd'.repeat(32))).toThrow(/made by the model abababababab/);
    expect(() => encodeMemory(memory, 'short', 1)).toThrow(expect.objectContaining({ code: 'bad_argument' }) as Error);
  });
});
