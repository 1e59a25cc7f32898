import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from './browser.ts';
import { isPrevented } from './prevented.ts';
import { record, start } from './state.ts';

/** What `requestSingleInstanceLock` hands from one start of the app to the one that is running. */
interface Greeting {
  readonly argv: readonly string[];
  readonly directory: string;
  readonly data: unknown;
}

/** Milliseconds between two looks for another start. */
const lookMs = 50;

class App extends EventEmitter {
  readonly isPackaged = start.resources !== null;
  readonly commandLine = {
    appendSwitch: (name: string, value?: string) => {
      record('app.commandLine.appendSwitch', name, value ?? null);
    },
  };
  /** Closes every window; set by the windows themselves. */
  closeWindows: () => void = () => undefined;
  #userData = join(start.userData, 'default');
  #ready = Promise.withResolvers<undefined>();
  #greetings: NodeJS.Timeout | undefined;
  #closeBrowser: () => Promise<void> = () => Promise.resolve();
  #began = false;
  #quitting = false;

  whenReady(): Promise<undefined> {
    return this.#ready.promise;
  }

  /** Called once main has been loaded. */
  async begin(): Promise<void> {
    if (this.#quitting) {
      process.exit(0);
    }
    this.#began = true;
    const { endpoint, close } = await openBrowser(join(this.#userData, 'chromium'));
    this.#closeBrowser = close;
    process.send?.({ endpoint });
    this.#ready.resolve(undefined);
    this.emit('ready');
  }

  quit(): void {
    const first = !this.#quitting;
    this.#quitting = true;
    // Before there is anything to close, the process ends when main has been loaded.
    if (!this.#began) return;
    if (first) {
      this.emit('before-quit', { preventDefault: () => undefined });
      this.closeWindows();
    }
    if (isPrevented((event) => this.emit('will-quit', event))) return;
    this.emit('quit', {}, 0);
    clearInterval(this.#greetings);
    void this.#closeBrowser().finally(() => process.exit(0));
  }

  requestSingleInstanceLock(data: unknown = {}): boolean {
    const folder = join(this.#userData, 'instance');
    const lock = join(folder, 'pid');
    mkdirSync(folder, { recursive: true });
    if (existsSync(lock) && isAlive(Number(readFileSync(lock, 'utf8')))) {
      const greeting: Greeting = { argv: process.argv, directory: process.cwd(), data };
      writeFileSync(join(folder, `${process.pid}.tmp`), JSON.stringify(greeting));
      writeFileSync(join(folder, `${process.pid}.greeting`), '');
      return false;
    }
    writeFileSync(lock, String(process.pid));
    this.#greetings = setInterval(() => {
      for (const name of readdirSync(folder).filter((file) => file.endsWith('.greeting'))) {
        const file = join(folder, name.replace('.greeting', '.tmp'));
        const { argv, directory, data: handed } = JSON.parse(readFileSync(file, 'utf8')) as Greeting;
        rmSync(join(folder, name));
        rmSync(file);
        this.emit('second-instance', {}, argv, directory, handed);
      }
    }, lookMs).unref();
    return true;
  }

  setPath(name: string, path: string): void {
    if (name !== 'userData') throw new Error(`The stand-in knows no path ${name}.`);
    this.#userData = path;
  }

  getPath(name: string): string {
    if (name !== 'userData') throw new Error(`The stand-in knows no path ${name}.`);
    return this.#userData;
  }

  getVersion(): string {
    const { version } = JSON.parse(readFileSync(join(start.main, '../../../package.json'), 'utf8')) as { readonly version: string };
    return version;
  }

  getPreferredSystemLanguages(): string[] {
    return [process.env['INFOLIO_STAND_IN_LANGUAGE'] ?? 'en-US'];
  }

  addRecentDocument(path: string): void {
    record('app.addRecentDocument', path);
  }

  enableSandbox(): void {
    record('app.enableSandbox');
  }

  setAppUserModelId(id: string): void {
    record('app.setAppUserModelId', id);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export const app = new App();
