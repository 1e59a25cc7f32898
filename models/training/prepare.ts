/**
 * The segments of training documents, cut exactly as the product cuts them.
 *
 *     node models/training/prepare.ts OUT.jsonl.gz IN.jsonl.gz...
 *
 * In: gzipped JSON lines with `doc_id` and `text`. Out: one line a document,
 * `{doc_id, segments: [{start, end, sentences: [[start, end], ...], ids: [...], starts: [...], ends: [...]}]}`.
 * Offsets count Unicode code points, as Python strings do.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGunzip, createGzip } from 'node:zlib';
import { codePointOffsetOf, createSegmenter, loadTokenizer } from '../../src/engine/text/index.ts';

const [out, ...inputs] = process.argv.slice(2);
if (out === undefined || inputs.length === 0) {
  process.stderr.write('Usage: node models/training/prepare.ts OUT.jsonl.gz IN.jsonl.gz...\n');
  process.exit(2);
}

const tokenizer = loadTokenizer(fileURLToPath(new URL('../infolio-1/tokenizer.json', import.meta.url)));
const total = { documents: 0, segments: 0, tokens: 0, characters: 0 };
const started = performance.now();

async function* lines(): AsyncGenerator<string> {
  for (const input of inputs) {
    for await (const line of linesOf(input)) {
      const { doc_id, text } = JSON.parse(line) as { readonly doc_id: string; readonly text: string };
      yield `${JSON.stringify({ doc_id, segments: await segmentsOf(text) })}\n`;
    }
  }
}

/** Lines end at "\n" alone: node:readline would also cut at U+2028, which JSON allows inside strings. */
async function* linesOf(input: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(input).pipe(createGunzip()).setEncoding('utf8')) {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') yield rest;
}

async function segmentsOf(text: string): Promise<object[]> {
  const at = codePointOffsetOf(text);
  const segments = await createSegmenter(tokenizer).append(text, { final: true });
  total.documents += 1;
  total.segments += segments.length;
  total.characters += text.length;
  return segments.map(({ start, end, sentences, tokens }) => {
    total.tokens += tokens.ids.length;
    return {
      start: at(start),
      end: at(end),
      sentences: sentences.map((sentence) => [at(sentence.start), at(sentence.end)]),
      ids: [...tokens.ids],
      starts: Array.from(tokens.starts, at),
      ends: Array.from(tokens.ends, at),
    };
  });
}

await pipeline(Readable.from(lines()), createGzip({ level: 4 }), createWriteStream(out));
const seconds = (performance.now() - started) / 1000;
const { documents, segments, tokens, characters } = total;
process.stderr.write(
  `${documents} documents, ${(characters / 1e6).toFixed(1)} M characters, ${segments} segments, ` +
    `${(tokens / 1e6).toFixed(2)} M tokens in ${seconds.toFixed(1)} s\n`,
);
