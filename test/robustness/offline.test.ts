import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../engine/reading/given.ts';
import { canUnshare, programAt } from './namespaces.ts';

interface Outcome {
  readonly outcomes: readonly { readonly command: string; readonly code: number | null; readonly output: string }[];
  readonly guarded: number;
  readonly attempts: readonly string[];
}

/** Milliseconds for all commands, where others use the machine. */
const patience = 600_000;
const ip = programAt('ip');
const strace = programAt('strace');
const possible = ip !== null && canUnshare('-rn');
const how = `${possible ? '' : ' (skipped: no network namespace can be made here)'}${strace === null ? ' (sockets are not watched: there is no strace)' : ''}`;

/** Runs offline-process.ts where there is a loopback and no route; gives what it said and the system calls on sockets. */
function offline(home: string, what: 'commands' | 'serve'): Outcome & { readonly calls: readonly string[] } {
  const calls = join(home, `${what}.calls`);
  const watched = strace === null ? [] : [strace, '-f', '--seccomp-bpf', '-qq', '-e', 'trace=network', '-o', calls];
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', resolve(import.meta.dirname, 'offline-process.ts'), home, what];
  const output = execFileSync('unshare', ['-rn', 'sh', '-c', `${ip ?? 'ip'} link set lo up && exec "$@"`, 'sh', ...watched, ...command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: patience, killSignal: 'SIGKILL' });
  return { ...(JSON.parse(output) as Outcome), calls: existsSync(calls) ? readFileSync(calls, 'utf8').split('\n') : [] };
}

/** Every address of the internet that a socket was bound or connected to, or something was sent to. */
function addresses(calls: readonly string[]): string[] {
  return calls.flatMap((call) => [...call.matchAll(/sin_addr=inet_addr\("([^"]*)"\)|inet_pton\(AF_INET6, "([^"]*)"/gu)].map(([, four, six]) => four ?? six ?? ''));
}

describe.skipIf(!possible)(`Without a network${how}`, { timeout: 2 * patience }, () => {
  test('every command works, and none opens a socket', () => {
    using place = temporaryFolder();
    const { outcomes, guarded, attempts, calls } = offline(place.path, 'commands');
    for (const { command, code, output } of outcomes) expect(code, `${command}: ${output}`).toBe(0);
    const said = (name: string): string => outcomes.filter(({ command }) => command === name).map(({ output }) => output).join('\n');
    expect(said('ask')).toContain('Ambrose Vane');
    expect(said('ask')).toContain('ninety days');
    expect(said('review')).toContain('Notice');
    expect(said('search')).toContain('harbour');
    expect(said('describe')).toContain('Port Ellery');
    expect(existsSync(join(place.path, 'letter.docx'))).toBe(true);
    expect(guarded).toBeGreaterThanOrEqual(outcomes.length);
    expect(attempts).toEqual([]);
    expect(calls.filter((call) => /\bsocket\(AF_INET/u.test(call))).toEqual([]);
    // onnxruntime would keep a number of this device here, to send with its reports.
    expect(existsSync(join(place.path, '.cache/Microsoft'))).toBe(false);
  });

  test("serve works in a browser of this machine, and no socket is opened but serve's own on loopback", () => {
    using place = temporaryFolder();
    const { outcomes, attempts, calls } = offline(place.path, 'serve');
    expect(outcomes.map(({ command, code }) => [command, code])).toEqual([['ask', 0], ['search', 0], ['serve', 0]]);
    expect(outcomes[0]?.output).toContain('Ambrose Vane');
    expect(outcomes[1]?.output).toContain('harbour');
    expect(attempts).toEqual([]);
    expect([...new Set(addresses(calls))]).toEqual(strace === null ? [] : ['127.0.0.1']);
    expect(calls.filter((call) => /\blisten\(/u.test(call)).length).toBe(strace === null ? 0 : 1);
    expect(existsSync(join(place.path, '.cache/Microsoft'))).toBe(false);
  });
});
