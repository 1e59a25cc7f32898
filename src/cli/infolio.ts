#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import { InfolioError, toInfolioError } from '../contract/errors.ts';
import { summaryKinds } from '../contract/summary.ts';
import type { Engine } from '../engine/engine.ts';
import { exportFormats } from '../engine/exporting/index.ts';
import { askCommand } from './commands/ask.ts';
import type { AskCommandOptions } from './commands/ask.ts';
import { batchCommand } from './commands/batch.ts';
import { describeCommand, describeParts } from './commands/describe.ts';
import type { DescribeCommandOptions } from './commands/describe.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand, exportParts } from './commands/export.ts';
import type { ExportCommandOptions } from './commands/export.ts';
import { inspectCommand } from './commands/inspect.ts';
import { infoCommand, listCommand, removeCommand, searchCommand } from './commands/library.ts';
import { openCommand } from './commands/open.ts';
import { reviewCommand } from './commands/review.ts';
import type { ReviewCommandOptions } from './commands/review.ts';
import { serveCommand } from './commands/serve.ts';
import type { ServeOptions } from './commands/serve.ts';
import { summarizeCommand } from './commands/summarize.ts';
import type { SummarizeCommandOptions } from './commands/summarize.ts';
import { addCommonOptions, engineFor, portNumber, wholeNumber } from './common.ts';
import type { CommonOptions } from './common.ts';
import { interruptSignal } from './interrupt.ts';
import { printError, printJson } from './output.ts';

/** Exit codes: 0 done, 1 something failed, 2 wrong use. */
const wrongUse = 2;

/** Runs one command against an engine of its own and sets the exit code. */
async function run(options: CommonOptions, command: (engine: Engine, signal: AbortSignal) => Promise<number>): Promise<void> {
  try {
    const signal = interruptSignal();
    await using engine = await engineFor(options);
    process.exitCode = await command(engine, signal);
  } catch (error) {
    fail(error, options.json === true);
  }
}

function fail(error: unknown, json: boolean): void {
  const { code, message } = toInfolioError(error);
  printError(error);
  if (json) printJson({ error: { code, message } });
  process.exitCode = code === 'bad_argument' || code === 'not_yet' ? wrongUse : 1;
}

const program = new Command('infolio')
  .description('Reads documents on this machine and answers with the page and the exact words.')
  .exitOverride()
  .configureOutput({ writeErr: () => undefined })
  .showHelpAfterError(false);

addCommonOptions(program.command('open <files...>').description('read files into the library')).action((files: string[], options: CommonOptions) =>
  run(options, (engine, signal) => openCommand(engine, files, options, signal)),
);

addCommonOptions(program.command('ask <file> <questions...>').description('answer questions; reads the file first if need be'))
  .option('--everything', 'put the question to every passage and give every hit')
  .option('--top <n>', 'passages to read again', (value) => wholeNumber('--top', value))
  .action((file: string, questions: string[], options: AskCommandOptions) => run(options, (engine, signal) => askCommand(engine, file, questions, options, signal)));

addCommonOptions(program.command('summarize <file>').description('the sentences that say most, each with its page; reads the file first if need be'))
  .option('--query <text>', 'what the document says to this')
  .option('--sentences <n>', 'at most so many sentences', (value) => wholeNumber('--sentences', value))
  .option('--words <n>', 'at most so many words', (value) => wholeNumber('--words', value))
  .addOption(new Option('--by <part>', 'one summary, one for each section, or one for each page').choices(summaryKinds).default('document'))
  .option('--pages <range>', 'of these pages only, for example 3-9')
  .action((file: string, options: SummarizeCommandOptions) => run(options, (engine, signal) => summarizeCommand(engine, file, options, signal)));

addCommonOptions(program.command('search <query>').description('full-text search over the library'))
  .option('--in <file>', 'in one document only')
  .option('--top <n>', 'passages to show', (value) => wholeNumber('--top', value))
  .action((query: string, options: CommonOptions & { in?: string; top?: number }) => run(options, (engine, signal) => searchCommand(engine, query, options, signal)));

addCommonOptions(program.command('batch <requests>').description('many documents, many questions: one JSON request a line')).action(
  (requests: string, options: CommonOptions) => run(options, (engine, signal) => batchCommand(engine, requests, options, signal)),
);

addCommonOptions(program.command('review <files...>').description('look for the matters of a playbook; several documents make one table'))
  .option('--playbook <name>', 'contract, lease, paper, book, or the path of a YAML file', 'contract')
  .option('--quick', 'put each question only to the passages that recall and hints bring: three times faster')
  .option('--csv', 'print a table, a column group for each document')
  .action((files: string[], options: ReviewCommandOptions) => run(options, (engine, signal) => reviewCommand(engine, files, options, signal)));

addCommonOptions(program.command('describe <file>').description('what a document names: terms, people, dates; how it hangs together; what it answers'))
  .addOption(new Option('--what <part>', 'what to print').choices(describeParts).default('all'))
  .action((file: string, options: DescribeCommandOptions) => run(options, (engine, signal) => describeCommand(engine, file, options, signal)));

addCommonOptions(program.command('export <files...>').description('write a summary, answers, a review and notes into one file'))
  .addOption(new Option('--as <format>', 'format of the file').choices(exportFormats).makeOptionMandatory())
  .requiredOption('--out <path>', 'the file to write')
  .addOption(new Option('--what <part>', 'what to write').choices(exportParts).default('all'))
  .option('--playbook <name>', 'playbook of the review (contract unless told)')
  .option('--quick', 'review only the passages that recall and hints bring: three times faster')
  .option('--force', 'write over a file that is there')
  .action((files: string[], options: ExportCommandOptions) => run(options, (engine, signal) => exportCommand(engine, files, options, signal)));

addCommonOptions(program.command('list').description('the documents of the library')).action((options: CommonOptions) =>
  run(options, (engine) => listCommand(engine, options)),
);

addCommonOptions(program.command('info <file>').description('what the library knows about a document'))
  .option('--text', 'print its text, which all offsets refer to')
  .action((file: string, options: CommonOptions & { text?: boolean }) => run(options, (engine, signal) => infoCommand(engine, file, options, signal)));

addCommonOptions(program.command('inspect <file>').description("the numbers of a document's memory"))
  .option('--fill <text>', 'also fill the blanks ([MASK]) of a text from the memory alone: "The rent is [MASK]."')
  .action((file: string, options: CommonOptions & { readonly fill?: string }) => run(options, (engine, signal) => inspectCommand(engine, file, options, signal)));

addCommonOptions(program.command('remove <file>').description('take a document out of the library')).action((file: string, options: CommonOptions) =>
  run(options, (engine) => removeCommand(engine, file, options)),
);

addCommonOptions(program.command('doctor').description('devices and why (not), model, library, versions')).action((options: CommonOptions) =>
  run(options, (engine) => doctorCommand(engine, options)),
);

addCommonOptions(program.command('serve').description('the app in a browser of this machine; prints its address'))
  .option('--port <n>', 'exactly this port (0: any free one)', portNumber)
  .action(async (options: ServeOptions) => {
    try {
      process.exitCode = await serveCommand(options, interruptSignal());
    } catch (error) {
      fail(error, options.json === true);
    }
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.exitCode !== 0 && error.code !== 'commander.help') {
      fail(new InfolioError('bad_argument', `${error.message.replace(/^error: /, '')}; \`infolio help\` shows the commands.`), process.argv.includes('--json'));
    } else if (error.code === 'commander.help') {
      process.exitCode = wrongUse;
    }
  } else {
    fail(error, process.argv.includes('--json'));
  }
}
