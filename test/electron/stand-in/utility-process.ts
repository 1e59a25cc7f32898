import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';

interface ForkOptions {
  readonly execArgv?: string[];
  readonly stdio?: ('pipe' | 'ignore' | 'inherit')[];
  readonly serviceName?: string;
}

const wrapper = fileURLToPath(new URL('./utility-child.ts', import.meta.url));

/** The process ids of those that run, latest last. */
export const running = new Set<number>();

/** A real process whose `process.parentPort` leads here, as in Electron. */
class UtilityProcess extends EventEmitter {
  pid: number | undefined;
  readonly #child: ChildProcess;

  constructor(file: string, args: readonly string[], options: ForkOptions) {
    super();
    this.#child = fork(wrapper, [file, ...args], {
      execArgv: options.execArgv ?? [],
      serialization: 'advanced',
      stdio: [...(options.stdio ?? ['ignore', 'inherit', 'inherit']), 'ipc'],
    });
    const { pid } = this.#child;
    this.#child.on('spawn', () => {
      this.pid = pid;
      if (pid !== undefined) running.add(pid);
      this.emit('spawn');
    });
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.on('exit', (code) => {
      this.pid = undefined;
      if (pid !== undefined) running.delete(pid);
      this.emit('exit', code ?? 1);
    });
  }

  postMessage(message: unknown): void {
    if (this.#child.connected) this.#child.send(message as object, () => undefined);
  }

  kill(): boolean {
    return this.#child.kill();
  }
}

export const utilityProcess = {
  fork: (file: string, args: readonly string[] = [], options: ForkOptions = {}) => new UtilityProcess(file, args, options),
};
