import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { extractAll, getRawHeader, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildAll } from '../../build/build.ts';
import type { Answer } from '../../src/contract/answer.ts';
import { chromiumPath } from '../e2e/chromium.ts';
import { launchApp } from '../electron/launch.ts';
import { pack } from './packing.ts';
import { request } from './page-client.ts';

const root = resolve(import.meta.dirname, '../..');
const megabyte = 1e6;

/** What @electron/fuses calls a fuse that is off, and one that is on. */
const off = 0x30;
const on = 0x31;

// The stand-in for Electron's distribution is one for Linux; what is packed is the same list of files everywhere.
describe.skipIf(process.platform !== 'linux')(process.platform === 'linux' ? 'the packed app' : 'the packed app (skipped: packed on Linux only)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'infolio-packed-'));
  let packed: Awaited<ReturnType<typeof pack>>;
  let files: readonly string[] = [];

  beforeAll(async () => {
    if (!existsSync(join(root, 'dist', 'main', 'main.js'))) await buildAll();
    packed = await pack(folder);
    files = listPackage(join(packed.resources, 'app.asar'), { isPack: false }).map((file) => file.replaceAll('\\', '/'));
  }, 600_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('holds the built app, and nothing that it was made from', () => {
    for (const file of ['/package.json', '/dist/main/main.js', '/dist/preload/preload.cjs', '/dist/engine/host.js', '/dist/engine/worker.js', '/dist/engine/lower-worker.js', '/dist/renderer/index.html']) expect(files).toContain(file);
    const folders = new Set(files.map((file) => file.split('/')[1]));
    expect([...folders].toSorted()).toEqual(['dist', 'node_modules', 'package.json']);
    expect(files.filter((file) => /\.(svelte|py|test\.[jt]s|safetensors|map)$|\.d\.[mc]?ts$/u.test(file))).toEqual([]);
  });

  test('has of node_modules what runs, and no tools', () => {
    const packages = new Set(files.flatMap((file) => /^\/node_modules\/(@[^/]+\/[^/]+|[^@/]+)/u.exec(file)?.[1] ?? []));
    for (const name of ['onnxruntime-node', 'onnxruntime-common', 'tokenizers', 'pdfjs-dist', '@napi-rs/canvas', 'tesseract.js', 'tesseract.js-core', '@tesseract.js-data/eng']) expect(packages).toContain(name);
    for (const name of ['electron', 'vite', 'svelte', 'typescript', 'zod', 'ws', 'playwright-core', 'global-agent', 'adm-zip']) expect(packages).not.toContain(name);
  });

  test('has binaries for this system only, outside of the archive', () => {
    const binaries = files.filter((file) => /\.(node|dll|dylib)$|\.so(\.\d+)*$/u.test(file));
    expect(binaries).toContain(`/node_modules/onnxruntime-node/bin/napi-v6/linux/${process.arch}/onnxruntime_binding.node`);
    expect(binaries.filter((file) => !file.includes(process.arch) || !file.includes('linux'))).toEqual([]);
    for (const file of binaries) expect(statSync(join(packed.resources, 'app.asar.unpacked', file)).size).toBeGreaterThan(0);
  });

  test('is of a decent size', () => {
    const { header } = getRawHeader(join(packed.resources, 'app.asar'));
    expect(JSON.stringify(header).length).toBeGreaterThan(0);
    expect(statSync(join(packed.resources, 'app.asar')).size).toBeLessThan(40 * megabyte);
    expect(sizeOf(join(packed.resources, 'app.asar.unpacked'))).toBeLessThan(130 * megabyte);
  });

  test('brings the model and the sample documents as resources, not what the model was trained with', () => {
    expect(readdirSync(join(packed.resources, 'models'))).toEqual(['infolio-1']);
    expect(readdirSync(join(packed.resources, 'models', 'infolio-1'))).toEqual(expect.arrayContaining(['config.json', 'model.safetensors', 'steps.safetensors', 'tokenizer.json']));
    expect(readdirSync(join(packed.resources, 'samples')).toSorted()).toEqual(['lease.pdf', 'paper.pdf', 'story.pdf']);
    expect(existsSync(join(packed.resources, 'LICENSE'))).toBe(true);
  });

  test("has Electron's fuses set: no Node from outside, nothing but the archive", async () => {
    const fuses = await getCurrentFuseWire(packed.program);
    expect(fuses).toMatchObject({
      [FuseV1Options.RunAsNode]: off,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
      [FuseV1Options.EnableNodeCliInspectArguments]: off,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
      [FuseV1Options.EnableCookieEncryption]: on,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
      [FuseV1Options.OnlyLoadAppFromAsar]: on,
    });
  });

  test.skipIf(chromiumPath === null)('runs: its engine reads a sample document with the packed model and answers', { timeout: 600_000 }, async () => {
    // Node knows no archives, as Electron does: the stand-in runs what was in it.
    const unpacked = join(folder, 'app');
    extractAll(join(packed.resources, 'app.asar'), unpacked);
    const app = await launchApp({ userData: join(folder, 'data'), main: join(unpacked, 'dist', 'main', 'main.js'), resources: packed.resources });
    try {
      const { value: samples } = (await request(app.page, 'app.samples')) as unknown as { readonly value: { readonly paths: readonly string[] } };
      expect(samples.paths).toContain(join(packed.resources, 'samples', 'lease.pdf'));
      const opened = await request(app.page, 'documents.open', { path: join(packed.resources, 'samples', 'lease.pdf') });
      expect(opened).toMatchObject({ kind: 'result', value: { state: 'ready', failedPages: [] } });
      const { id } = (opened as unknown as { readonly value: { readonly id: string } }).value;
      const asked = await request(app.page, 'ask', { scope: { kind: 'document', document: id }, question: 'Who is the Lessor?' });
      const [answer] = (asked as unknown as { readonly value: { readonly answers: readonly { readonly answer: Answer }[] } }).value.answers;
      expect(answer?.answer.found).toBe(true);
      const best = answer?.answer.best;
      expect(best?.boxes.length).toBeGreaterThan(0);
      expect(await request(app.page, 'documents.text', { document: id, start: best?.start, end: best?.end })).toMatchObject({ value: { text: best?.text } });
      const info = await request(app.page, 'app.info');
      expect(info).toMatchObject({ value: { shell: 'desktop' } });
    } finally {
      await app.close();
    }
  });
});

function sizeOf(path: string): number {
  const stats = statSync(path);
  return stats.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : stats.size;
}
