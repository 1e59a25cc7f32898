import { describe, expect, it } from 'vitest';
import { fileNameOf, formatFor, withEnding, withPart } from '../../src/renderer/logic/exporting.ts';

describe('an export', () => {
  it('has the map alone, and alone as JSON', () => {
    expect(withPart(['answers', 'notes'], 'map', true)).toEqual(['map']);
    expect(withPart(['map'], 'summary', true)).toEqual(['summary']);
    expect(formatFor(['map'], 'docx')).toBe('json');
    expect(formatFor(['summary'], 'docx')).toBe('docx');
  });

  it('keeps its parts in one order, whatever was clicked first', () => {
    expect(withPart(withPart(['notes'], 'answers', true), 'summary', true)).toEqual(['summary', 'answers', 'notes']);
    expect(withPart(['summary', 'notes'], 'notes', false)).toEqual(['summary']);
  });

  it('gets a name that every file system takes', () => {
    expect(fileNameOf('A/B: “C”?\n<D>')).toBe('A B “C” D');
    expect(fileNameOf('...')).toBe('Infolio');
    expect(fileNameOf('x'.repeat(200))).toHaveLength(80);
    expect(withEnding('Lease', 'docx')).toBe('Lease.docx');
    expect(withEnding('Lease.DOCX', 'docx')).toBe('Lease.DOCX');
  });
});
