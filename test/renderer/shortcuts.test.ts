import { describe, expect, it } from 'vitest';
import { commands } from '../../src/contract/protocol.ts';
import { shortcuts } from '../../src/contract/shortcuts.ts';
import { commandFor, keysOf, shortcutText } from '../../src/renderer/logic/shortcuts.ts';
import type { KeyPress } from '../../src/renderer/logic/shortcuts.ts';

const press = (key: string, modifiers: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
});

describe('keys', () => {
  it('mean a command', () => {
    expect(commandFor(press('k', { ctrlKey: true }), false)).toBe('palette');
    expect(commandFor(press('O', { ctrlKey: true, shiftKey: true }), false)).toBe('openFolder');
    expect(commandFor(press('F3'), false)).toBe('findNext');
    expect(commandFor(press('ArrowLeft', { altKey: true }), false)).toBe('back');
  });

  it('mean it with Cmd on a Mac, and with Ctrl elsewhere', () => {
    expect(commandFor(press('k', { metaKey: true }), true)).toBe('palette');
    expect(commandFor(press('k', { ctrlKey: true }), true)).toBeUndefined();
    expect(commandFor(press('k', { metaKey: true }), false)).toBeUndefined();
  });

  it('zoom in whether or not plus needs Shift', () => {
    expect(commandFor(press('+', { ctrlKey: true, shiftKey: true }), false)).toBe('zoomIn');
    expect(commandFor(press('+', { ctrlKey: true }), false)).toBe('zoomIn');
    expect(commandFor(press('=', { ctrlKey: true }), false)).toBe('zoomIn');
  });

  it('count by their place where Alt makes another character of them', () => {
    expect(commandFor(press('®', { metaKey: true, altKey: true, code: 'KeyR' }), true)).toBe('rotate');
    expect(commandFor(press('¡', { metaKey: true, altKey: true, code: 'Digit1' }), true)).toBe('fitWidth');
  });

  it('that are only typed mean nothing', () => {
    for (const key of ['k', 'O', '+', 'Enter', 'ArrowLeft', ' ']) expect(commandFor(press(key), false)).toBeUndefined();
  });

  it('belong to one command each', () => {
    const all = commands.flatMap((command) => shortcuts[command]);
    expect(new Set(all).size).toBe(all.length);
  });

  it('are written as the system writes them', () => {
    expect(keysOf('openFolder', false)).toEqual(['Ctrl', 'Shift', 'O']);
    expect(shortcutText('openFolder', true)).toBe('⌘⇧O');
    expect(shortcutText('palette', false)).toBe('Ctrl+K');
    expect(keysOf('about', false)).toEqual([]);
  });
});
