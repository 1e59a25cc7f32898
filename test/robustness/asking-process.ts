import { setTimeout as pause } from 'node:timers/promises';
import { openLibrary } from '../../src/engine/library/index.ts';
import { asked } from '../engine/library/given.ts';

/*
 * Asks and keeps questions in a library that others are reading into, until every document is ready. Prints how many
 * questions it kept, how many passages it saw while documents were still being read, and every error.
 */

const [folder = '', wanted = '2'] = process.argv.slice(2);
const library = openLibrary(folder);
let kept = 0;
let between = 0;
const errors: string[] = [];
const deadline = Date.now() + 120_000;
for (let ready = 0; ready < Number(wanted) && Date.now() < deadline; ) {
  await pause(5);
  try {
    const documents = library.documents.list();
    ready = documents.filter(({ state }) => state === 'ready').length;
    for (const { id, state } of documents) {
      const document = library.open(id);
      const hits = document.search('tenant landlord', 8);
      for (const { passage } of hits) document.passage(passage);
      const { rows } = document.vectors();
      document.memory();
      if (state === 'reading') between += rows;
      library.questions.add(asked({ kind: 'document', document: id }, `Question ${kept}?`, [id]));
      kept++;
    }
  } catch (error) {
    errors.push(`${(error as { readonly code?: string }).code ?? ''} ${String(error)}`);
  }
}
library.close();
process.stdout.write(JSON.stringify({ kept, between, errors }));
