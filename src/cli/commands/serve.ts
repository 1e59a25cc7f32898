import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { InfolioError } from '../../contract/errors.ts';
import type { AppInfo } from '../../contract/protocol.ts';
import { createShell, forkEngine } from '../../engine/hosting/index.ts';
import type { OwnHandlers } from '../../engine/hosting/index.ts';
import { userFolders } from '../../engine/hosting/folders.ts';
import { defaultModelFolder, expandHome, namedLibrary } from '../common.ts';
import type { CommonOptions } from '../common.ts';
import { printJson } from '../output.ts';
import { createExports } from '../serve/exports.ts';
import type { Exports } from '../serve/exports.ts';
import { documentSender, fileRules } from '../serve/files.ts';
import { gated } from '../serve/gate.ts';
import { privateFolder } from '../serve/private-folder.ts';
import { builtScreens } from '../serve/screens.ts';
import { startServer } from '../serve/server.ts';
import { createUploads, tidyUploads } from '../serve/uploads.ts';
import type { Uploads } from '../serve/uploads.ts';

const root = resolve(import.meta.dirname, '../../..');

export interface ServeOptions extends CommonOptions {
  readonly port?: number;
}

/** `serve`: the screens of the app in a browser of this machine, until the signal aborts. */
export async function serveCommand(options: ServeOptions, signal: AbortSignal): Promise<number> {
  const screens = await builtScreens();
  const folders = userFolders();
  const throwAway = options.save ? null : await privateFolder('library');
  const fixedLibrary = throwAway ?? namedLibrary(options);
  try {
    const shell = createShell({
      spawn: forkEngine,
      configFolder: throwAway ?? folders.config,
      libraryFolder: fixedLibrary ?? folders.library,
      modelFolder: options.model === undefined ? defaultModelFolder : expandHome(options.model),
      cacheFolder: folders.cache,
      samplesFolder: join(root, 'test/fixtures/documents'),
      fixed: {
        ...(options.device === 'auto' ? {} : { device: options.device }),
        ...(options.precision === 'auto' ? {} : { precision: options.precision }),
        ...(options.threads === undefined ? {} : { threads: options.threads }),
        ...(options.ocr ? {} : { ocr: false }),
        ...(fixedLibrary === null ? {} : { libraryFolder: fixedLibrary }),
      },
      handlers: browserHandlers(() => exports),
    });
    const exports = createExports((params, call) => shell.client.request('export.write', params, call));
    try {
      const libraryFolder = (): string => fixedLibrary ?? shell.settings.current.libraryFolder ?? folders.library;
      const uploads = (): Uploads => createUploads(join(libraryFolder(), 'files'));
      await tidyUploads(join(libraryFolder(), 'files'));
      const rules = fileRules(shell, uploads);
      const server = await startServer({
        port: options.port ?? null,
        screens,
        sendDocument: documentSender(shell),
        sendExport: (id, request, response) => exports.send(id, request, response),
        receiveUpload: (request, name) => uploads().receive(request, name),
        onScreen: (socket) => {
          const detach = shell.attach(gated(socket, rules));
          socket.onClose(detach);
        },
      });
      if (options.json === true) printJson({ url: server.url, port: server.port });
      else process.stdout.write(`${server.url}\n`);
      if (options.quiet !== true && options.json !== true) process.stderr.write('Open this address in a browser of this machine; Ctrl-C ends it. The address is a key: keep it to yourself.\n');
      await aborted(signal);
      await Promise.all([server.close(), shell.close()]);
    } finally {
      await shell.close();
      await exports.close();
    }
  } finally {
    if (throwAway !== null) await rm(throwAway, { recursive: true, force: true });
  }
  return 0;
}

/** What a browser does itself, the server does not do for it. */
function browserHandlers(exports: () => Exports): OwnHandlers {
  const notHere = (): never => {
    throw new InfolioError('not_available', 'The browser does this itself; use the desktop app for it otherwise.');
  };
  return {
    'app.info': (): AppInfo => ({ shell: 'browser', platform: process.platform, version: ownVersion() }),
    'app.pickFiles': notHere,
    'app.showInFolder': notHere,
    'app.openExternal': notHere,
    'app.print': notHere,
    'app.export': (params, { signal, onProgress }) => exports().make(params, { signal, onProgress }),
  };
}

function ownVersion(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).version;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => { resolve(); }, { once: true });
  });
}
