import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createClient } from '../../../src/contract/client.ts';
import type { Client } from '../../../src/contract/client.ts';
import { InfolioError } from '../../../src/contract/errors.ts';
import type { ServerMessage } from '../../../src/contract/protocol.ts';
import { createShell, forkEngine } from '../../../src/engine/hosting/index.ts';
import type { EngineProcess, OwnHandlers, Shell, ShellServer } from '../../../src/engine/hosting/index.ts';

export const documents = resolve(import.meta.dirname, '../../fixtures/documents');
export const leasePdf = join(documents, 'lease.pdf');
export const modelFolder = resolve(import.meta.dirname, '../../../models/infolio-1');

/** The two cores of a test machine are shared: everything takes its time. */
export const patience = 400_000;

const notHere = (): never => {
  throw new InfolioError('not_available', 'This shell has no windows.');
};

/** A shell that has no windows. */
export const handlers: OwnHandlers = {
  'app.info': () => ({ shell: 'browser', platform: 'test', version: '0' }),
  'app.pickFiles': notHere,
  'app.showInFolder': notHere,
  'app.openExternal': notHere,
  'app.print': notHere,
  'app.export': notHere,
};

export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'infolio-hosting-'));
  return { path, [Symbol.dispose]: () => { rmSync(path, { recursive: true, force: true, maxRetries: 5 }); } };
}

export interface GivenShell extends AsyncDisposable {
  readonly shell: Shell;
  /** Every engine process that was started, the latest last; killing one is no different from a crash to the shell. */
  readonly processes: readonly EngineProcess[];
  kill(): void;
}

/** The shell with the real engine in real child processes; library and settings lie in `home`. */
export function shellIn(home: string): GivenShell {
  const processes: EngineProcess[] = [];
  const shell = createShell({
    spawn: (options) => {
      const process = forkEngine(options);
      processes.push(process);
      return process;
    },
    configFolder: join(home, 'config'),
    libraryFolder: join(home, 'library'),
    modelFolder,
    cacheFolder: join(tmpdir(), 'infolio-test-cache'),
    samplesFolder: documents,
    fixed: { device: 'cpu' },
    handlers,
  });
  return { shell, processes, kill: () => processes.at(-1)?.kill(), [Symbol.asyncDispose]: () => shell.close() };
}

export interface GivenScreen {
  readonly client: Client;
  /** Everything that the shell sent. */
  readonly received: readonly ServerMessage[];
  /** Sends anything at all. */
  send(message: unknown): void;
  leave(): void;
}

/** A screen of its own. */
export function screenOf(server: ShellServer): GivenScreen {
  const toShell = new Set<(message: unknown) => void>();
  const toScreen = new Set<(message: unknown) => void>();
  const received: ServerMessage[] = [];
  const listen = (set: Set<(message: unknown) => void>) => (listener: (message: unknown) => void) => {
    set.add(listener);
    return () => void set.delete(listener);
  };
  const send = (message: unknown): void => {
    for (const listener of [...toShell]) listener(message);
  };
  const client = createClient({ send, onMessage: listen(toScreen) });
  const leave = server.attach({
    send: (message) => {
      received.push(message);
      for (const listener of [...toScreen]) listener(message);
    },
    onMessage: listen(toShell),
  });
  return { client, received, send, leave };
}

/** When something becomes true, looked at twenty times a second. */
export async function until(isSo: () => boolean, ms = 120_000): Promise<void> {
  const end = Date.now() + ms;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${isSo.toString()}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
