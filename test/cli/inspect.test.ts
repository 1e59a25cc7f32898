import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { inspectionSchema } from '../../src/contract/protocol.ts';
import { documents, terminal } from './terminal.ts';

test('inspect tells the numbers of a document\'s memory, in words and as JSON', { timeout: 400_000 }, async () => {
  const { infolio } = terminal();
  const file = join(documents, 'lease.pdf');
  const json = await infolio('inspect', file, '--json', '--quiet');
  expect(json).toMatchObject({ code: 0, stderr: '' });
  const { memory, document } = z.object({ document: z.object({ id: z.string(), segments: z.number() }), memory: inspectionSchema }).parse(JSON.parse(json.stdout));
  expect(memory).toMatchObject({ document: document.id, segments: document.segments, memoryBytes: 589_824 });
  expect(memory.layers).toHaveLength(3);
  expect(memory.passages).toHaveLength(document.segments);

  const words = await infolio('inspect', file);
  expect(words.code).toBe(0);
  expect(words.stdout).toContain('0.6 MB, whatever the length');
  for (const { norm } of memory.layers) expect(words.stdout).toContain(norm.toFixed(2));
  expect(await infolio('inspect', join(documents, 'nothing.pdf'))).toMatchObject({ code: 1, stderr: expect.stringMatching(/^infolio: not_found: /u) as string });
});
