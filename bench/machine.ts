import { cpus, totalmem } from 'node:os';

/** What a bench ran on, for its JSON. */
export function machine(): Readonly<Record<string, string | number>> {
  const all = cpus();
  return {
    cpu: all[0]?.model ?? 'unknown',
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
  };
}
