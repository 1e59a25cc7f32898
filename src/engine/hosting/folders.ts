import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** The user's folders, the same for the terminal, `serve` and the desktop. */
export interface UserFolders {
  readonly library: string;
  /** settings.json, and one's own playbooks. */
  readonly config: string;
  /** Built graphs: may be deleted at any time. */
  readonly cache: string;
  /** What the desktop's windows remember; null for Electron's own choice. */
  readonly windows: string | null;
}

/**
 * The folders that the platform keeps for an app's data. INFOLIO_LIBRARY and INFOLIO_CACHE name others; INFOLIO_HOME names
 * one folder for everything (on a stick, say).
 */
export function userFolders(environment: NodeJS.ProcessEnv = process.env): UserFolders {
  const chosen = (name: string): string | null => {
    const value = environment[name];
    return value === undefined || value === '' ? null : resolve(value);
  };
  const home = chosen('INFOLIO_HOME');
  const library = chosen('INFOLIO_LIBRARY');
  const cache = chosen('INFOLIO_CACHE');
  if (home !== null) {
    return { library: library ?? join(home, 'library'), config: join(home, 'config'), cache: cache ?? join(home, 'cache'), windows: join(home, 'windows') };
  }
  const paths = envPaths('infolio', { suffix: '' });
  return { library: library ?? paths.data, config: paths.config, cache: cache ?? paths.cache, windows: null };
}

/** Where one's own playbooks lie: beside the settings, the same for every library. */
export function playbooksFolder(configFolder: string): string {
  return join(configFolder, 'playbooks');
}
