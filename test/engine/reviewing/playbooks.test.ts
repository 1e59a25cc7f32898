import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { playbooksIn } from '../../../src/engine/reviewing/index.ts';
import type { Playbooks } from '../../../src/engine/reviewing/index.ts';

const rent = 'name: Rents\ndescription: What it costs\nitems:\n  - name: Rent\n    questions: [How much is the rent?]\n';

describe("one's own playbooks", () => {
  let folder: string;
  let playbooks: Playbooks;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'infolio-playbooks-')), 'playbooks');
    playbooks = playbooksIn(folder);
  });

  test('are kept in a folder that is made when it is needed, listed after those that come with Infolio, and removed', async () => {
    expect(await playbooks.save('My rents', rent, false)).toEqual({ id: 'My rents', name: 'Rents', description: 'What it costs', items: 1, builtIn: false, problems: [] });
    const entries = await playbooks.list();
    expect(entries.map(({ id, builtIn }) => [id, builtIn])).toEqual([['book', true], ['contract', true], ['lease', true], ['paper', true], ['My rents', false]]);
    expect(await playbooks.text('My rents')).toBe(rent);
    expect(await playbooks.choose({ id: 'My rents' })).toMatchObject({ id: 'My rents', text: rent, playbook: { name: 'Rents' } });
    expect(readdirSync(folder)).toEqual(['My rents.yml']);
    await playbooks.remove('My rents');
    expect(readdirSync(folder)).toEqual([]);
    await expect(playbooks.text('My rents')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('are replaced only if that is wanted, and never by one whose name differs in case only', async () => {
    await playbooks.save('rents', rent, false);
    const other = rent.replace('Rents', 'Others');
    await expect(playbooks.save('rents', other, false)).rejects.toMatchObject({ code: 'exists' });
    await expect(playbooks.save('Rents', other, true)).rejects.toMatchObject({ code: 'exists', message: expect.stringContaining('in case only') as unknown });
    expect(await playbooks.text('rents')).toBe(rent);
    expect(await playbooks.save('rents', other, true)).toMatchObject({ name: 'Others' });
    expect(readdirSync(folder)).toEqual(['rents.yml']);
  });

  test('a text with a problem is not kept, and the old one stays', async () => {
    await playbooks.save('rents', rent, false);
    await expect(playbooks.save('rents', `${rent}    show: datum\n`, true)).rejects.toMatchObject({ code: 'bad_argument', message: expect.stringMatching(/^rents:6:11: /) as unknown });
    expect(readFileSync(join(folder, 'rents.yml'), 'utf8')).toBe(rent);
  });

  test('a damaged file is listed with its problems, and what is no playbook is not', async () => {
    mkdirSync(join(folder, 'folder.yml'), { recursive: true });
    writeFileSync(join(folder, 'broken.yaml'), 'name: X\nitems:\n  - name: Rent\n');
    writeFileSync(join(folder, '.hidden.yml'), rent);
    writeFileSync(join(folder, 'notes.txt'), rent);
    const own = (await playbooks.list()).filter((entry) => !entry.builtIn);
    expect(own).toEqual([{ id: 'broken', name: 'broken', description: '', items: 0, builtIn: false, problems: [expect.objectContaining({ line: 3, column: 5 })] }]);
    await expect(playbooks.choose({ id: 'broken' })).rejects.toMatchObject({ code: 'bad_argument' });
    expect(await playbooks.save('broken', rent, true)).toMatchObject({ problems: [] });
    expect(existsSync(join(folder, 'broken.yaml'))).toBe(true);
  });

  test('those that come with Infolio can be read, and neither written over nor removed', async () => {
    expect(await playbooks.text('contract')).toContain('Governing');
    for (const id of ['contract', 'CONTRACT']) await expect(playbooks.save(id, rent, true)).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(playbooks.remove('lease')).rejects.toMatchObject({ code: 'not_allowed' });
    expect(existsSync(folder)).toBe(false);
  });

  test.each(['con', 'Lpt1', 'COM\u00b9', 'ends with a space ', '\u{1d4d0}'.repeat(60)])('the name %j, which not every file system takes, is refused', async (id) => {
    await expect(playbooks.save(id, rent, false)).rejects.toMatchObject({ code: 'bad_argument' });
    expect(existsSync(folder)).toBe(false);
  });

  test('a text that is being tried is chosen without being kept', async () => {
    expect(await playbooks.choose({ text: rent })).toMatchObject({ id: null, playbook: { name: 'Rents' } });
    await expect(playbooks.choose({ text: 'name: X' })).rejects.toMatchObject({ code: 'bad_argument' });
    expect(existsSync(folder)).toBe(false);
  });
});
