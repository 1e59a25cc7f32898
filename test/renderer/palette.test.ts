import { describe, expect, it } from 'vitest';
import { en } from '../../src/renderer/i18n/en.ts';
import { filtered, fit } from '../../src/renderer/logic/filter.ts';
import { paletteFor } from '../../src/renderer/logic/palette.ts';
import { documentOf } from './samples.ts';

describe('how well a text fits what was typed', () => {
  it('prefers the beginning, then a word, then anywhere, then letters in order', () => {
    const scores = ['lease', 'the lease', 'release', 'l-e-a-s-e no'].map((text) => fit(text, 'lease'));
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(scores).size).toBe(4);
    expect(fit('paper', 'lease')).toBe(0);
  });

  it('wants every word, whatever the order, case and accents', () => {
    expect(fit('Übersicht der Verträge', 'vertrage uber')).toBeGreaterThan(0.8);
    expect(fit('zoom in', 'zoom out')).toBe(0);
  });

  it('leaves everything in order while nothing is typed', () => {
    expect(filtered(['b', 'a', 'c'], ' ', (text) => text)).toEqual(['b', 'a', 'c']);
  });
});

describe('the palette', () => {
  const documents = [documentOf({ id: 'a', title: 'Lease of the mill' }), documentOf({ id: 'b', title: 'A paper on tides' })];
  const options = { names: en.commands, documents, can: () => true };

  it('finds commands by their names and documents by their titles', () => {
    expect(paletteFor('fit width', options).commands[0]).toBe('fitWidth');
    expect(paletteFor('mill', options).documents.map(({ id }) => id)).toEqual(['a']);
  });

  it('does not offer what would do nothing, nor itself', () => {
    const { commands } = paletteFor('', { ...options, can: (command) => command === 'open' || command === 'palette' });
    expect(commands).toEqual(['open']);
  });
});
