/** Child of the reading benches: reads one file into a throw-away library and tells what it took, as JSON on stdout. */
import { createEngine } from '../src/engine/engine.ts';

const [file = '', modelFolder = '', precision = 'int8', threads = '0', libraryFolder = ''] = process.argv.slice(2);

await using engine = await createEngine({
  libraryFolder,
  modelFolder,
  cacheFolder: `${libraryFolder}-graphs`,
  device: 'cpu',
  precision: precision === 'fp32' ? 'fp32' : 'int8',
  ...(threads === '0' ? {} : { threads: Number(threads) }),
});
await engine.prepare();
const baseRss = process.memoryUsage().rss;
let peakRss = baseRss;
const timer = setInterval(() => {
  peakRss = Math.max(peakRss, process.memoryUsage().rss);
}, 50);
const began = performance.now();
const document = await engine.open(file, {
  onProgress: () => {
    peakRss = Math.max(peakRss, process.memoryUsage().rss);
  },
});
const seconds = (performance.now() - began) / 1000;
clearInterval(timer);
process.stdout.write(`${JSON.stringify({ tokens: document.tokens, pages: document.pageCount, textBytes: document.textLength, seconds, baseRss, peakRss, maxRss: process.resourceUsage().maxRSS * 1024 })}\n`);
