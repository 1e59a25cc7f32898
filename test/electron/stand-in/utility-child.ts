import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';

/*
 * The inside of a utility process: `process.parentPort` instead of Node's own channel, the script as the main one, and
 * the end of the process when main ends.
 */

const port = new EventEmitter();
const [program = '', , file = '', ...args] = process.argv;
const send = process.send?.bind(process);
const waiting: unknown[] = [];

// Messages wait until somebody listens, as those of Electron's port do.
port.on('newListener', (name) => {
  if (name !== 'message') return;
  process.nextTick(() => {
    for (const data of waiting.splice(0)) port.emit('message', { data, ports: [] });
  });
});
process.on('message', (data) => {
  if (port.listenerCount('message') === 0) waiting.push(data);
  else port.emit('message', { data, ports: [] });
});
process.on('disconnect', () => process.exit(0));
Object.assign(port, { postMessage: (message: unknown) => send?.(message) });
Object.defineProperty(process, 'parentPort', { value: port });
Object.defineProperty(process, 'send', { value: undefined });
process.argv = [program, file, ...args];
await import(pathToFileURL(file).href);
