import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assertWritable, fileSeenFrom, linkTo, writeWhole } from '../../../src/engine/exporting/index.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'infolio-write-'));
const bytes = (text: string) => new TextEncoder().encode(text);

test('a file is written whole, never over another unless that is wanted, and leaves nothing beside it', async () => {
  const home = folder();
  const file = join(home, 'report.md');
  await writeWhole(file, bytes('one'), false);
  await expect(writeWhole(file, bytes('two'), false)).rejects.toMatchObject({ code: 'exists' });
  expect(readFileSync(file, 'utf8')).toBe('one');
  await writeWhole(file, bytes('three'), true);
  expect(readFileSync(file, 'utf8')).toBe('three');
  expect(readdirSync(home)).toEqual(['report.md']);
});

test('of many that write the same file at once, one wins and the others are told', async () => {
  const file = join(folder(), 'report.md');
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, k) => writeWhole(file, bytes(String(k).repeat(1000)), false)));
  expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  expect(new Set(readFileSync(file, 'utf8')).size).toBe(1);
});

test('what is in the way is told before the work begins', async () => {
  const home = folder();
  mkdirSync(join(home, 'sub'));
  writeFileSync(join(home, 'a.md'), '');
  await expect(assertWritable(join(home, 'a.md'), false)).rejects.toMatchObject({ code: 'exists' });
  await expect(assertWritable(join(home, 'a.md'), true)).resolves.toBeUndefined();
  await expect(assertWritable(join(home, 'sub'), true)).rejects.toMatchObject({ code: 'not_a_file' });
  await expect(assertWritable(join(home, 'none', 'a.md'), false)).rejects.toMatchObject({ code: 'not_found' });
});

test('links lead from the export to the document, with the page where its kind has pages', () => {
  const file = fileSeenFrom('/exports/new', '/papers/50% & more/a#b.pdf');
  expect(file).toBe('../../papers/50% & more/a#b.pdf');
  expect(linkTo({ file, kind: 'pdf' }, 12)).toBe('../../papers/50%25%20%26%20more/a%23b.pdf#page=12');
  expect(linkTo({ file: 'story.txt', kind: 'txt' }, 12)).toBe('story.txt');
});
