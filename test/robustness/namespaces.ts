import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Whether `unshare` with these options works here: not in every container, nor outside Linux. */
export function canUnshare(options: string): boolean {
  return process.platform === 'linux' && spawnSync('unshare', [options, 'true']).status === 0;
}

/** The path of a program, or null if this machine has none. */
export function programAt(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(':').concat('/usr/sbin', '/sbin');
  return folders.map((folder) => `${folder}/${name}`).find((file) => existsSync(file)) ?? null;
}
