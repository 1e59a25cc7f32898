import { mkdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { InfolioError } from '../../contract/errors.ts';
import type { PlaybookChoice, PlaybookEntry } from '../../contract/protocol.ts';
import type { Playbook } from '../../contract/review.ts';
import { writeWhole } from '../files.ts';
import { fileNameBytes } from './limits.ts';
import { readPlaybook } from './playbook.ts';
import { listPlaybooks } from './shelf.ts';
import type { ShelvedPlaybook } from './shelf.ts';

/** A playbook that a review is made by. */
export interface ChosenPlaybook {
  /** Null for a text that is being tried. */
  readonly id: string | null;
  readonly text: string;
  readonly playbook: Playbook;
}

/** The playbooks that come with Infolio and one's own. Ids are names of files; case makes no difference between two. */
export interface Playbooks {
  /** Those that come with Infolio first, each by name. */
  list(): Promise<PlaybookEntry[]>;
  /** Its YAML. Throws `not_found`. */
  text(id: string): Promise<string>;
  /** Keeps one's own, whole or not at all. Throws `bad_argument`, `exists`, `not_allowed`, `disk_full`, `unwritable`. */
  save(id: string, text: string, replace: boolean): Promise<PlaybookEntry>;
  /** Throws `not_found`, and `not_allowed` for those that come with Infolio. */
  remove(id: string): Promise<void>;
  /** The playbook that is meant. Throws `not_found`, and `bad_argument` with the first problem of its text. */
  choose(choice: PlaybookChoice): Promise<ChosenPlaybook>;
}

/** @param ownFolder where one's own lie, made when the first is saved; null: none can be kept */
export function playbooksIn(ownFolder: string | null): Playbooks {
  const known = async (id: string): Promise<ShelvedPlaybook> => {
    const found = (await listPlaybooks(ownFolder)).find((one) => one.name === id.normalize('NFC'));
    if (found === undefined) throw new InfolioError('not_found', `There is no playbook "${id}"; it may have been removed or renamed.`);
    return found;
  };
  return {
    list: async () => (await listPlaybooks(ownFolder)).map(entryOf).toSorted((a, b) => Number(b.builtIn) - Number(a.builtIn) || a.id.localeCompare(b.id, 'en', { numeric: true })),
    text: async (id) => (await known(id)).text,
    async save(given, text, replace) {
      const id = given.normalize('NFC');
      if (ownFolder === null) throw new InfolioError('not_available', 'Playbooks cannot be kept here: no folder was given for them.');
      assertName(id);
      readPlaybook(text, id);
      const same = (await listPlaybooks(ownFolder)).find((one) => folded(one.name) === folded(id));
      if (same?.shipped === true) throw new InfolioError('not_allowed', `"${same.name}" comes with Infolio and stays as it is; save yours under another name.`);
      if (same !== undefined && same.name !== id) throw new InfolioError('exists', `There is a playbook "${same.name}" already, and a file's name may not differ in case only; choose another name.`);
      if (same !== undefined && !replace) throw new InfolioError('exists', `There is a playbook "${id}" already; choose another name, or replace it.`);
      await mkdir(ownFolder, { recursive: true }).catch((cause: unknown) => {
        throw new InfolioError('unwritable', `The folder ${ownFolder} cannot be made; check its permissions.`, { cause });
      });
      await writeWhole(same?.file ?? join(ownFolder, `${id}.yml`), new TextEncoder().encode(text), replace);
      return entryOf(await known(id));
    },
    async remove(id) {
      const found = await known(id);
      if (found.shipped) throw new InfolioError('not_allowed', `"${found.name}" comes with Infolio and cannot be removed.`);
      await unlink(found.file).catch((cause: unknown) => {
        throw new InfolioError('unwritable', `${found.file} cannot be removed; check its permissions.`, { cause });
      });
    },
    async choose(choice) {
      const { id, text } = 'id' in choice ? { id: choice.id, text: (await known(choice.id)).text } : { id: null, text: choice.text };
      return { id: id?.normalize('NFC') ?? null, text, playbook: readPlaybook(text, id ?? 'playbook') };
    },
  };
}

function entryOf({ name, shipped, playbook, problems }: ShelvedPlaybook): PlaybookEntry {
  return {
    id: name,
    name: playbook?.name ?? name,
    description: playbook?.description ?? '',
    items: playbook?.items.length ?? 0,
    builtIn: shipped,
    problems: [...problems],
  };
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Names that Windows keeps for devices, with any ending. */
const reserved = /^(?:con|prn|aux|nul|(?:com|lpt)[\d\u00b9\u00b2\u00b3])$/i;

function assertName(id: string): void {
  if (reserved.test(id.trim())) throw new InfolioError('bad_argument', `"${id}" is a name that Windows keeps for itself; choose another.`);
  if (id !== id.trim()) throw new InfolioError('bad_argument', `"${id}" ends with a space; leave that out.`);
  if (Buffer.byteLength(id) > fileNameBytes) throw new InfolioError('bad_argument', `"${id}" is too long for a file's name; choose a shorter one.`);
}
