import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InfolioError } from '../../contract/errors.ts';
import { settingsSchema } from '../../contract/settings.ts';
import type { Settings } from '../../contract/settings.ts';

/** The user's choices, as they lie in the config folder. */
export interface SettingsFile {
  readonly file: string;
  readonly current: Settings;
  /** Changes some of them on the disk and then here. Throws `unreadable` or `disk_full` and changes nothing. */
  change(change: Partial<Settings>): Settings;
}

/**
 * Opens `settings.json` of a folder. What is damaged gives the defaults and is kept beside as `settings.damaged.json`;
 * a single setting that makes no sense (of a later version, say) gives its own default.
 */
export function openSettings(folder: string): SettingsFile {
  const file = join(folder, 'settings.json');
  let current = load(file);
  return {
    file,
    get current() {
      return current;
    },
    change: (change) => {
      const next = settingsSchema.parse({ ...current, ...change });
      save(file, next);
      return (current = next);
    },
  };
}

function load(file: string): Settings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // None yet; or one that cannot be read, which writing will tell about.
    return settingsSchema.parse({});
  }
  const json = parsed(text);
  if (json === undefined) {
    setAside(file);
    return settingsSchema.parse({});
  }
  const each = Object.entries(settingsSchema.shape).map(([name, schema]) => [name, schema.safeParse(json[name]).data ?? schema.parse(undefined)] as const);
  return settingsSchema.parse(Object.fromEntries(each));
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function setAside(file: string): void {
  try {
    renameSync(file, file.replace(/\.json$/u, '.damaged.json'));
  } catch {
    // It stays where it is; the next change writes over it.
  }
}

/** Whole or not at all: a new file takes the old one's place. */
function save(file: string, settings: Settings): void {
  const fresh = `${file}.${process.pid}.new`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(fresh, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(fresh, file);
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new InfolioError('disk_full', `There is no space left for the settings ${file}; free some and try again.`, { cause: error });
    throw new InfolioError('unreadable', `The settings ${file} cannot be written; check the folder's permissions.`, { cause: error });
  }
}
