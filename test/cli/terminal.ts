import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const documents = resolve(import.meta.dirname, '../fixtures/documents');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A terminal with a library and a cache of its own; `infolio(...)` runs the real command in a process of its own. `environment`
 * replaces what it is told.
 */
export function terminal(environment: (home: string) => Readonly<Record<string, string>> = () => ({})) {
  const home = mkdtempSync(join(tmpdir(), 'infolio-terminal-'));
  const env = { ...process.env, INFOLIO_LIBRARY: join(home, 'library'), XDG_CACHE_HOME: join(tmpdir(), 'infolio-test-cache'), ...environment(home) };
  const start = (...args: readonly string[]) =>
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', resolve(import.meta.dirname, '../../src/cli/infolio.ts'), ...args], { env, cwd: home });
  const infolio = (...args: readonly string[]) =>
    new Promise<Outcome>((done, failed) => {
      const child = start(...args);
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
      child.on('error', failed);
      child.on('close', (code) => {
        done({ code, stdout, stderr });
      });
    });
  return { home, start, infolio };
}
