import type { engineSettings } from '../../contract/settings.ts';
import type { Settings } from '../../contract/settings.ts';
import type { ShellMethod } from '../../contract/protocol.ts';
import { expandPaths, samplesIn } from './files.ts';
import { playbooksFolder } from './folders.ts';
import type { EngineProcess, HostOptions } from './messages.ts';
import { openSettings } from './settings-file.ts';
import type { SettingsFile } from './settings-file.ts';
import { createShellServer } from './shell-server.ts';
import type { ShellHandlers, ShellServer } from './shell-server.ts';
import { createSupervisor } from './supervisor.ts';
import type { Supervisor } from './supervisor.ts';

/** The shell's methods that every shell answers alike. */
type SharedMethod = Extract<ShellMethod, 'app.expand' | 'app.samples' | 'settings.get' | 'settings.set'>;

/** Those that a desktop and a browser answer each in its own way. */
export type OwnHandlers = Omit<ShellHandlers, SharedMethod>;

export interface ShellOptions {
  /** How an engine process is made: `forkEngine`, or Electron's utilityProcess. */
  readonly spawn: (options: HostOptions) => EngineProcess;
  /** Where settings.json and one's own playbooks lie. */
  readonly configFolder: string;
  /** The library's folder where the settings name none; null for a library that is thrown away. */
  readonly libraryFolder: string | null;
  readonly modelFolder: string;
  /** Where built graphs are kept; null keeps none. */
  readonly cacheFolder: string | null;
  /** The folder of the sample documents: resources of the packed app, test/fixtures/documents in the source tree. */
  readonly samplesFolder: string;
  /** Settings that the command line fixed for this run; they win over those of the file. */
  readonly fixed?: Partial<Pick<Settings, (typeof engineSettings)[number]>>;
  readonly handlers: OwnHandlers;
}

/** Everything behind the contract, for Electron's main process and for `serve`. */
export interface Shell extends ShellServer {
  readonly supervisor: Supervisor;
  readonly settings: SettingsFile;
  /** Where a document's file was last opened from. Throws `not_found` and what else the engine throws. */
  fileOf(document: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts the engine with the user's settings and answers whoever attaches. */
export function createShell(options: ShellOptions): Shell {
  const settings = openSettings(options.configFolder);
  const supervisor = createSupervisor(options.spawn, hostOptions(settings.current, options));
  const handlers: ShellHandlers = {
    ...options.handlers,
    'app.expand': async ({ paths }, { signal }) => ({ paths: await expandPaths(paths, signal) }),
    'app.samples': async () => ({ paths: await samplesIn(options.samplesFolder) }),
    'settings.get': () => settings.current,
    'settings.set': (change) => {
      const next = settings.change(change);
      server.broadcast('settings.changed', next);
      supervisor.configure(hostOptions(next, options));
      return next;
    },
  };
  const server = createShellServer(supervisor, handlers);
  return {
    ...server,
    supervisor,
    settings,
    fileOf: async (document) => (await server.client.request('documents.get', { document })).file,
    close: () => supervisor.close(),
  };
}

function hostOptions(settings: Settings, { libraryFolder, modelFolder, cacheFolder, configFolder, fixed = {} }: ShellOptions): HostOptions {
  const { device, precision, threads, ocr, libraryFolder: chosen } = { ...settings, ...fixed };
  return { libraryFolder: chosen ?? libraryFolder, modelFolder, cacheFolder, playbooksFolder: playbooksFolder(configFolder), device, precision, threads, ocr };
}
