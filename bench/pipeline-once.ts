/**
 * Child of bench:reading: what a document tool does with @huggingface/transformers. The text of a PDF is extracted with
 * pdf.js page by page, cut into chunks of 1,000 characters, and each chunk goes through the feature-extraction pipeline.
 * JSON on stdout.
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { z } from 'zod';

const [file = '', transformers = '', modelFolder = '', dtype = 'fp32', together = '1', threads = '0'] = process.argv.slice(2);

interface Library {
  readonly env: { localModelPath: string; allowRemoteModels: boolean };
  pipeline(task: 'feature-extraction', model: string, options: { readonly dtype: string; readonly session_options?: { readonly intraOpNumThreads: number } }): Promise<Extractor>;
}
interface Extractor {
  (texts: string | readonly string[], options: { readonly pooling: 'mean'; readonly normalize: boolean }): Promise<{ readonly data: ArrayLike<number> }>;
  tokenizer(text: string): { readonly input_ids: { readonly dims: readonly number[] } };
}
const chunkCharacters = 1000;

const library = z.custom<Library>((value) => typeof value === 'object' && value !== null && 'pipeline' in value && 'env' in value).parse(await import(pathToFileURL(transformers).href));
library.env.localModelPath = dirname(modelFolder);
library.env.allowRemoteModels = false;
const extract = await library.pipeline('feature-extraction', basename(modelFolder), { dtype, ...(threads === '0' ? {} : { session_options: { intraOpNumThreads: Number(threads) } }) });
await extract('A first run, so that what is made once is made.', { pooling: 'mean', normalize: true });

const began = performance.now();
const chunks = chunked(await textOf(file));
const extracted = performance.now();
const cpu = process.cpuUsage();
const size = Number(together);
for (let from = 0; from < chunks.length; from += size) {
  await extract(size === 1 ? (chunks[from] ?? '') : chunks.slice(from, from + size), { pooling: 'mean', normalize: true });
}
const ended = performance.now();
const { user, system } = process.cpuUsage(cpu);
// [CLS] and [SEP] are no tokens of the text.
const tokens = chunks.reduce((sum, chunk) => sum + (extract.tokenizer(chunk).input_ids.dims[1] ?? 2) - 2, 0);
process.stdout.write(`${JSON.stringify({ tokens, seconds: (ended - extracted) / 1000, wholeSeconds: (ended - began) / 1000, cpuSeconds: (user + system) / 1e6 })}\n`);

async function textOf(path: string): Promise<string> {
  const task = getDocument({ data: new Uint8Array(await readFile(path)), verbosity: 0 });
  const document = await task.promise;
  const pages: string[] = [];
  for (let n = 1; n <= document.numPages; n++) {
    const { items } = await (await document.getPage(n)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''));
  }
  await task.destroy();
  return pages.join('\n');
}

/** Chunks of at most 1,000 characters that end at white space, without overlap. */
function chunked(text: string): string[] {
  return (text.replaceAll(/\s+/g, ' ').match(new RegExp(`.{1,${chunkCharacters}}(?:\\s|$)`, 'gs')) ?? []).map((chunk) => chunk.trim());
}
