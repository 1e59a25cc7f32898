/**
 * npm run bench:reading -- [--quick] [--json]
 *
 * Tokens per second of a whole reading (PDF -> text -> network -> library) at int8 and fp32, in turns, medians.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from './machine.ts';
import { makePdf } from './make-pdf.ts';
import { readInChild } from './reading-child.ts';
import { median } from './scores.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    model: { type: 'string', default: resolve(import.meta.dirname, '../models/infolio-1') },
  },
});

const rounds = values.quick ? 1 : 3;
const words = values.quick ? 20_000 : 60_000;
const folder = await mkdtemp(join(tmpdir(), 'infolio-bench-'));
try {
  const file = join(folder, 'prose.pdf');
  await makePdf(file, words);
  const rates: Record<string, number[]> = { int8: [], fp32: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [precision, list] of Object.entries(rates)) {
      const figures = await readInChild(file, folder, `library-${precision}-${round}`, { precision, model: values.model });
      list.push(Math.round(figures.tokens / figures.seconds));
    }
  }
  const tokensPerSecond = { int8: median(rates['int8'] ?? []), fp32: median(rates['fp32'] ?? []) };
  process.stdout.write(`whole reading, tokens per second (median of ${rounds}): int8 ${tokensPerSecond.int8}, fp32 ${tokensPerSecond.fp32}\n`);
  if (values.json) {
    const ratio = tokensPerSecond.int8 === null || tokensPerSecond.fp32 === null ? null : Math.round((100 * tokensPerSecond.int8) / tokensPerSecond.fp32) / 100;
    process.stdout.write(`${JSON.stringify({ bench: 'reading', tokensPerSecond, int8OverFp32: ratio, all: rates, settings: { quick: values.quick, words }, machine: machine() })}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
