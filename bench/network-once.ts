/** Child of bench:reading: the network alone over the text of a PDF, cut into segments beforehand. JSON on stdout. */
import { emptyMemory } from '../src/engine/memory/index.ts';
import { createNetwork, openModel } from '../src/engine/model/index.ts';
import { openDocument } from '../src/engine/pdf/index.ts';
import { batchSegments, segmentsAhead } from '../src/engine/reading/limits.ts';
import { createSegmenter, loadTokenizer } from '../src/engine/text/index.ts';
import type { Segment } from '../src/engine/text/index.ts';

const [file = '', modelFolder = '', precision = 'int8', threads = '0'] = process.argv.slice(2);

const model = await openModel(modelFolder);
const segmenter = createSegmenter(loadTokenizer(`${modelFolder}/tokenizer.json`), { maxTokens: model.config.segment - 2 });
const segments: Segment[] = [];
await using source = await openDocument(file, { ocr: false });
for await (const page of source.pages({ from: 1 })) {
  if (!('failed' in page)) segments.push(...(await segmenter.append(`${page.text}\n\n`)));
}
segments.push(...(await segmenter.finish()));

await using network = await createNetwork(model, {
  device: 'cpu',
  precision: precision === 'fp32' ? 'fp32' : 'int8',
  ...(threads === '0' ? {} : { threads: Number(threads) }),
});
let memory = emptyMemory(model.config);
await network.read(segments.slice(0, batchSegments).map(({ tokens, index }) => ({ ids: tokens.ids, index })), memory);
const cpu = process.cpuUsage();
const began = performance.now();
for (let from = 0; from < segments.length; from += batchSegments) {
  const [batch = [], ahead = []] = [segments.slice(from, from + batchSegments), segments.slice(from + batchSegments, from + batchSegments + segmentsAhead)].map((list) => list.map(({ tokens, index }) => ({ ids: tokens.ids, index })));
  network.expect([...batch, ...ahead]);
  ({ memory } = await network.read(batch, memory));
}
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(cpu);
const tokens = segments.reduce((sum, segment) => sum + segment.tokens.ids.length, 0);
process.stdout.write(`${JSON.stringify({ tokens, seconds, cpuSeconds: (user + system) / 1e6 })}\n`);
