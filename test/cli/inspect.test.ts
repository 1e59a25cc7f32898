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
  expect(memory).toMatchObject({ document: document.id, segments: document.segments, memoryBytes: 1_376_256 });
  expect(memory.layers).toHaveLength(1);
  expect(memory.restoring.map(({ part }) => part)).toEqual(['statements', 'names']);
  expect(memory.passages).toHaveLength(document.segments);

  const words = await infolio('inspect', file);
  expect(words.code).toBe(0);
  expect(words.stdout).toContain('1.4 MB, whatever the length');
  for (const { norm } of memory.layers) expect(words.stdout).toContain(norm.toFixed(2));

  const filled = await infolio('inspect', file, '--fill', 'The name of the building is [MASK] mill.', '--json', '--quiet');
  const word = z.object({ word: z.string(), probability: z.number().min(0).max(1) });
  const { filled: blanks } = z.object({ filled: z.array(z.object({ withMemory: z.array(word).length(5), without: z.array(word).length(5) })) }).parse(JSON.parse(filled.stdout));
  expect(blanks).toHaveLength(1);
  expect(blanks[0]?.withMemory).not.toEqual(blanks[0]?.without);
  expect(await infolio('inspect', file, '--fill', 'No blank here.')).toMatchObject({ code: 2, stderr: expect.stringMatching(/bad_argument: .*\[MASK\]/u) as string });
  expect(await infolio('inspect', join(documents, 'nothing.pdf'))).toMatchObject({ code: 1, stderr: expect.stringMatching(/^infolio: not_found: /u) as string });
});
