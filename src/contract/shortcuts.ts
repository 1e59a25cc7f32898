import type { Command } from './protocol.ts';

/**
 * The keys of every command, written as Electron writes accelerators. The first is the one that menus and the palette
 * show. Chosen so that a browser lets the page have them.
 */
export const shortcuts: Readonly<Record<Command, readonly string[]>> = {
  open: ['CmdOrCtrl+O'],
  openFolder: ['CmdOrCtrl+Shift+O'],
  print: ['CmdOrCtrl+P'],
  find: ['CmdOrCtrl+F'],
  findNext: ['CmdOrCtrl+G', 'F3'],
  findPrevious: ['CmdOrCtrl+Shift+G', 'Shift+F3'],
  zoomIn: ['CmdOrCtrl+Plus', 'CmdOrCtrl+='],
  zoomOut: ['CmdOrCtrl+-'],
  zoomReset: ['CmdOrCtrl+0'],
  fitWidth: ['CmdOrCtrl+Alt+1'],
  fitPage: ['CmdOrCtrl+Alt+2'],
  rotate: ['CmdOrCtrl+Alt+R'],
  nextPage: ['Alt+Down'],
  previousPage: ['Alt+Up'],
  firstPage: ['CmdOrCtrl+Home'],
  lastPage: ['CmdOrCtrl+End'],
  goToPage: ['CmdOrCtrl+Alt+G'],
  back: ['Alt+Left', 'CmdOrCtrl+['],
  forward: ['Alt+Right', 'CmdOrCtrl+]'],
  ask: ['CmdOrCtrl+J'],
  summarize: ['CmdOrCtrl+Alt+S'],
  review: ['CmdOrCtrl+Alt+V'],
  export: ['CmdOrCtrl+S'],
  palette: ['CmdOrCtrl+K'],
  settings: ['CmdOrCtrl+,'],
  enginePanel: ['CmdOrCtrl+Alt+E'],
  toggleLibrary: ['CmdOrCtrl+B'],
  toggleOutline: ['CmdOrCtrl+Alt+O'],
  toggleSide: ['CmdOrCtrl+Alt+B'],
  notes: ['CmdOrCtrl+Alt+N'],
  about: [],
};
