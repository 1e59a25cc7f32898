/** Reads a file into a library with a slow stand-in for the network, until it is done or killed. */
import { openLibrary } from '../../../src/engine/library/index.ts';
import { readDocument } from '../../../src/engine/reading/index.ts';
import { standIn, wordTokenizer } from './given.ts';

const [file = '', folder = '', msPerCall = '0'] = process.argv.slice(2);
process.stdout.write('started\n');
const library = openLibrary(folder);
try {
  const record = await readDocument(file, { library, tokenizer: wordTokenizer, network: standIn({ msPerCall: Number(msPerCall) }) }, {
    onProgress: ({ segments }) => { process.stdout.write(`segments ${segments}\n`); },
  });
  process.stdout.write(`ready ${record.segments}\n`);
} catch (error) {
  process.stdout.write(`failed ${(error as { readonly code?: string }).code ?? ''}\n`);
  process.exitCode = 1;
}
library.close();
