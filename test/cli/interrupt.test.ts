import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { terminal } from './terminal.ts';

const listSchema = z.object({ documents: z.array(z.object({ state: z.string(), segments: z.number() })) });

test('Ctrl-C ends a reading and keeps what was read; the next call goes on from there', { timeout: 120_000 }, async () => {
  const { infolio, start, home } = terminal();
  const file = join(home, 'long.txt');
  const lines = Array.from({ length: 3000 }, (_, day) => `On day ${day + 1} the keeper of light number ${(day * 7) % 311} wrote that the wind came from quarter ${day % 8} and the lamp burned well.`);
  writeFileSync(file, lines.join('\n\n'));

  const child = start('open', file);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const closed = new Promise<number | null>((done) => {
    child.on('close', done);
  });
  const documents = async () => listSchema.parse(JSON.parse((await infolio('list', '--json')).stdout)).documents;
  for (let attempt = 0; attempt < 60; attempt++) {
    await wait(300);
    const [document] = await documents();
    if (document !== undefined && document.segments > 0) break;
  }
  child.kill('SIGINT');
  expect(await closed).toBe(1);
  expect(stderr).toMatch(/^infolio: cancelled: /);

  const [halfway] = await documents();
  expect(halfway?.state).toBe('reading');
  expect(halfway?.segments).toBeGreaterThan(0);

  expect((await infolio('open', file)).code).toBe(0);
  const [done] = await documents();
  expect(done?.state).toBe('ready');
  expect(done?.segments).toBeGreaterThan(halfway?.segments ?? 0);
});
