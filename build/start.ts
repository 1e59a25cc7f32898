import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { electronBinary } from './electron-binary.ts';

/* Starts the built app on Electron. Its program is not part of the npm package: it is fetched when first needed. */

const root = resolve(import.meta.dirname, '..');

/** Electron's program, fetched now if need be; null where that fails. */
function fetchElectron(): string | null {
  const known = electronBinary();
  if (known !== null) return known;
  const install = createRequire(import.meta.url).resolve('electron/install.js');
  spawnSync(process.execPath, [install], { stdio: 'ignore' });
  return electronBinary();
}

const binary = fetchElectron();
if (binary === null) {
  process.stderr.write("infolio: not_available: Electron's program could not be fetched here; `npm run serve` shows the same app in a browser.\n");
  process.exitCode = 1;
} else {
  const child = spawn(binary, [root, ...process.argv.slice(2)], { stdio: 'inherit' });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
