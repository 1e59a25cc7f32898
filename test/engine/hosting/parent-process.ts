import { fork } from 'node:child_process';
import { hostFile } from '../../../src/engine/hosting/fork.ts';
import { hostArguments } from '../../../src/engine/hosting/messages.ts';

/* Starts the engine's process, prints its number once it is ready, and waits to be killed. */
const [library = '', modelFolder = ''] = process.argv.slice(2);
const options = { libraryFolder: library, modelFolder, cacheFolder: null, playbooksFolder: null, device: 'cpu', precision: 'auto', threads: null, ocr: true } as const;
const child = fork(hostFile, hostArguments(options), { execArgv: ['--disable-warning=ExperimentalWarning'], serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
child.on('message', (message: { readonly kind: string }) => {
  if (message.kind === 'ready') process.stdout.write(`${child.pid ?? 0}\n`);
});
