import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { createEngine } from '../engine/engine.ts';
import type { Engine } from '../engine/engine.ts';
import { playbooksFolder, userFolders } from '../engine/hosting/folders.ts';
import type { UserFolders } from '../engine/hosting/folders.ts';
import { openSettings } from '../engine/hosting/settings-file.ts';
import { devices, precisions } from '../engine/model/index.ts';
import type { Device, Precision } from '../engine/model/index.ts';
import { InfolioError } from '../contract/errors.ts';

/** Options that every command takes, as commander hands them over. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly library?: string;
  readonly device: Device | 'auto';
  readonly precision: Precision | 'auto';
  readonly threads?: number;
  readonly model?: string;
  /** False with --no-save: a library that is thrown away. */
  readonly save: boolean;
  readonly quiet?: boolean;
  readonly password?: string;
  /** False with --no-ocr: pages that are pictures of text stay empty. */
  readonly ocr: boolean;
}

export function addCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print JSON on stdout')
    .option('--library <dir>', 'folder of the library')
    .addOption(new Option('--device <name>', 'where the network runs').choices(['auto', ...devices]).default('auto'))
    .addOption(new Option('--precision <name>', 'arithmetic of the network').choices(['auto', ...precisions]).default('auto'))
    .option('--threads <n>', 'threads of the CPU', (value) => wholeNumber('--threads', value))
    .option('--model <dir>', 'folder of another model')
    .option('--no-save', 'use a library that is thrown away')
    .option('--password <text>', 'password of an encrypted PDF')
    .option('--no-ocr', 'leave scanned pages without text empty')
    .option('--quiet', 'no progress on stderr');
}

/** Parses an option that must be a whole number of at least 1. */
export function wholeNumber(name: string, value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InfolioError('bad_argument', `${name} ${value}: give a whole number of at least 1.`);
  return Number(value);
}

/** Parses a port; 0 leaves the choice to the system. */
export function portNumber(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw new InfolioError('bad_argument', `--port ${value}: give a number from 0 to 65535.`);
  return Number(value);
}

/** The model that ships with Infolio. */
export const defaultModelFolder = resolve(import.meta.dirname, '../../models/infolio-1');

/** Where one's own playbooks lie. */
export function ownPlaybooks(): string {
  return playbooksFolder(userFolders().config);
}

/** Opens the engine that the options describe; the network itself is made when it is first needed. */
export function engineFor(options: CommonOptions): Promise<Engine> {
  const folders = userFolders();
  return createEngine({
    libraryFolder: options.save ? (namedLibrary(options) ?? chosenLibrary(folders)) : null,
    cacheFolder: folders.cache,
    playbooksFolder: ownPlaybooks(),
    modelFolder: options.model === undefined ? defaultModelFolder : expandHome(options.model),
    device: options.device,
    precision: options.precision,
    ocr: options.ocr,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
}

/** The library that --library or INFOLIO_LIBRARY names; null where neither does. */
export function namedLibrary({ library }: Pick<CommonOptions, 'library'>): string | null {
  const named = library ?? process.env['INFOLIO_LIBRARY'] ?? '';
  return named === '' ? null : expandHome(named);
}

/** The library that the app's settings name, or the platform's: the terminal and the app see the same documents. */
function chosenLibrary(folders: UserFolders): string {
  return openSettings(folders.config).current.libraryFolder ?? folders.library;
}

/** An absolute path; `~` is the user's home folder. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : resolve(path);
}
