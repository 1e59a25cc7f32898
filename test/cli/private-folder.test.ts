import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { privateFolder } from '../../src/cli/serve/private-folder.ts';

test('a private folder is this user\'s alone, and what a killed process left goes', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'infolio-private-'));
  // A process that has ended: nothing answers to its number any more.
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const left = join(parent, `infolio-exports-${gone}-abcdef`);
  const others = [`infolio-exports-${process.ppid}-abcdef`, `infolio-library-${gone}-abcdef`, `infolio-exports-${gone}-abcdef.txt`, 'infolio-exports-abcdef'];
  for (const name of [basename(left), ...others]) mkdirSync(join(parent, name));
  writeFileSync(join(left, 'Lease.pdf'), 'words');

  const made = await privateFolder('exports', parent);
  expect(statSync(made).mode & 0o077).toBe(0);
  expect(readdirSync(parent).sort()).toEqual([...others, basename(made)].sort());
  expect(readdirSync(await privateFolder('library', parent))).toEqual([]);
  expect(readdirSync(parent)).not.toContain(`infolio-library-${gone}-abcdef`);
});
