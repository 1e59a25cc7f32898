import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { serving, upgradeStatus } from './serving.ts';
import type { Serving } from './serving.ts';
import { documents, terminal } from './terminal.ts';

const lease = join(documents, 'lease.pdf');
const uploadedSchema = z.object({ path: z.string() });
const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

let server: Serving;
let cookie: string;
let own: Record<string, string>;

beforeAll(async () => {
  server = await serving();
  cookie = await server.signIn();
  own = { cookie, origin: server.origin };
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const send = (name: string, body: Buffer | string, headers = own) => server.ask(`/upload?name=${encodeURIComponent(name)}`, { method: 'POST', headers, body });

describe('who is let in', () => {
  test('nobody without the token or a cookie got for it', async () => {
    for (const path of ['/', '/index.html', '/?token=', `/?token=${'A'.repeat(43)}`, '/documents/0/file', '/nothing']) {
      expect((await server.ask(path)).status, path).toBe(401);
    }
    expect((await send('a.txt', 'text', { origin: server.origin })).status).toBe(401);
    expect(await upgradeStatus(server.socket({ origin: server.origin }))).toBe(401);
    expect((await server.ask('/', { headers: { cookie: `infolio-${server.port}=${'A'.repeat(43)}` } })).status).toBe(401);
  });

  test('the token is exchanged for a cookie that scripts and other sites cannot use, at an address without it', async () => {
    const token = new URL(server.url).searchParams.get('token') ?? '';
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const reply = await server.ask(`/?token=${token}`);
    expect(reply.status).toBe(303);
    expect(reply.headers.location).toBe('/');
    expect(reply.headers['cache-control']).toBe('no-store');
    const [set = ''] = reply.headers['set-cookie'] ?? [];
    expect(set.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict']);
    expect(set).not.toContain(token);
    const again = await server.ask(`/?token=${token}`);
    expect(again.headers['set-cookie']?.[0]).not.toBe(set);
    expect((await server.ask('/', { headers: { cookie: set.split(';', 1)[0] ?? '' } })).status).toBe(200);
  });

  test('no name but this machine’s own (DNS rebinding)', async () => {
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1', `127.0.0.1:${server.port + 1}`, `0.0.0.0:${server.port}`, `localhost.evil.example:${server.port}`]) {
      expect((await server.ask('/', { headers: { cookie, host } })).status, host).toBe(403);
    }
    expect(await upgradeStatus(server.socket({ ...own, host: `evil.example:${server.port}` }))).toBe(403);
    const { search } = new URL(server.url);
    expect((await server.ask(`/${search}`, { headers: { host: `evil.example:${server.port}` } })).headers['set-cookie']).toBeUndefined();
    expect((await server.ask('/', { headers: { cookie, host: `LOCALHOST:${server.port}` } })).status).toBe(200);
  });

  test('no page of another origin, nor of another port', async () => {
    const foreign = ['https://evil.example', 'null', `http://127.0.0.1:${server.port + 1}`, `https://127.0.0.1:${server.port}`, `http://localhost:${server.port}`];
    for (const origin of foreign) {
      expect((await send('a.txt', 'text', { cookie, origin })).status, origin).toBe(403);
      expect(await upgradeStatus(server.socket({ cookie, origin })), origin).toBe(403);
      expect((await server.ask('/', { headers: { cookie, origin } })).status, origin).toBe(403);
    }
    expect((await send('a.txt', 'text', { cookie })).status).toBe(403);
    expect(await upgradeStatus(server.socket({ cookie }))).toBe(403);
    for (const site of ['cross-site', 'same-site']) {
      expect((await server.ask('/', { headers: { cookie, 'sec-fetch-site': site } })).status, site).toBe(403);
    }
    for (const site of ['none', 'same-origin']) {
      expect((await server.ask('/', { headers: { cookie, 'sec-fetch-site': site } })).status, site).toBe(200);
    }
  });

  test('only programs of this machine: no other address answers', async () => {
    const others = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []).filter(({ internal, scopeid }) => !internal && scopeid === undefined);
    for (const { address } of others) {
      const answered = await new Promise<boolean>((done) => {
        const socket = connect({ host: address, port: server.port, timeout: 2_000 });
        socket.on('connect', () => { done(true); });
        socket.on('error', () => { done(false); });
        socket.on('timeout', () => { done(false); });
        socket.on('close', () => { done(false); });
        setTimeout(() => socket.destroy(), 3_000).unref();
      });
      expect(answered, address).toBe(false);
    }
    // On a machine without networks: the address is bound for loopback alone, so that another can be bound beside it.
    const beside = createServer();
    await new Promise<void>((done, failed) => beside.on('error', failed).listen({ host: '127.0.0.2', port: server.port }, done));
    await new Promise((done) => beside.close(done));
  });
});

describe('what is sent', () => {
  test('the page, with a policy that lets nothing else in', async () => {
    const page = await server.ask('/', { headers: { cookie } });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = page.headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toMatch(/\bhttps?:/u);
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-cache',
    });
    const [script = ''] = /\/?assets\/[^"]+\.js/u.exec(page.body.toString('utf8')) ?? [];
    const asset = await server.ask(`/${script.replace(/^\//u, '')}`, { headers: { cookie } });
    expect(asset.status).toBe(200);
    expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(asset.headers['cache-control']).toContain('immutable');
    expect((await server.ask('/', { method: 'HEAD', headers: { cookie } })).body).toHaveLength(0);
    expect((await server.ask('/', { method: 'DELETE', headers: own })).status).toBe(405);
  });

  test('nothing outside the folder of the screens', async () => {
    const paths = [
      '/../package.json', '/../../package.json', '/assets/../../../package.json', '/%2e%2e/%2e%2e/package.json', '/..%2f..%2fpackage.json',
      '/..%5c..%5cpackage.json', '/%00', '/%', '//etc/passwd', '/.git/config', '/assets', '/index.html%00.js', '/index.html/',
    ];
    for (const path of paths) expect((await server.ask(path, { headers: { cookie } })).status, path).toBe(404);
  });
});

describe('files', () => {
  test('one that was sent is kept once, opened, asked, read in ranges, and deleted with its document', { timeout: 600_000 }, async () => {
    const bytes = readFileSync(lease);
    const { path } = uploadedSchema.parse(JSON.parse((await send('../../Lease of the Mill.pdf', bytes)).body.toString('utf8')));
    expect(path).toMatch(/files[/\\][0-9a-f]{64}[/\\]Lease of the Mill\.pdf$/u);
    expect(path.startsWith(join(server.home, 'library'))).toBe(true);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(uploadedSchema.parse(JSON.parse((await send('again.pdf', bytes)).body.toString('utf8'))).path).toBe(path);

    const { client, socket } = await server.screen(cookie);
    const progress: number[] = [];
    const document = await client.request('documents.open', { path }, { onProgress: ({ pagesRead }) => progress.push(pagesRead) });
    expect(document).toMatchObject({ state: 'ready', pages: 20, pagesRead: 20, file: path });
    expect(progress.length).toBeGreaterThan(0);
    const asked = await client.request('ask', { scope: { kind: 'document', document: document.id }, question: 'What is the Default Rate?' });
    const best = asked.answers[0]?.answer.best;
    expect(best?.page).toBe(4);
    expect(await client.request('documents.text', { document: document.id, start: best?.start ?? 0, end: best?.end ?? 0 })).toEqual({ text: best?.text });

    const file = `/documents/${document.id}/file`;
    const whole = await server.ask(file, { headers: { cookie } });
    expect(whole.status).toBe(200);
    expect(whole.headers['accept-ranges']).toBe('bytes');
    expect(whole.headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(whole.body.equals(bytes)).toBe(true);
    const part = await server.ask(file, { headers: { cookie, range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 100-199/${bytes.length}`);
    expect(part.body.equals(bytes.subarray(100, 200))).toBe(true);
    expect((await server.ask(file, { headers: { cookie, range: `bytes=${bytes.length}-` } })).status).toBe(416);
    expect((await server.ask('/documents/0000000000000000/file', { headers: { cookie } })).status).toBe(404);
    expect((await server.ask('/documents/..%2f..%2fpackage.json/file', { headers: { cookie } })).status).toBe(404);

    await client.request('documents.remove', { document: document.id });
    for (let attempt = 0; attempt < 50 && existsSync(path); attempt++) await wait(100);
    expect(existsSync(path)).toBe(false);
    expect((await server.ask(file, { headers: { cookie } })).status).toBe(404);
    socket.close();
  });

  test('what cannot be read, or does not arrive whole, leaves nothing behind', async () => {
    const reply = await send('program.exe', 'MZ');
    expect(reply.status).toBe(415);
    expect(errorSchema.parse(JSON.parse(reply.body.toString('utf8'))).error).toMatchObject({ code: 'unsupported_format' });
    expect((await send('', 'text')).status).toBe(415);
    expect((await server.ask('/upload?name=a.txt', { headers: { cookie } })).status).toBe(405);
    expect((await send('large.pdf', '', { ...own, 'content-length': '5000000000' }).catch(() => ({ status: 413 }))).status).toBe(413);

    const folder = join(server.home, 'library/files');
    const cut = connect(server.port, '127.0.0.1');
    cut.write(`POST /upload?name=cut.txt HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: ${server.origin}\r\nCookie: ${cookie}\r\nContent-Length: 1000000\r\n\r\nonly the beginning`);
    const partials = () => (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.startsWith('.partial-'));
    for (let attempt = 0; attempt < 50 && partials().length === 0; attempt++) await wait(100);
    expect(partials()).toHaveLength(1);
    cut.destroy();
    for (let attempt = 0; attempt < 50 && partials().length > 0; attempt++) await wait(100);
    expect(partials()).toHaveLength(0);
  });

  test('a page cannot have other files of this machine opened, whatever leads there', async () => {
    const secret = join(server.home, 'secret.txt');
    writeFileSync(secret, 'The treasure lies under the third step.');
    mkdirSync(join(server.home, 'library/files'), { recursive: true });
    const { client, socket } = await server.screen(cookie);
    for (const path of [secret, join(server.home, 'library/files/../../secret.txt'), join(server.home, 'library'), '/etc/passwd']) {
      await expect(client.request('documents.open', { path }), path).rejects.toMatchObject({ code: 'not_allowed' });
      await expect(client.request('app.expand', { paths: [path] }), path).rejects.toMatchObject({ code: 'not_allowed' });
    }
    const { paths } = await client.request('app.samples', {});
    expect(await client.request('app.expand', { paths })).toEqual({ paths });
    await expect(client.request('settings.set', { libraryFolder: server.home })).rejects.toMatchObject({ code: 'not_available' });
    expect((await client.request('settings.get', {})).libraryFolder).toBeNull();
    socket.close();
  });
});

describe('exports', () => {
  test('are made for the browser, told of as they grow, and fetched once', { timeout: 600_000 }, async () => {
    const { path } = uploadedSchema.parse(JSON.parse((await send('Vertrag Ü 1.txt', 'This lease is made on 9 June 2021 between Anna Berg and the Mill Company.')).body.toString('utf8')));
    const { client, socket } = await server.screen(cookie);
    const { id } = await client.request('documents.open', { path });
    await client.request('ask', { scope: { kind: 'document', document: id }, question: 'When was the lease made?' });
    const progress: number[] = [];
    const make = (format: 'html' | 'md', name = '../Lease “Ü” 1/2') =>
      client.request('app.export', { request: { documents: [id], parts: ['answers'], format }, name }, { onProgress: ({ done, of }) => progress.push(done / of) });
    const exported = await make('html');
    expect(exported).toMatchObject({ path: null, entries: 1, warnings: [] });
    expect(progress.at(-1)).toBe(1);
    const url = `/${exported.url ?? ''}`;
    expect(url).toMatch(/^\/exports\/[\w-]{43}\/[^/]+\.html$/u);

    // Nobody without a session, and no other site.
    expect((await server.ask(url)).status).toBe(401);
    expect((await server.ask(url, { headers: { cookie, 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await server.ask(url.replace(/exports\/[\w-]{43}/u, `exports/${'A'.repeat(43)}`), { headers: { cookie } })).status).toBe(404);
    expect((await server.ask(url, { method: 'HEAD', headers: { cookie } })).status).toBe(200);
    const file = await server.ask(url, { headers: { cookie } });
    expect(file.status).toBe(200);
    expect(file.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-length': String(file.body.length),
      'content-disposition': "attachment; filename=\"Lease ___ 1-2.html\"; filename*=UTF-8''Lease%20%E2%80%9C%C3%9C%E2%80%9D%201-2.html",
    });
    expect(file.headers['content-security-policy']).toContain('sandbox');
    // Its links lead to the document beside it: no folder of this machine is told.
    const page = file.body.toString('utf8');
    expect(page).toContain('9 June 2021');
    expect(page).toContain('href="Vertrag%20%C3%9C%201.txt"');
    expect(page).not.toContain(server.home);
    expect((await server.ask(url, { headers: { cookie } })).status).toBe(404);

    // Several may wait; an ending that is there already is not put there twice.
    const [one, other] = await Promise.all([make('md', 'a'), make('md', 'b.md')]);
    expect(other.url).toMatch(/\/b\.md$/u);
    expect((await server.ask(`/${other.url ?? ''}`, { headers: { cookie } })).body.length).toBe((await server.ask(`/${one.url ?? ''}`, { headers: { cookie } })).body.length);
    await expect(client.request('export.write', { request: { documents: [id], parts: ['notes'], format: 'md' }, path: join(server.home, 'x.md') })).rejects.toMatchObject({ code: 'not_allowed' });
    socket.close();
  });
});

describe('screens', () => {
  test('several at once see the same library and settings; ids of one are not those of another', async () => {
    const [one, other] = await Promise.all([server.screen(cookie), server.screen(await server.signIn())]);
    const told = new Promise((done) => other.client.on('settings.changed', done));
    expect((await one.client.request('settings.set', { theme: 'dark' })).theme).toBe('dark');
    expect(await told).toMatchObject({ theme: 'dark' });
    const [first, second] = await Promise.all([one.client.request('documents.list', {}), other.client.request('app.info', {})]);
    expect(Array.isArray(first)).toBe(true);
    expect(second).toMatchObject({ shell: 'browser' });
    one.socket.close();
    expect((await other.client.request('settings.get', {})).theme).toBe('dark');
    other.socket.close();
  });

  test('what the browser does itself is refused; what is no message closes the socket', async () => {
    const { client, socket } = await server.screen(cookie);
    await expect(client.request('app.pickFiles', {})).rejects.toMatchObject({ code: 'not_available' });
    await expect(client.request('app.print', {})).rejects.toMatchObject({ code: 'not_available' });
    const closed = new Promise<number>((done) => socket.on('close', done));
    socket.send('no JSON');
    expect(await closed).toBe(1003);
    const large = await server.screen(cookie);
    const tooLarge = new Promise<number>((done) => large.socket.on('close', done));
    large.socket.send(JSON.stringify({ kind: 'request', id: 1, method: 'documents.list', params: { padding: 'x'.repeat(3_000_000) } }));
    expect(await tooLarge).toBe(1009);
  });
});

test('Ctrl-C ends the server at once, with its engine, and the port is free again', { timeout: 180_000 }, async () => {
  const another = await serving();
  onTestFinished(() => void another.stop());
  const { client } = await another.screen(await another.signIn());
  await client.request('documents.list', {});
  const { code, ms } = await another.stop();
  expect(code).toBe(0);
  // Alone on a machine it takes a tenth of this; what waits for a connection or an engine takes five seconds or for ever.
  expect(ms).toBeLessThan(3_000);
  const free = createServer();
  await new Promise<void>((done, failed) => free.on('error', failed).listen({ host: '127.0.0.1', port: another.port }, done));
  await new Promise((done) => free.close(done));
});

test('a port that is taken is refused if it was asked for; otherwise another is found', { timeout: 180_000 }, async () => {
  const { infolio } = terminal();
  const refused = await infolio('serve', '--port', String(server.port));
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/^infolio: bad_argument: Port \d+ is taken/u);
  expect((await infolio('serve', '--port', '70000')).stderr).toMatch(/^infolio: bad_argument: --port 70000/u);
});
