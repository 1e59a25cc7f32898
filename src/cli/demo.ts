import { existsSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { askCommand } from './commands/ask.ts';
import { engineFor } from './common.ts';
import type { CommonOptions } from './common.ts';
import { interruptSignal } from './interrupt.ts';
import { printError } from './output.ts';

/** The sample documents and a few questions that show what Infolio does; the library is thrown away afterwards. */
const samples: readonly { readonly file: string; readonly questions: readonly string[] }[] = [
  {
    file: 'lease.pdf',
    questions: [
      'Who is the Lessor?',
      'Which law governs the lease?',
      'What was the Base Rent for each month of the first Lease Year?',
      'What is the Base Rent from 1 September 2025?',
      'In which bank does the Lessor keep the Security Deposit?',
      'When may presses not be run?',
      'What fee is charged for keeping dogs on the Premises?',
    ],
  },
  {
    file: 'paper.pdf',
    questions: ['When were the drains first cut?', 'Why was part of the bog never cut?', 'Who paid for the work?', 'How many species of dragonfly were recorded?'],
  },
  {
    file: 'story.pdf',
    questions: ['On what date did Hester Quayle come to Aldmouth?', 'Who cast the bell of the Linnet?', 'When did Captain Tregarrick die?', 'Which university did Peg Orrin attend?'],
  },
];

const folder = resolve(import.meta.dirname, '../../test/fixtures/documents');
const options: CommonOptions = { device: 'auto', precision: 'auto', save: false, ocr: true };

try {
  await using engine = await engineFor(options);
  const signal = interruptSignal();
  for (const sample of samples) {
    const file = resolve(folder, sample.file);
    if (!existsSync(file)) continue;
    const began = performance.now();
    const document = await engine.open(file, { signal });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    process.stdout.write(`\n== ${basename(file)}: "${document.title}", read ${document.pagesRead} of ${document.pageCount} pages (${document.words.toLocaleString('en')} words) in ${seconds} s ==\n\n`);
    await askCommand(engine, file, sample.questions, options, signal);
  }
  const { device, precision, threads } = await engine.summary();
  process.stdout.write(`\nAll of this on ${device}, ${precision}, ${threads} threads. Your own: npm run --silent infolio -- ask ${relative(process.cwd(), resolve('FILE.pdf'))} "a question"\n`);
} catch (error) {
  printError(error);
  process.exitCode = 1;
}
