import { readFileSync, rmSync } from 'node:fs';
import { readPages } from './documents.ts';

/*
 * Recognises a file's pages in a process whose threads may reach no network (no-network.mjs), and prints what was read,
 * how many threads were guarded, and what was tried: one attempt of its own, which shows that the guard works.
 */

const [file = ''] = process.argv.slice(2);
const log = process.env['INFOLIO_TEST_NETWORK_LOG'] ?? '';
const pages = await readPages(file, { ocr: true, limits: { recogniseMs: 600_000 } });
await fetch('http://127.0.0.1:9/').catch(() => undefined);
const entries = readFileSync(log, 'utf8').trim().split('\n');
rmSync(log);
const attempts = entries.filter((entry) => entry !== 'guarded');
process.stdout.write(JSON.stringify({ text: pages.map((page) => page.text).join('\n'), guarded: entries.length - attempts.length, attempts }));
