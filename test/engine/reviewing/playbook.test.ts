import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPlaybook, listPlaybooks, loadPlaybook } from '../../../src/engine/reviewing/index.ts';

describe('the shipped playbooks', () => {
  test('are sound, and the contract one has the 41 matters of the CUAD list', async () => {
    const shelf = await listPlaybooks(null);
    expect(shelf.map((one) => one.name)).toEqual(['book', 'contract', 'lease', 'paper']);
    for (const { playbook } of shelf) expect(playbook?.items.length).toBeGreaterThan(10);
    expect((await loadPlaybook('contract')).items).toHaveLength(41);
  });

  test("one's own playbook stands for a shipped one of its name, and a path works too", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'infolio-playbooks-'));
    writeFileSync(join(folder, 'lease.yml'), 'name: Mine\nitems:\n  - name: Rent\n    questions: [How much is the rent?]\n');
    expect((await loadPlaybook('lease', folder)).name).toBe('Mine');
    expect((await loadPlaybook(join(folder, 'lease.yml'))).items[0]).toMatchObject({ name: 'Rent', show: 'clause', places: 3, risks: [] });
    await expect(loadPlaybook('leese', folder)).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining('contract') as unknown });
  });
});

const sound = ['name: Mine', 'items:', '  - name: Rent', '    questions: [How much is the rent?]'];

describe('what is wrong is told with its line', () => {
  test.each([
    ['a field that is not there', [...sound, '    qestions: [x]'], 5, 5, 'qestions'],
    ['a kind of showing that is not there', [...sound, '    show: datum'], 5, 11, 'show'],
    ['a missing question', ['name: Mine', 'items:', '  - name: Rent'], 3, 5, 'questions'],
    ['broken YAML', [...sound, '    risks: [{when: missing'], 5, 0, ''],
    ['the same name twice', [...sound, '  - name: rent', '    questions: [x]'], 5, 11, 'two items'],
    ['words of denial without yes or no', [...sound, '    denied: [not]'], 5, 13, 'yesno'],
    ['a risk without a note', [...sound, '    risks:', '      - when: missing'], 6, 9, 'note'],
    ['no items', ['name: Mine', 'items: []'], 2, 8, 'items'],
    ['no map', ['- a'], 1, 1, ''],
  ])('%s', (_, lines, line, column, words) => {
    const { playbook, problems } = checkPlaybook(lines.join('\n'));
    expect(playbook).toBeNull();
    expect(problems[0]).toMatchObject({ line, message: expect.stringContaining(words) as unknown });
    if (column > 0) expect(problems[0]?.column).toBe(column);
  });

  test('in the error of a file, after its path', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'infolio-playbooks-')), 'mine.yml');
    writeFileSync(file, [...sound, '    show: datum'].join('\n'));
    await expect(loadPlaybook(file)).rejects.toMatchObject({ code: 'bad_argument', message: expect.stringContaining('mine.yml:5:11: item 1, show') as unknown });
  });

  test('any text is either a playbook or has a problem with a line', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const { playbook, problems } = checkPlaybook(text);
        expect(playbook === null).toBe(problems.length > 0);
      }),
    );
  });
});
