import { utilityProcess } from 'electron';
import { hostArguments } from '../engine/hosting/index.ts';
import type { EngineProcess, FromHost, HostOptions } from '../engine/hosting/index.ts';

/** The engine in a process of its own that Electron looks after. */
export function startEngineProcess(options: HostOptions, hostFile: string): EngineProcess {
  const child = utilityProcess.fork(hostFile, hostArguments(options), {
    serviceName: 'Infolio Engine',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const kill = (): void => {
    if (child.pid === undefined) return;
    try {
      // Not `child.kill()`, which asks politely: a run of the network would hear it only at its end.
      process.kill(child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  return {
    send: (message) => {
      child.postMessage(message);
    },
    onMessage: (listener) => {
      child.on('message', (message: FromHost) => {
        listener(message);
      });
    },
    onExit: (listener) => {
      child.once('exit', (code) => {
        listener(`exit code ${code}`);
      });
    },
    kill: () => {
      if (child.pid === undefined) child.once('spawn', kill);
      else kill();
    },
  };
}
