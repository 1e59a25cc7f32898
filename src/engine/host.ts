import { InfolioError, toInfolioError } from '../contract/errors.ts';
import { createEngine } from './engine.ts';
import type { Emit } from './hosting/emit.ts';
import { dispatchTo } from './hosting/dispatch.ts';
import type { Dispatch } from './hosting/dispatch.ts';
import { reopenMs } from './hosting/limits.ts';
import { hostOptionsSchema } from './hosting/messages.ts';
import type { FromHost, HostOptions, ToHost } from './hosting/messages.ts';

/*
 * The engine in a process of its own. onnxruntime's runs block the event loop and cannot be broken off, so the unit that
 * can be killed is this process; the shell's supervisor starts it again. It speaks the contract over the messages of
 * Electron's utilityProcess or of child_process.fork, and ends when the process that started it is gone.
 */

interface Port {
  readonly send: (message: FromHost) => void;
  readonly onMessage: (listener: (message: ToHost) => void) => void;
}

/** What Electron puts into a utility process; Node has no such thing. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

function parentPort(): Port {
  const { parentPort: electron } = process as { readonly parentPort?: ParentPort };
  if (electron !== undefined) {
    return {
      send: (message) => {
        electron.postMessage(message);
      },
      onMessage: (listener) => {
        electron.on('message', ({ data }) => {
          listener(data as ToHost);
        });
      },
    };
  }
  if (process.send === undefined) throw new InfolioError('bad_argument', 'host.ts is started by the app or by `infolio serve`, not by itself.');
  const gone = (): never => process.exit(0);
  process.on('disconnect', gone);
  return {
    // The other end may go away in the middle of a message.
    send: (message) => void process.send?.(message, undefined, {}, () => undefined),
    onMessage: (listener) => {
      process.on('message', (message) => {
        listener(message as ToHost);
      });
    },
  };
}

/** Opens the library when it is needed, and again a while after that failed: it may have been put right meanwhile. */
function opener(options: HostOptions, emit: Emit): () => Promise<Dispatch> {
  let opened: Promise<Dispatch> | null = null;
  let failedAt: number | null = null;
  const open = async (): Promise<Dispatch> => {
    const { libraryFolder, modelFolder, cacheFolder, playbooksFolder, device, precision, threads, ocr } = options;
    const engine = await createEngine({ libraryFolder, modelFolder, cacheFolder, playbooksFolder, device, precision, ocr, ...(threads === null ? {} : { threads }) });
    return dispatchTo(engine, emit);
  };
  return () => {
    if (opened === null || (failedAt !== null && performance.now() - failedAt > reopenMs)) {
      const again = opened !== null;
      failedAt = null;
      opened = open();
      opened.then(
        () => {
          if (again) emit('engine', { state: 'ready', message: 'The library is open again.' });
        },
        () => {
          failedAt = performance.now();
        },
      );
    }
    return opened;
  };
}

async function host(port: Port, options: HostOptions): Promise<void> {
  const emit: Emit = (name, value) => {
    port.send({ kind: 'event', name, value });
  };
  const dispatch = opener(options, emit);
  const running = new Map<number, AbortController>();

  const answer = async ({ id, method, params }: Extract<ToHost, { kind: 'request' }>): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const onProgress = (value: unknown): void => {
        port.send({ kind: 'progress', id, value });
      };
      const value = await (await dispatch()).call(method, params as never, { signal: controller.signal, onProgress });
      port.send({ kind: 'result', id, value });
    } catch (error) {
      const { code, message } = toInfolioError(error);
      port.send({ kind: 'error', id, error: { code, message } });
    } finally {
      running.delete(id);
    }
  };

  port.onMessage((message) => {
    if (message.kind === 'request') void answer(message);
    else running.get(message.id)?.abort();
  });
  const { interrupted, failure } = await dispatch().then(
    ({ readings }) => ({ interrupted: readings.interrupted(), failure: null }),
    (error: unknown) => ({ interrupted: [], failure: toInfolioError(error).message }),
  );
  port.send({ kind: 'ready', interrupted, failure });
}

await host(parentPort(), hostOptionsSchema.parse(JSON.parse(process.argv.at(-1) ?? '')));
