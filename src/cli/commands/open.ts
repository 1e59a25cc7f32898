import { basename } from 'node:path';
import { toInfolioError } from '../../contract/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import type { CommonOptions } from '../common.ts';
import { describeReading, progressLine } from '../progress.ts';
import { printError, printJson } from '../output.ts';
import { documentInfo } from '../documents.ts';

/** `open FILE...`: reads files into the library; one line a document. Exit code 1 if any of them failed. */
export async function openCommand(engine: Engine, files: readonly string[], options: CommonOptions, signal: AbortSignal): Promise<number> {
  let failed = 0;
  const results: unknown[] = [];
  for (const file of files) {
    const line = progressLine(options.quiet === true);
    const began = performance.now();
    try {
      const document = await engine.open(file, {
        signal,
        ...(options.password === undefined ? {} : { password: options.password }),
        onProgress: (progress) => {
          line.show(describeReading(basename(file), progress));
        },
      });
      line.clear();
      const info = documentInfo(document);
      const failures = info.failedPages.length === 0 ? '' : `, ${info.failedPages.length} pages failed (${info.failedPages.map((page) => page.label).join(', ')})`;
      if (options.json === true) results.push({ file, document: info, timing: { readMs: Math.round(performance.now() - began) } });
      else process.stdout.write(`${info.id}  ${info.title}: read ${info.pagesRead} of ${info.pages} pages, ${info.words.toLocaleString('en')} words${failures}\n`);
    } catch (error) {
      line.clear();
      failed++;
      const { code, message } = toInfolioError(error);
      printError(error);
      if (options.json === true) results.push({ file, error: { code, message } });
      if (signal.aborted) break;
    }
  }
  if (options.json === true) printJson(files.length === 1 ? results[0] : results);
  return failed === 0 ? 0 : 1;
}
