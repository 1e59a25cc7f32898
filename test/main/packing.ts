import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, Platform } from 'electron-builder';

const root = resolve(import.meta.dirname, '../..');

/** The mark in Electron's program after which its fuses lie, one character each. From @electron/fuses' own documentation. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuses = 9;

/** A folder that is to electron-builder what Electron's own distribution for Linux is: a program, locales, a version. */
function standInDistribution(folder: string): void {
  mkdirSync(join(folder, 'locales'), { recursive: true });
  const wire = Buffer.concat([Buffer.from([1, fuses]), Buffer.from('1'.repeat(fuses))]);
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/sh\nexit 1\n'), Buffer.from(sentinel), wire, Buffer.from('\n')]));
  chmodSync(join(folder, 'electron'), 0o755);
  writeFileSync(join(folder, 'locales', 'en-US.pak'), '');
  writeFileSync(join(folder, 'LICENSE'), '');
  writeFileSync(join(folder, 'LICENSES.chromium.html'), '');
}

/** Packs the built app with the project's own configuration, without Electron's program and without any network. */
export async function pack(folder: string): Promise<{ readonly resources: string; readonly program: string }> {
  const distribution = join(folder, 'electron');
  const output = join(folder, 'packages');
  standInDistribution(distribution);
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget('dir'),
    publish: 'never',
    config: { electronDist: distribution, directories: { output } },
  });
  const unpacked = join(output, process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`);
  return { resources: join(unpacked, 'resources'), program: join(unpacked, 'infolio') };
}
