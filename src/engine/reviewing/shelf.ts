import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { InfolioError } from '../../contract/errors.ts';
import type { Playbook, PlaybookProblem } from '../../contract/review.ts';
import { playbookBytes } from './limits.ts';
import { checkPlaybook, readPlaybook } from './playbook.ts';

/** A playbook that can be asked for by name. */
export interface ShelvedPlaybook {
  /** Its file's name without extension. */
  readonly name: string;
  readonly file: string;
  /** True for those that come with Infolio. */
  readonly shipped: boolean;
  /** What its file holds; empty where it could not be read. */
  readonly text: string;
  /** Null where the file does not hold a playbook; `problems` says why. */
  readonly playbook: Playbook | null;
  readonly problems: readonly PlaybookProblem[];
}

/** The playbooks that come with Infolio. */
const shippedFolder = resolve(import.meta.dirname, 'playbooks');

const isPlaybook = (file: string): boolean => ['.yml', '.yaml'].includes(extname(file).toLowerCase());

/** Read once: they do not change while a process runs. */
let shipped: Promise<readonly ShelvedPlaybook[]> | undefined;

/**
 * The shipped playbooks, and those of the user's own folder if one is given; one's own stands for a shipped one of its
 * name. Files whose names cannot be asked for are left out.
 */
export async function listPlaybooks(ownFolder: string | null): Promise<ShelvedPlaybook[]> {
  shipped ??= playbooksOf(shippedFolder, true);
  const all = [...(await shipped), ...(ownFolder === null ? [] : await playbooksOf(ownFolder, false))];
  return [...new Map(all.map((one) => [one.name, one])).values()];
}

async function playbooksOf(folder: string, isShipped: boolean): Promise<readonly ShelvedPlaybook[]> {
  const files = await readdir(folder).catch((): string[] => []);
  const shelved: ShelvedPlaybook[] = [];
  for (const file of files.filter(isPlaybook).sort()) {
    const name = basename(file, extname(file)).normalize('NFC');
    const read = playbookName.test(name) ? await readShelved(join(folder, file)) : null;
    if (read !== null) shelved.push({ name, file: join(folder, file), shipped: isShipped, ...read });
  }
  return shelved;
}

/** As the contract's ids are. */
const playbookName = /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,79}$/u;

/** What a file holds, with what is wrong with it; null if there is no such file. */
async function readShelved(file: string): Promise<Pick<ShelvedPlaybook, 'text' | 'playbook' | 'problems'> | null> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) return null;
  const refused = (message: string) => ({ text: '', playbook: null, problems: [{ line: 1, column: 1, message }] });
  if (found.size > playbookBytes) return refused(`the file has ${found.size} bytes; a playbook is a page or two of YAML`);
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? refused('the file cannot be read; check its permissions') : { text, ...checkPlaybook(text) };
}

/**
 * The playbook of a name or of a path to a YAML file.
 *
 * @throws InfolioError `not_found`, `not_a_file`, `unreadable`, `too_large`, and `bad_argument` with the line of what is wrong.
 */
export async function loadPlaybook(ref: string, ownFolder: string | null = null): Promise<Playbook> {
  const named = playbookName.test(ref) ? (await listPlaybooks(ownFolder)).find((one) => one.name === ref.normalize('NFC')) : undefined;
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
