import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSupervisor, forkEngine } from '../../../src/engine/hosting/index.ts';
import type { HostOptions } from '../../../src/engine/hosting/index.ts';
import { crashesOfRequest, failedStarts } from '../../../src/engine/hosting/limits.ts';
import { leasePdf, modelFolder, patience, screenOf, shellIn, temporaryFolder, until } from './given.ts';

const here = (file: string): string => resolve(import.meta.dirname, file);

describe('An engine that cannot do its work', () => {
  it('is given up after three starts that came to nothing, and tried again only when somebody asks', { timeout: patience }, async () => {
    let starts = 0;
    const options: HostOptions = { libraryFolder: null, modelFolder, cacheFolder: null, playbooksFolder: null, device: 'cpu', precision: 'auto', threads: null, ocr: true };
    const supervisor = createSupervisor((each) => {
      starts++;
      return forkEngine(each, here('crash-process.ts'));
    }, options);
    const request = (): Promise<string> => new Promise((done) => {
      supervisor.request('documents.list', {}, { progress: () => undefined, result: () => { done('result'); }, error: ({ code }) => { done(code); } });
    });
    expect(await request()).toBe('engine_stopped');
    await until(() => supervisor.state.state === 'failed');
    expect(supervisor.state.message).toContain('exit code 3');
    expect(starts).toBe(failedStarts);
    await new Promise((done) => setTimeout(done, 500));
    expect(starts).toBe(failedStarts);
    expect(await request()).toBe('engine_stopped');
    expect(starts).toBe(failedStarts + 1);
    await supervisor.close();
    expect(await request()).toBe('engine_stopped');
  });

  it('ends a request that crashed it three times, and goes on with the next', { timeout: patience }, async () => {
    using place = temporaryFolder();
    await using given = shellIn(place.path);
    const { client } = given.shell;
    await client.request('documents.list', {});
    const opening = client.request('documents.open', { path: leasePdf });
    const failed = expect(opening).rejects.toMatchObject({ code: 'engine_stopped' });
    for (let crashes = 1; crashes <= crashesOfRequest; crashes++) {
      given.kill();
      await until(() => given.processes.length > crashes || crashes === crashesOfRequest);
      await until(() => given.shell.supervisor.state.state === 'restarted' || crashes === crashesOfRequest);
    }
    await failed;
    expect(await client.request('collections.list', {})).toEqual([]);
  });

  it('says why the library cannot be opened, to every request, and does not end', { timeout: patience }, async () => {
    using place = temporaryFolder();
    mkdirSync(join(place.path, 'library'));
    const file = join(place.path, 'library', 'library.db');
    writeFileSync(file, 'This is no library, but it is somebody\'s file. '.repeat(400));
    const before = readFileSync(file);
    await using given = shellIn(place.path);
    const screen = screenOf(given.shell);
    await expect(screen.client.request('documents.list', {})).rejects.toMatchObject({ code: 'library_damaged' });
    await expect(screen.client.request('state.get', { key: 'a' })).rejects.toMatchObject({ code: 'library_damaged' });
    await until(() => given.shell.supervisor.state.state === 'failed');
    expect(given.shell.supervisor.state.message).toContain(file);
    // A screen that comes later is told as well.
    expect(screenOf(given.shell).received[0]).toMatchObject({ kind: 'event', name: 'engine', value: { state: 'failed' } });
    expect(given.processes).toHaveLength(1);
    expect(readFileSync(file).equals(before)).toBe(true);
    // The remedy that the message names works without a restart of the app.
    await screen.client.request('settings.set', { libraryFolder: join(place.path, 'another') });
    expect(await screen.client.request('documents.list', {})).toEqual([]);
  });
});

describe('A reading that nobody waits for any more', () => {
  it('is taken up by itself after the app was killed, and stopped by whoever cancels it', { timeout: patience }, async () => {
    using place = temporaryFolder();
    {
      await using first = shellIn(place.path);
      let segments = 0;
      const opening = first.shell.client.request('documents.open', { path: leasePdf }, { onProgress: (progress) => { segments = progress.segments; } });
      const stopped = expect(opening).rejects.toMatchObject({ code: 'engine_stopped' });
      await until(() => segments >= 8, patience);
      await first.shell.close();
      await stopped;
    }
    await using second = shellIn(place.path);
    const screen = screenOf(second.shell);
    const read = (): number => {
      const last = screen.received.findLast((message) => message.kind === 'event' && message.name === 'reading');
      return ((last as { readonly value?: { readonly progress: { readonly segments: number } | null } } | undefined)?.value?.progress ?? { segments: 0 }).segments;
    };
    await until(() => read() >= 8, patience);
    // Joined by a screen that then cancels: nobody is left.
    const stop = new AbortController();
    const joined = screen.client.request('documents.open', { path: leasePdf }, { signal: stop.signal });
    setTimeout(() => { stop.abort(); }, 200);
    const outcome = await joined.then(() => 'ready', (error: unknown) => (error as { readonly code: string }).code);
    expect(outcome).toBe('cancelled');
    await until(() => screen.received.some((message) => message.kind === 'event' && message.name === 'reading' && (message.value as { readonly ended: boolean }).ended));
    expect(await screen.client.request('documents.list', {})).toMatchObject([{ state: 'reading' }]);

    // Begun by a screen that goes away: it goes on.
    const leaving = screenOf(second.shell);
    leaving.client.request('documents.open', { path: leasePdf }).catch(() => undefined);
    leaving.leave();
    await until(() => screen.received.some((message) => message.kind === 'event' && message.name === 'reading' && (message.value as { readonly progress: { readonly segments: number } | null }).progress?.segments === 42), patience);
  });
});

it('The engine ends when the process that started it is killed', { timeout: patience }, async () => {
  using place = temporaryFolder();
  const parent = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', here('parent-process.ts'), join(place.path, 'library'), modelFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = Number(await new Promise<string>((done) => parent.stdout.once('data', (chunk: Buffer) => { done(chunk.toString()); })));
  const lives = (): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  expect(lives()).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !lives());
});
