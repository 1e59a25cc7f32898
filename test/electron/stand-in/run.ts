import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { start } from './state.ts';

/* Runs a built main script with `electron` meaning the stand-in. */

const standIn = new URL('./electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) => (specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context)),
});

const [program = '', , ...args] = process.argv;
// As Electron gives them: a packed app is the program itself.
process.argv = start.resources === null ? [program, start.main, ...args] : [program, ...args];
if (start.resources !== null) Object.defineProperty(process, 'resourcesPath', { value: start.resources });

const { app } = await import('./app.ts');
const { serveControl } = await import('./control.ts');
serveControl();
process.on('disconnect', () => process.exit(1));
await import(pathToFileURL(start.main).href);
await app.begin();
