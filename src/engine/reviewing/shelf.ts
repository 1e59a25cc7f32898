import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { InfolioError } from '../../contract/errors.ts';
import type { Playbook } from '../../contract/review.ts';
import { playbookBytes } from './limits.ts';
import { checkPlaybook, readPlaybook } from './playbook.ts';

/** A playbook that can be asked for by name. */
export interface ShelvedPlaybook {
  /** Its file's name without extension. */
  readonly name: string;
  readonly file: string;
  /** True for those that come with Infolio. */
  readonly shipped: boolean;
  /** Null where the file does not hold a playbook. */
  readonly playbook: Playbook | null;
}

/** The playbooks that come with Infolio. */
const shippedFolder = resolve(import.meta.dirname, 'playbooks');

const isPlaybook = (file: string): boolean => ['.yml', '.yaml'].includes(extname(file).toLowerCase());

/** The shipped playbooks, and those of the user's own folder if one is given; one's own stands for a shipped one of its name. */
export async function listPlaybooks(ownFolder: string | null): Promise<ShelvedPlaybook[]> {
  const shelf = new Map<string, ShelvedPlaybook>();
  for (const folder of [shippedFolder, ...(ownFolder === null ? [] : [ownFolder])]) {
    const files = await readdir(folder).catch((): string[] => []);
    for (const file of files.filter(isPlaybook).sort()) {
      const name = basename(file, extname(file));
      const { playbook } = checkPlaybook(await readFile(join(folder, file), 'utf8').catch(() => ''));
      shelf.set(name, { name, file: join(folder, file), shipped: folder === shippedFolder, playbook });
    }
  }
  return [...shelf.values()];
}

/**
 * The playbook of a name or of a path to a YAML file.
 *
 * @throws InfolioError `not_found`, `not_a_file`, `unreadable`, `too_large`, and `bad_argument` with the line of what is wrong.
 */
export async function loadPlaybook(ref: string, ownFolder: string | null = null): Promise<Playbook> {
  const named = /^[\p{L}\p{N} _-]+$/u.test(ref) ? (await listPlaybooks(ownFolder)).find((one) => one.name === ref) : undefined;
  const file = named?.file ?? ref;
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) {
    const names = (await listPlaybooks(ownFolder)).map((one) => one.name).join(', ');
    throw new InfolioError('not_found', `There is no playbook ${ref}; give one of ${names}, or the path of a YAML file.`);
  }
  if (!found.isFile()) throw new InfolioError('not_a_file', `${ref} is not a file; give the path of a playbook's YAML file.`);
  if (found.size > playbookBytes) throw new InfolioError('too_large', `${ref} has ${found.size} bytes; a playbook is a page or two of YAML.`);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new InfolioError('unreadable', `${ref} cannot be read; check its permissions.`, { cause });
  });
  return readPlaybook(text, ref);
}
