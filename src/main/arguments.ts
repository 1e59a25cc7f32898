import { resolve } from 'node:path';

/**
 * The files that a command line names, as absolute paths. Switches (ours, Chromium's) are left out; after `--` everything
 * is a file.
 *
 * @param own how many words belong to Electron: the program, and in development the folder of the app
 */
export function filesOf(argv: readonly string[], workingDirectory: string, own: 1 | 2): string[] {
  const end = argv.indexOf('--');
  const before = (end === -1 ? argv : argv.slice(0, end)).filter((word) => !word.startsWith('-')).slice(own);
  const after = end === -1 ? [] : argv.slice(end + 1);
  return [...before, ...after].filter((word) => word !== '').map((word) => resolve(workingDirectory, word));
}
