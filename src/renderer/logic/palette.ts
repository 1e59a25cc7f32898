import type { Command, LibraryDocument } from '../../contract/protocol.ts';
import { commands } from '../../contract/protocol.ts';
import { filtered } from './filter.ts';

export interface PaletteOptions {
  readonly names: Readonly<Record<Command, string>>;
  readonly documents: readonly LibraryDocument[];
  readonly can: (command: Command) => boolean;
}

export interface PaletteResult {
  readonly commands: readonly Command[];
  readonly documents: readonly LibraryDocument[];
}

/** How many documents are listed at most. */
const mostDocuments = 8;

/** What the palette offers for what was typed. Commands that do nothing now are left out, and so is the palette itself. */
export function paletteFor(typed: string, { names, documents, can }: PaletteOptions): PaletteResult {
  return {
    commands: filtered(commands.filter((command) => command !== 'palette' && can(command)), typed, (command) => names[command]),
    documents: filtered(documents, typed, (document) => document.title).slice(0, mostDocuments),
  };
}
