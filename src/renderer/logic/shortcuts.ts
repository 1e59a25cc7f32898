import type { Command } from '../../contract/protocol.ts';
import { shortcuts } from '../../contract/shortcuts.ts';

/** The part of a keyboard event that a shortcut looks at. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

interface Keys {
  readonly mod: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** As `KeyboardEvent.key` gives it, lower case. */
  readonly key: string;
}

const named: Readonly<Record<string, string>> = { up: 'arrowup', down: 'arrowdown', left: 'arrowleft', right: 'arrowright', plus: '+' };

function parse(accelerator: string): Keys {
  const parts = accelerator.split('+');
  const last = (parts.at(-1) ?? '').toLowerCase();
  return { mod: parts.includes('CmdOrCtrl'), alt: parts.includes('Alt'), shift: parts.includes('Shift'), key: named[last] ?? last };
}

const table = Object.entries(shortcuts).flatMap(([command, accelerators]) =>
  accelerators.map((accelerator) => ({ command: command as Command, keys: parse(accelerator) })),
);

/** The command that a key press means, if any. `mac`: Cmd stands where Ctrl does elsewhere. */
export function commandFor(press: KeyPress, mac: boolean): Command | undefined {
  const mod = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  if (other) return undefined;
  return table.find(({ keys }) => {
    if (keys.mod !== mod || keys.alt !== press.altKey) return false;
    const isSame = keys.key === press.key.toLowerCase() || keys.key === keyOfCode(press.code);
    // "+" needs Shift on many keyboards.
    return isSame && (keys.shift === press.shiftKey || keys.key === '+');
  })?.command;
}

/** With Alt held, macOS and many layouts give another character than the key's own: then its place on the keyboard counts. */
function keyOfCode(code: string): string {
  if (code.startsWith('Key')) return code.slice(3).toLowerCase();
  return code.startsWith('Digit') ? code.slice(5) : '';
}

const macSigns: Readonly<Record<string, string>> = { CmdOrCtrl: '⌘', Alt: '⌥', Shift: '⇧', Up: '↑', Down: '↓', Left: '←', Right: '→', Plus: '+' };
const otherSigns: Readonly<Record<string, string>> = { CmdOrCtrl: 'Ctrl', Up: '↑', Down: '↓', Left: '←', Right: '→', Plus: '+' };

/** The keys of a command as its system writes them, each on its own: ["Ctrl", "Shift", "O"]. */
export function keysOf(command: Command, mac: boolean): readonly string[] {
  return keysShown(shortcuts[command][0], mac);
}

/** The keys of an accelerator, shown. */
export function keysShown(accelerator: string | undefined, mac: boolean): readonly string[] {
  if (accelerator === undefined) return [];
  const signs = mac ? macSigns : otherSigns;
  return accelerator.split('+').map((part) => signs[part] ?? part);
}

/** In one string: "Ctrl+K", "⌘K". */
export function shortcutText(command: Command, mac: boolean): string {
  return keysOf(command, mac).join(mac ? '' : '+');
}
