import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { engineEnvironment, engineFlags } from './engine-flags.ts';
import { hostArguments } from './messages.ts';
import type { EngineProcess, FromHost, HostOptions } from './messages.ts';

/** `host.ts` as it lies in the source tree; packed apps name their own. */
export const hostFile = fileURLToPath(new URL('../host.ts', import.meta.url));

/** The engine in a child process of Node, for `serve` and tests. It ends with this process, however this one ends. */
export function forkEngine(options: HostOptions, file: string = hostFile): EngineProcess {
  const child = fork(file, hostArguments(options), {
    execArgv: [...engineFlags],
    env: { ...engineEnvironment, ...process.env },
    // Structured clones, as Electron's processes send them: undefined and infinities stay what they are.
    serialization: 'advanced',
    // stdout belongs to the terminal's user, and Ctrl-C to the shell: it decides when the engine ends.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let ended = false;
  const listeners = new Set<(reason: string) => void>();
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    for (const listener of listeners) listener(reason);
  };
  child.on('exit', (code, signal) => {
    end(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`);
  });
  child.on('error', (error) => {
    // Only one that never began ends by an error; a message that could not be sent is followed by an exit.
    if (child.pid === undefined) end(error.message);
  });
  return {
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => {
      child.on('message', (message) => {
        listener(message as FromHost);
      });
    },
    onExit: (listener) => {
      listeners.add(listener);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
