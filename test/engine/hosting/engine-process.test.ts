import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskProgress } from '../../../src/contract/protocol.ts';
import { documents, leasePdf, patience, screenOf, shellIn, temporaryFolder, until } from './given.ts';
import type { GivenScreen, GivenShell } from './given.ts';

/** The real engine in a real process, with the shipped model, over the contract. */
describe('The engine in a process of its own', () => {
  let place: ReturnType<typeof temporaryFolder>;
  let given: GivenShell;
  let screen: GivenScreen;
  let other: GivenScreen;
  let lease: string;

  const engineStates = (): string[] => screen.received.flatMap((message) => (message.kind === 'event' && message.name === 'engine' ? [(message.value as { readonly state: string }).state] : []));
  const readings = (): { readonly document: string | null; readonly ended: boolean; readonly path: string }[] =>
    other.received.flatMap((message) => (message.kind === 'event' && message.name === 'reading' ? [message.value as never] : []));

  beforeAll(() => {
    place = temporaryFolder();
    given = shellIn(place.path);
    screen = screenOf(given.shell);
    other = screenOf(given.shell);
  });
  afterAll(async () => {
    await given.shell.close();
    place[Symbol.dispose]();
  });

  it('lists documents at once, before any network is made', { timeout: patience }, async () => {
    expect(await screen.client.request('documents.list', {})).toEqual([]);
    expect(await screen.client.request('app.samples', {})).toMatchObject({ paths: [leasePdf, `${documents}/paper.pdf`, `${documents}/story.pdf`] });
    await until(() => engineStates().includes('ready'));
  });

  it('reads a document with progress, is cancelled at once, lives through kill -9 and ends ready', { timeout: patience }, async () => {
    // Cancelled: ends at once, and keeps its pages.
    const stop = new AbortController();
    let stoppedAt = 0;
    const opening = screen.client.request('documents.open', { path: leasePdf }, { signal: stop.signal, onProgress: ({ segments }) => {
      if (segments >= 8 && !stop.signal.aborted) {
        stoppedAt = performance.now();
        stop.abort();
      }
    } });
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - stoppedAt).toBeLessThan(1000);
    await until(() => readings().some((reading) => reading.ended));
    const [partly] = await screen.client.request('documents.list', {});
    expect(partly).toMatchObject({ state: 'reading', file: leasePdf });
    const kept = partly?.segments ?? 0;
    expect(kept).toBeGreaterThanOrEqual(8);
    expect(kept).toBeLessThan(42);

    // Taken up again, by two screens at once, and killed in the middle.
    const seen: number[] = [];
    let killed = false;
    const again = screen.client.request('documents.open', { path: leasePdf }, { onProgress: ({ segments }) => {
      seen.push(segments);
      if (segments > kept && !killed) {
        killed = true;
        given.kill();
      }
    } });
    const both = await Promise.all([again, other.client.request('documents.open', { path: leasePdf })]);
    expect(killed).toBe(true);
    expect(both[0]).toMatchObject({ state: 'ready', segments: 42, pages: both[0].pagesRead });
    expect(both[1]).toMatchObject({ id: both[0].id, state: 'ready' });
    expect(seen.every((segments) => segments >= kept)).toBe(true);
    expect(given.processes).toHaveLength(2);
    expect(engineStates()).toContain('restarted');
    // The other screen was told of a reading that it had not begun.
    expect(readings().some((reading) => reading.document === both[0].id && !reading.ended)).toBe(true);
    lease = both[0].id;
    expect(await given.shell.fileOf(lease)).toBe(leasePdf);
  });

  it('answers two screens at once, each its own question', { timeout: patience }, async () => {
    const scope = { kind: 'document', document: lease } as const;
    const [one, two] = await Promise.all([
      screen.client.request('ask', { scope, question: 'Which law governs the lease?' }),
      other.client.request('ask', { scope, question: 'Who is the Lessor?', keep: false }),
    ]);
    expect(one).toMatchObject({ question: 'Which law governs the lease?', scope, answers: [{ document: lease, answer: { question: 'Which law governs the lease?' } }] });
    expect(two).toMatchObject({ id: null, question: 'Who is the Lessor?' });
    expect(await screen.client.request('questions.list', { document: lease })).toEqual([one]);
  });

  it('reads everything with progress and hits, and is cancelled at once', { timeout: patience }, async () => {
    const scope = { kind: 'document', document: lease } as const;
    const progress: AskProgress[] = [];
    const asked = await screen.client.request('ask', { scope, question: 'What is the rent?', everything: true }, { onProgress: (value) => progress.push(value) });
    expect(progress.at(-1)).toMatchObject({ done: 42, of: 42, secondsLeft: 0 });
    const hits = progress.flatMap((value) => value.hits);
    expect(hits.length).toBeGreaterThanOrEqual(asked.answers[0]?.answer.everything?.hits.length ?? 0);
    expect(hits.every((hit) => hit.document === lease && hit.place.text !== '')).toBe(true);

    const stop = new AbortController();
    const stopped = screen.client.request('ask', { scope, question: 'What is payable?', everything: true }, { signal: stop.signal, onProgress: () => { stop.abort(); } });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(await screen.client.request('questions.list', { document: lease })).toHaveLength(2);
  });

  it('is started again by the next request when it was killed while nobody waited', { timeout: patience }, async () => {
    const before = given.processes.length;
    given.kill();
    expect(await screen.client.request('documents.get', { document: lease })).toMatchObject({ id: lease, state: 'ready' });
    expect(given.processes).toHaveLength(before + 1);
  });

  it('keeps notes, names, thumbnails, collections and small states', { timeout: patience }, async () => {
    const { client } = screen;
    const boxes = await client.request('documents.boxes', { document: lease, start: 0, end: 40 });
    const note = await client.request('notes.add', { document: lease, page: 1, boxes, quote: 'Lease', comment: 'Look here', colour: 'green' });
    expect(await client.request('notes.update', { id: note.id, comment: 'Seen' })).toEqual({ ...note, comment: 'Seen' });
    expect(await client.request('notes.list', { document: lease })).toEqual([{ ...note, comment: 'Seen' }]);
    await client.request('notes.remove', { id: note.id });
    await expect(client.request('notes.remove', { id: note.id })).rejects.toMatchObject({ code: 'not_found' });

    const collection = await client.request('collections.create', { name: 'Leases' });
    await client.request('collections.add', { id: collection.id, document: lease });
    expect(await client.request('collections.list', {})).toEqual([{ ...collection, documents: [lease] }]);
    const asked = await client.request('ask', { scope: { kind: 'collection', collection: collection.id }, question: 'Which law governs the lease?' });
    expect(asked.answers).toMatchObject([{ document: lease }]);
    expect(await client.request('questions.list', { document: null })).toEqual([asked]);

    await client.request('documents.keepThumbnail', { document: lease, image: 'data:image/png;base64,AAAA' });
    expect(await client.request('documents.thumbnail', { document: lease })).toEqual({ image: 'data:image/png;base64,AAAA' });
    await client.request('state.set', { key: 'last', value: { document: lease, page: 3 } });
    expect(await client.request('state.get', { key: 'last' })).toEqual({ value: { document: lease, page: 3 } });
    await client.request('state.set', { key: 'last', value: null });
    expect(await client.request('state.get', { key: 'last' })).toEqual({ value: null });
    await client.request('documents.rename', { document: lease, title: 'The mill' });
    expect(await client.request('documents.get', { document: lease })).toMatchObject({ title: 'The mill' });
    expect((await client.request('documents.pages', { document: lease })).length).toBeGreaterThan(10);
    expect(await client.request('documents.pageContent', { document: lease, page: 1 })).toMatchObject({ page: 1 });
    expect(await client.request('search', { query: 'rent', limit: 3 })).toHaveLength(3);
  });

  it('says what is wrong with a request, and goes on', { timeout: patience }, async () => {
    const wrong = screen.client.request('ask', { scope: { kind: 'document', document: lease }, question: '   ' });
    await expect(wrong).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining('ask') as string });
    await expect(screen.client.request('documents.get', { document: 'nowhere' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(screen.client.request('documents.open', { path: `${documents}/nothing.pdf` })).rejects.toMatchObject({ code: 'not_found' });
    await expect(screen.client.request('app.print', {})).rejects.toMatchObject({ code: 'not_available' });

    const before = screen.received.length;
    screen.send({ kind: 'request', id: 90_001, method: 'engine.explode', params: {} });
    screen.send({ kind: 'cancel', id: 90_002 });
    screen.send('nonsense');
    screen.send({ kind: 'request', id: -1, method: 'documents.list' });
    expect(screen.received.slice(before)).toMatchObject([{ kind: 'error', id: 90_001, error: { code: 'bad_request' } }]);
  });

  it('runs with other settings when they are changed, and with the rest as they were', { timeout: patience }, async () => {
    const before = given.processes.length;
    expect(await screen.client.request('engine.info', {})).toMatchObject({ precision: 'int8', device: 'cpu', documents: 1, memoryBytes: 1_376_256, fullAttentionBytesPerToken: 9216 });
    await screen.client.request('settings.set', { theme: 'dark' });
    expect(given.processes).toHaveLength(before);
    expect(await other.client.request('settings.set', { precision: 'fp32' })).toMatchObject({ theme: 'dark', precision: 'fp32' });
    expect(await screen.client.request('engine.info', {})).toMatchObject({ precision: 'fp32' });
    expect(given.processes).toHaveLength(before + 1);
    expect(screen.received).toContainEqual(expect.objectContaining({ kind: 'event', name: 'settings.changed', value: expect.objectContaining({ precision: 'fp32', theme: 'dark' }) as unknown }));
  });

  it('removes a document with everything, and tells all screens', { timeout: patience }, async () => {
    const before = other.received.length;
    await screen.client.request('documents.remove', { document: lease });
    expect(await screen.client.request('documents.list', {})).toEqual([]);
    expect(other.received.slice(before)).toContainEqual({ kind: 'event', name: 'library.changed', value: {} });
    expect(await screen.client.request('questions.list', { document: null })).toMatchObject([{ answers: [] }]);
  });
});
