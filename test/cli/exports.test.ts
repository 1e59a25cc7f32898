import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createExports } from '../../src/cli/serve/exports.ts';
import type { WriteExport } from '../../src/cli/serve/exports.ts';
import { InfolioError } from '../../src/contract/errors.ts';
import { exportName, safeName } from '../../src/engine/hosting/index.ts';

const params = (name: string) => ({ request: { documents: ['a'], parts: ['notes' as const], format: 'csv' as const, playbook: null, summary: null }, name });

/** As the engine writes, without the engine. */
const write: WriteExport = ({ path }) => {
  writeFileSync(path, 'words');
  return Promise.resolve({ path, bytes: 5, entries: 1, warnings: [] });
};

/** Temporary folders are made in one of the test's own. */
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'infolio-test-'));
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

test('what nobody fetches is gone after its time, and all of it when the server ends', async () => {
  const exports = createExports(write, 1_000);
  const server = createServer((request, response) => {
    exports.send((request.url ?? '').slice(1), request, response).catch(() => response.writeHead(404).end());
  });
  await new Promise<void>((done) => server.listen({ host: '127.0.0.1', port: 0 }, done));
  onTestFinished(() => void server.close());
  const fetched = async (url: string | null) => (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${(url ?? '').split('/')[1] ?? ''}`)).status;

  const { url: first } = await exports.make(params('a'), {});
  expect(await fetched(first)).toBe(200);
  expect(await fetched(first)).toBe(404);
  const { url: second } = await exports.make(params('b'), {});
  await wait(1_500);
  expect(await fetched(second)).toBe(404);
  await exports.make(params('c'), {});
  const [own = ''] = readdirSync(home);
  expect(readdirSync(join(home, own))).toHaveLength(1);
  await exports.close();
  expect(readdirSync(home)).toEqual([]);
});

test('of one that failed or was stopped nothing is left', async () => {
  const exports = createExports(({ path }) => {
    writeFileSync(path, 'half');
    return Promise.reject(new InfolioError('cancelled', 'Stopped.'));
  });
  await expect(exports.make(params('a'), {})).rejects.toMatchObject({ code: 'cancelled' });
  const [own = ''] = readdirSync(home);
  expect(readdirSync(join(home, own))).toEqual([]);
  await exports.close();
});

test.each([
  ['Lease', 'Lease.pdf'],
  ['Lease.PDF', 'Lease.pdf'],
  ['../../etc/passwd', 'etc-passwd.pdf'],
  ['C:\\temp\\x', 'C_-temp-x.pdf'],
  ['No. 5 of 12.', 'No. 5 of 12.pdf'],
  ['con', 'con_.pdf'],
  ['...', 'export.pdf'],
  ['合同 "A"', '合同 _A_.pdf'],
])('%j is exported as %j', (given, name) => {
  expect(exportName(given, 'pdf')).toBe(name);
});

test('a long name is cut at a character, and keeps its ending', () => {
  const name = exportName('合'.repeat(200), 'docx');
  expect(name).toMatch(/^合+\.docx$/u);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120);
  expect(safeName('a/b/..')).toBe('document');
});
