import { describe, expect, it, vi } from 'vitest';
import { createClient } from '../../src/contract/client.ts';
import { connectSocket } from '../../src/renderer/socket.ts';
import type { Socket } from '../../src/renderer/socket.ts';

/** A socket whose other end is the test. */
class TestSocket implements Socket {
  readonly sent: unknown[] = [];
  readonly #listeners: Record<string, ((event: never) => void)[]> = {};

  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }

  close(): void {
    this.emit('close');
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    (this.#listeners[type] ??= []).push(listener);
  }

  emit(type: 'open' | 'close' | 'message', event?: unknown): void {
    for (const listener of this.#listeners[type] ?? []) listener(event as never);
  }

  answer(message: unknown): void {
    this.emit('message', { data: JSON.stringify(message) });
  }
}

function setUp() {
  vi.useFakeTimers();
  const sockets: TestSocket[] = [];
  const addresses: string[] = [];
  const link = connectSocket(new URL('http://127.0.0.1:4000/socket'), (url) => {
    addresses.push(url.href);
    const socket = new TestSocket();
    sockets.push(socket);
    return socket;
  });
  const states: string[] = [];
  link.onState((state) => states.push(state));
  const latest = (): TestSocket => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  };
  return { link, client: createClient(link), addresses, states, latest };
}

describe('the connection of a browser', () => {
  it('asks what was asked before it was open', async () => {
    const { client, latest, addresses, states } = setUp();
    const list = client.request('documents.list', {});
    expect(addresses).toEqual(['ws://127.0.0.1:4000/socket']);
    latest().emit('open');
    expect(latest().sent).toEqual([{ kind: 'request', id: 1, method: 'documents.list', params: {} }]);
    latest().answer({ kind: 'result', id: 1, value: [] });
    await expect(list).resolves.toEqual([]);
    expect(states).toEqual(['connecting', 'open']);
  });

  it('asks again on the next socket, and does nothing twice that must not be', async () => {
    const { client, latest, states } = setUp();
    latest().emit('open');
    const list = client.request('documents.list', {});
    const made = client.request('collections.create', { name: 'Leases' });
    const refused = expect(made).rejects.toMatchObject({ code: 'engine_stopped' });
    const first = latest();
    first.close();
    await refused;
    expect(states.at(-1)).toBe('lost');
    await vi.advanceTimersByTimeAsync(300);
    expect(latest()).not.toBe(first);
    latest().emit('open');
    expect(latest().sent).toEqual([{ kind: 'request', id: 1, method: 'documents.list', params: {} }]);
    latest().answer({ kind: 'result', id: 1, value: [] });
    await expect(list).resolves.toEqual([]);
    expect(states.at(-1)).toBe('open');
  });

  it('does not ask again what was answered', async () => {
    const { client, latest } = setUp();
    latest().emit('open');
    const list = client.request('documents.list', {});
    latest().answer({ kind: 'result', id: 1, value: [] });
    await list;
    latest().close();
    await vi.advanceTimersByTimeAsync(300);
    latest().emit('open');
    expect(latest().sent).toEqual([]);
  });

  it('ends a request that is stopped while it is away', async () => {
    const { client, latest } = setUp();
    latest().emit('open');
    latest().close();
    const controller = new AbortController();
    const asked = client.request('documents.list', {}, { signal: controller.signal });
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('waits longer each time, four seconds at most', async () => {
    const { latest } = setUp();
    for (const pause of [250, 500, 1_000, 2_000, 4_000, 4_000]) {
      const before = latest();
      before.close();
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(latest()).toBe(before);
      await vi.advanceTimersByTimeAsync(2);
      expect(latest()).not.toBe(before);
    }
  });

  it('lets a message that is no JSON pass by', async () => {
    const { client, latest } = setUp();
    latest().emit('open');
    const list = client.request('documents.list', {});
    latest().emit('message', { data: 'not json' });
    latest().emit('message', { data: new ArrayBuffer(4) });
    latest().answer({ kind: 'result', id: 1, value: [] });
    await expect(list).resolves.toEqual([]);
  });
});
