import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLibrary } from '../../src/engine/library/index.ts';
import { cachedGraph } from '../../src/engine/model/cache.ts';
import { GraphBuilder } from '../../src/engine/model/onnx/builder.ts';
import { readDocument } from '../../src/engine/reading/index.ts';
import { standIn, wordTokenizer } from '../engine/reading/given.ts';

/*
 * In a mount namespace of its own: reads a file into a library on a disk that is too small, then makes the disk larger
 * and opens the file again. Prints what happened as JSON.
 */

const [file = '', disk = '', copyTo = ''] = process.argv.slice(2);

function mount(options: string): void {
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', disk], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount: ${stderr}`);
}

mount('size=2m');
const folder = join(disk, 'library');
const library = openLibrary(folder);
const network = standIn();
const read = () => readDocument(file, { library, tokenizer: wordTokenizer, network });
const attempt = async (): Promise<string> => read().then((record) => record.state, (error: unknown) => `${(error as { readonly code?: string }).code ?? ''}: ${(error as Error).message}`);

const first = await attempt();
const kept = library.documents.list()[0]?.segments ?? 0;
const sound = library.check();
// A question cannot be kept now, either; asking goes on with what is there.
const words = library.searchText('tenant').length;
const again = await attempt();
const graphs = new GraphBuilder();
graphs.output(graphs.tensor('weights', 'int8', [4_000_000], new Int8Array(4_000_000)), 'same', 'int8', [4_000_000]);
const graph = await cachedGraph(join(disk, 'graphs'), 'key', () => Promise.resolve(graphs.encode('large')));
const drafts = readdirSync(disk, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'));
mount('remount,size=64m');
const last = await attempt();
const text = library.open(library.documents.list()[0]?.id ?? '').text().length;
library.close();
mkdirSync(copyTo, { recursive: true });
spawnSync('cp', [join(folder, 'library.db'), copyTo]);
writeFileSync(join(copyTo, 'size'), String(statSync(join(folder, 'library.db')).size));
process.stdout.write(JSON.stringify({ first, kept, sound, words, again, graph: graph.length, drafts, last, text, read: network.segmentsRead() }));
