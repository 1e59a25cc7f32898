import { parentPort, workerData } from 'node:worker_threads';
import { readRich } from './rich/read.ts';
import { Refused } from './rich/refused.ts';
import type { RichMessage, RichStart } from './rich/worker-messages.ts';

const send = (message: RichMessage): void => parentPort?.postMessage(message);

try {
  send({ kind: 'read', read: await readRich(workerData as RichStart) });
} catch (error) {
  if (error instanceof Refused) send({ kind: 'refused', code: error.code, sentence: error.message });
  // A tree too deep or a structure that no reader expects: the file's fault, whatever it is.
  else send({ kind: 'refused', code: isOfSystem(error) ? 'unreadable' : 'damaged_file', sentence: isOfSystem(error) ? 'could not be opened; check its permissions and that no other program holds it' : 'is damaged; get it again or save it anew in the program it came from' });
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
